package usher.interaction

import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec

import usher.interaction.Order._

/** Two want something of one contact at once, and neither knows of the other: whoever is written
  * first has it, and the other is told so.
  */
class RaceSpec extends AnyWordSpec with BeforeAndAfterAll {
  private val track = new Track
  import track.Contact

  override def afterAll(): Unit = track.close()

  private def call(agents: String*) = new Contact("sw", agents.size).offered(agents: _*)
  private def chat(agents: String*) = new Contact(null, agents.size).offered(agents: _*)

  private def ends(c: Contact, status: Status)(history: String*)(told: String*): Unit = {
    assert(c.now.status == status)
    assert(c.history == history)
    assert(c.told == told)
    c.holdsAfterRestart()
  }

  "the customer's leaving and a supervisor's assignment that nobody has written" should {
    "end it for the supervisor, and free the agent" in {
      val c = chat()
      val given = c.say(new Assign("cat", false))
      c.race(c.say(new HungUp))(c.offer(c.byHand("cat")))
      assert(given.refused == "interaction.state")
      ends(c, Status.COMPLETED)("abandoned")("cat assign", "cat closed unknown")
    }

    "tell a supervisor who comes too late" in {
      val c = chat()
      val (_, given) = c.race(c.say(new HungUp))(c.say(new Assign("cat", false)))
      assert(given.refused == "interaction.gone")
      ends(c, Status.COMPLETED)("abandoned")()
    }

    "cancel the offer where the assignment was first" in {
      val c = chat()
      val given = c.say(new Assign("cat", false))
      val (_, left) = c.race(c.offer(c.byHand("cat")))(c.say(new HungUp))
      assert(given.done.interaction.offer.id.agent == "cat" && left.done.changed)
      ends(c, Status.COMPLETED)("offered cat", "abandoned")("cat assign", "cat pending", "cat closed canceled")
    }
  }

  "the customer's leaving and the agent's word" should {
    "count as abandoned before it connected where the word was first" in {
      val c = call("ann")
      val (word, left) = c.race(c.say(new Accept(1)))(c.say(new HungUp))
      assert(word.done.interaction.offer.accepted && left.done.changed)
      assert(c.now.ended.outcome == Outcome.ABANDONED && c.now.ended.code == "abandoned-before-connect")
      ends(c, Status.COMPLETED)("accepted ann", "abandoned")(
        "ann accepted", "ann closed canceled", "switch ~1:cancel-route")
    }

    "count as abandoned, and nothing else, where the customer was first" in {
      val c = call("ann")
      val (_, word) = c.race(c.say(new HungUp))(c.say(new Accept(1)))
      assert(word.refused == "interaction.gone")
      assert(c.now.ended.outcome == Outcome.ABANDONED && c.now.ended.code == null)
      ends(c, Status.COMPLETED)("abandoned")("ann closed canceled", "switch ~1:cancel-route")
    }

    "be a conversation where the switch has connected first" in {
      val c = call("ann")
      val (talk, left) = c.race(c.say(new Established("ann", 1)))(c.say(new HungUp))
      assert(talk.done.interaction.status == Status.CONNECTED && left.done.changed)
      ends(c, Status.COMPLETED)("connected ann", "handled")("ann connected", "ann closed completed")
    }

    "be none where the switch connects too late" in {
      val c = call("ann")
      val (_, talk) = c.race(c.say(new HungUp))(c.say(new Established("ann", 1)))
      assert(talk.refused == "interaction.gone")
      ends(c, Status.COMPLETED)("abandoned")("ann closed canceled", "switch ~1:cancel-route")
    }
  }

  "two agents of one wave" should {
    for ((first, last, winner, loser) <- Seq((1, 2, "ann", "bob"), (2, 1, "bob", "ann"))) {
      s"be one winner and one who is told, where no switch connects: $winner is first" in {
        val c = chat("ann", "bob")
        val (won, lost) = c.race(c.say(new Accept(first)))(c.say(new Accept(last)))
        assert(won.done.interaction.talk.offer.id.agent == winner)
        assert(lost.refused == "offer.rescinded")
        ends(c, Status.CONNECTED)(s"connected $winner")(s"$winner connected", s"$loser closed rescinded")
      }

      s"be one winner and one leg to take down, where a switch connects: $winner is first" in {
        val c = call("ann", "bob")
        val (won, lost) = c.race(c.say(new Accept(first)))(c.say(new Accept(last)))
        assert(won.done.interaction.offer.id.agent == winner)
        assert(lost.refused == "offer.rescinded")
        ends(c, Status.OFFERED)(s"accepted $winner")(
          s"$winner accepted", s"$loser closed rescinded", s"switch ~$last:cancel-route")
      }

      s"be one leg, where the switch speaks for both: $winner is first" in {
        val c = call("ann", "bob")
        val (won, lost) = c.race(c.say(new Established(winner, first)))(c.say(new Established(loser, last)))
        assert(won.done.interaction.talk.offer.id.agent == winner)
        assert(lost.refused == "offer.rescinded")
        ends(c, Status.CONNECTED)(s"connected $winner")(
          s"$winner connected", s"$loser closed rescinded", s"switch ~$last:cancel-route")
      }
    }

    "not both have it by desk and by switch" in {
      val c = call("ann", "bob")
      val (won, lost) = c.race(c.say(new Accept(1)))(c.say(new Established("bob", 2)))
      assert(won.done.changed && lost.refused == "offer.rescinded")
      ends(c, Status.OFFERED)("accepted ann")("ann accepted", "bob closed rescinded", "switch ~2:cancel-route")
    }

    "not both have it by switch and by desk" in {
      val c = call("ann", "bob")
      val (won, lost) = c.race(c.say(new Established("bob", 2)))(c.say(new Accept(1)))
      assert(won.done.changed && lost.refused == "offer.rescinded")
      ends(c, Status.CONNECTED)("connected bob")("bob connected", "ann closed rescinded", "switch ~1:cancel-route")
    }
  }

  "the end of an offer's time and the agent's word" should {
    for ((kind, source, down) <- Seq(("without a switch", null, Nil), ("with one", "sw", Seq("switch ~1:cancel-route")))) {
      s"be a late word where the time was over first, $kind" in {
        val c = new Contact(source).offered("ann")
        val (_, word) = c.race(track.pass(Track.Patience))(c.say(new Accept(1)))
        assert(word.refused == "offer.expired")
        assert(c.now.round == 1)
        ends(c, Status.QUEUED)("ended ann timed-out")("ann closed timed-out" +: down: _*)
      }
    }

    "be a conversation where the word was first, without a switch" in {
      val c = chat("ann")
      val (word, _) = c.race(c.say(new Accept(1)))(track.pass(Track.Patience))
      assert(word.done.changed)
      ends(c, Status.CONNECTED)("connected ann")("ann connected")
    }

    "begin the time to connect where the word was first, with a switch" in {
      val c = call("ann")
      val (word, _) = c.race(c.say(new Accept(1)))(track.pass(Track.Patience))
      assert(word.done.changed)
      assert(c.now.status == Status.OFFERED && c.now.offer.accepted)
      c.say(new Established("ann", 1)).done
      ends(c, Status.CONNECTED)("accepted ann", "connected ann")("ann accepted", "ann connected")
    }
  }

  "a withdrawal and an offer" should {
    "end in nothing that the agent could take, where the withdrawal was first" in {
      val c = call()
      val (gone, _) = c.race(c.say(new Cancel))(c.offer(c.by("ann")))
      assert(gone.done.changed)
      ends(c, Status.COMPLETED)("cancelled")("switch :0:hangup", "ann closed unknown")
    }

    "take back the offer where that was first" in {
      val c = call()
      val (_, gone) = c.race(c.offer(c.by("ann")))(c.say(new Cancel))
      assert(gone.done.changed)
      assert(c.say(new Accept(1)).refused == "offer.canceled")
      ends(c, Status.COMPLETED)("offered ann", "cancelled")("ann pending", "switch ~1:route",
        "ann closed canceled", "switch ~1:cancel-route", "switch :0:hangup")
    }

    "refuse the agent's word where the withdrawal was first" in {
      val c = chat("ann")
      val (_, word) = c.race(c.say(new Cancel))(c.say(new Accept(1)))
      assert(word.refused == "offer.canceled")
      ends(c, Status.COMPLETED)("cancelled")("ann closed canceled")
    }

    "refuse the withdrawal where the agent's word was first" in {
      val c = chat("ann")
      val (_, gone) = c.race(c.say(new Accept(1)))(c.say(new Cancel))
      assert(gone.refused == "interaction.state")
      ends(c, Status.CONNECTED)("connected ann")("ann connected")
    }
  }

  "an agent's leaving" should {
    "take back an offer that it follows" in {
      val c = chat()
      c.race(c.offer(c.by("ann")))(c.revoke(c.by("ann")))
      assert(c.say(new Accept(1)).refused == "offer.revoked")
      ends(c, Status.QUEUED)("offered ann", "ended ann revoked")("ann pending", "ann closed revoked")
    }

    "close an offer that it overtakes" in {
      val c = chat()
      c.race(c.revoke(c.by("ann")))(c.offer(c.by("ann")))
      assert(c.say(new Accept(1)).refused == "offer.unknown")
      ends(c, Status.QUEUED)("ended ann revoked")("ann closed revoked", "ann closed revoked")
    }

    "win over a word that comes later" in {
      val c = chat("ann")
      val (_, word) = c.race(c.revoke(c.by("ann")))(c.say(new Accept(1)))
      assert(word.refused == "offer.revoked")
      ends(c, Status.QUEUED)("ended ann revoked")("ann closed revoked")
    }

    "come too late for a conversation" in {
      val c = chat("ann")
      val (word, _) = c.race(c.say(new Accept(1)))(c.revoke(c.by("ann")))
      assert(word.done.interaction.status == Status.CONNECTED)
      ends(c, Status.CONNECTED)("connected ann")("ann connected", "ann connected")
    }

    "take back a word that no conversation has followed" in {
      val c = call("ann")
      val (word, _) = c.race(c.say(new Accept(1)))(c.revoke(c.by("ann")))
      assert(word.done.interaction.offer.accepted)
      assert(c.say(new Established("ann", 1)).refused == "offer.revoked")
      ends(c, Status.QUEUED)("accepted ann", "ended ann revoked")(
        "ann accepted", "ann closed revoked", "switch ~1:cancel-route")
    }
  }

  "a supervisor's assignment" should {
    "rescind an offer that routing has made first" in {
      val c = call()
      val given = c.say(new Assign("cat", false))
      c.race(c.offer(c.by("ann")))(c.offer(c.byHand("cat")))
      assert(given.done.interaction.offer.id.agent == "cat")
      assert(c.say(new Accept(1)).refused == "offer.rescinded")
      ends(c, Status.OFFERED)("offered ann", "offered cat")("cat assign", "ann pending", "switch ~1:route",
        "cat pending", "switch ~1:cancel-route", "switch ~2:route", "ann closed rescinded")
    }

    "keep routing from asking anybody besides" in {
      val c = chat()
      val given = c.say(new Assign("cat", false))
      c.race(c.offer(c.byHand("cat")))(c.offer(c.by("ann")))
      assert(given.done.interaction.offer.id.agent == "cat")
      ends(c, Status.OFFERED)("offered cat")("cat assign", "cat pending", "ann closed unknown")
    }

    "win over a word that comes later" in {
      val c = chat("ann")
      val given = c.say(new Assign("cat", false))
      val (_, word) = c.race(c.offer(c.byHand("cat")))(c.say(new Accept(1)))
      assert(given.done.interaction.offer.id.agent == "cat" && word.refused == "offer.rescinded")
      ends(c, Status.OFFERED)("offered cat")("cat assign", "cat pending", "ann closed rescinded")
    }

    "come too late for a conversation" in {
      val c = chat("ann")
      val given = c.say(new Assign("cat", false))
      c.race(c.say(new Accept(1)))(c.offer(c.byHand("cat")))
      assert(given.refused == "interaction.state")
      ends(c, Status.CONNECTED)("connected ann")("cat assign", "ann connected", "cat closed unknown")
    }

    "come too late for a word that a switch has still to follow" in {
      val c = call("ann")
      val given = c.say(new Assign("cat", false))
      c.race(c.say(new Accept(1)))(c.offer(c.byHand("cat")))
      assert(given.refused == "interaction.state")
      ends(c, Status.OFFERED)("accepted ann")("cat assign", "ann accepted", "cat closed unknown")
    }

    "be told when the contact has gone into another round meanwhile" in {
      val c = chat("ann")
      val given = c.say(new Assign("cat", false))
      c.race(c.revoke(c.by("ann")))(c.offer(c.byHand("cat")))
      assert(given.refused == "interaction.state")
      ends(c, Status.QUEUED)("ended ann revoked")("cat assign", "ann closed revoked", "cat closed unknown")
    }
  }

  "one command sent twice" should {
    "be done once, where the repeat comes before the answer" in {
      val c = chat("ann")
      val (one, two) = c.race(c.say(new Accept(1), key = "k"))(c.say(new Accept(1), key = "k"))
      assert(one.done.changed && !two.done.changed)
      assert(one.done.interaction == two.done.interaction)
      ends(c, Status.CONNECTED)("connected ann")("ann connected")
    }

    "be known though it was meant for the revision that it changed" in {
      val c = chat("ann")
      val seen = c.now.revision
      val (one, two) = c.race(c.say(new Accept(1), "k", seen))(c.say(new Accept(1), "k", seen))
      assert(one.done.interaction == two.done.interaction)
      assert(c.say(new Accept(1), "other", seen).changed.revision == seen + 1)
      ends(c, Status.CONNECTED)("connected ann")("ann connected")
    }
  }

  "two who want to change what both have seen" should {
    for ((first, last) <- Seq("x" -> "y", "y" -> "x")) s"be the first, $first, and one who sees what it is now" in {
      def set(value: String) = new SetAttributes(java.util.Map.of("a", value))
      val c = chat()
      val seen = c.now.revision
      val (one, two) = c.race(c.say(set(first), null, seen))(c.say(set(last), null, seen))
      assert(one.done.interaction.facts.attributes.get("a") == first)
      assert(two.changed == c.now && c.now.revision == seen + 1)
      ends(c, Status.QUEUED)("AttributesSet")()
    }
  }
}
