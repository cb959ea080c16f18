package usher.interaction

import java.time.{Duration, Instant}
import java.util.{Map => JMap}

import org.scalatest.wordspec.AnyWordSpec

import scala.jdk.CollectionConverters._

import usher.kernel.{Cause, Decision, Ending, Handling, Media, OfferId, Rona, SwitchOrder, WrapUp}

/** The life of a contact: what schedules once found, and every command in every state. */
class LifeSpec extends AnyWordSpec {
  import LifeSpec._

  "a contact on its way from one queue into another" should {
    "not leave the old one on a late word of the old one" in {
      val moved = done(queued, new Order.Transfer("other", null))
      val late = Moves.waited(moved, admitted(0), "billing", 0)
      assert(!late.messages.stream.anyMatch(_.isInstanceOf[Told.Left]))
    }

    "leave the old one when the new one has it" in {
      val moved = done(queued, new Order.Transfer("other", null))
      val said = Moves.waited(moved, admitted(1), "other", 1).messages.asScala
      assert(said.collect { case l: Told.Left => (l.queue, l.round) } == Seq("billing" -> 1))
    }

    "stay where it was when the new one will not have it" in {
      val moved = done(connected, new Order.Transfer("other", null))
      val back = after(moved, i => turnedAway(i, admitted(0), "other", 1))
      assert(back.status == Status.CONNECTED && back.queue == "billing" && back.offer.id == offer)
    }

    "not believe a refusal that was meant for an earlier incarnation" in {
      val moved = done(connected, new Order.Transfer("other", null))
      assert(Moves.turnedAway(moved, admitted(0), "other", 1, 6, "queue.full", null, null, now).events.isEmpty)
    }
  }

  "a contact sent back into the queue it came from" should {
    "not say farewell to that queue" in {
      val again = done(connected, new Order.Requeue("billing"))
      val said = Moves.waited(again, admitted(1), "billing", 1).messages
      assert(!said.stream.anyMatch(_.isInstanceOf[Told.Left]))
      assert(said.contains(new Told.Closed(offer, Ending.MOVED)))
      assert(Debts.of(again, admitted(1)).isEmpty)
    }
  }

  "an offer" should {
    "connect by the agent's word where no switch is concerned" in
      assert(accept(offered(source = null)).status == Status.CONNECTED)

    "wait for the switch where one carries the call" in {
      val word = accept(offered(source = "sw"))
      assert(word.status == Status.OFFERED && word.offer.accepted)
      val late = after(word, i => Life.deadline(i, admitted(0), now.plusSeconds(10)))
      assert(late.status == Status.QUEUED && late.past.get(0).ending == Ending.FAILED)
    }

    "be closed unseen when its revocation overtakes it, and stay closed" in {
      val revoked = after(queued, i => Verdicts.revoke(i, admitted(0), offer, now))
      assert(revoked.round == 1)
      val late = ask(revoked, offer)
      assert(late.events.isEmpty && late.messages.contains(new Told.Closed(offer, Ending.REVOKED)))
    }

    "of a round ahead of the journal be answered with nothing at all" in {
      val verdict = ask(queued, new OfferId("call", 5, "ann", 1))
      assert(verdict.refused && verdict.messages.isEmpty)
    }
  }

  "a wave of offers" should {
    "end with the first word, and everybody else hears who lost" in {
      val word = decide(two, new Order.Accept(2))
      assert(word.messages.asScala.contains(new Told.Closed(offer, Ending.RESCINDED)))
      assert(orders(word) == Seq("call~1:cancel-route"))
      val accepted = done(two, new Order.Accept(2))
      assert(decide(accepted, new Order.Accept(1)).refusal.code == "offer.rescinded")
    }

    "go on while one of it may still answer, and end its round with the last" in {
      val one = done(two, new Order.Reject(1, null))
      assert(one.status == Status.OFFERED && one.round == 0)
      val none = done(one, new Order.Reject(2, null))
      assert(none.status == Status.QUEUED && none.round == 1)
    }

    "be answered by the switch too: a second leg is refused" in {
      val talk = done(two, new Order.Established("bob", 2))
      val second = decide(talk, new Order.Established("ann", 1))
      assert(second.refusal.code == "offer.rescinded")
    }

    "not be larger than its queue wants" in
      assert(ask(two, new OfferId("call", 0, "cat", 1)).events.isEmpty)

    "run out agent by agent" in {
      val out = after(two, i => Life.deadline(i, admitted(0), now.plusSeconds(15)))
      assert(out.status == Status.QUEUED && out.round == 1 && out.past.size == 2)
    }
  }

  "a supervisor's word" should {
    "trump whoever is just being asked" in {
      val hand = OfferId.byHand("call", 0, "cat")
      val taken = after(two, i => verdict(i, hand))
      assert(taken.offers.asScala.map(_.id) == Seq(hand))
      assert(taken.past.asScala.map(_.ending).toSet == Set(Ending.RESCINDED))
    }

    "write nothing before the agent has room" in {
      val asked = decide(queued, new Order.Assign("ann", false))
      assert(asked.events.isEmpty && asked.messages.get(0).isInstanceOf[Told.Assign])
    }

    "not tear it from somebody who has accepted" in
      assert(decide(accept(offered("sw")), new Order.Assign("cat", true)).refusal.code == "interaction.state")
  }

  "the leg of an agent" should {
    "end without the customer, who waits on" in {
      val missed = done(offered("sw"), new Order.NoAnswer("ann", 0))
      val torn = decide(missed, new Order.LegReleased("ann", 0))
      assert(torn.events.isEmpty && torn.refusal.code == "leg.gone")
    }

    "blame nobody where it only rang" in {
      val rang = done(offered("sw"), new Order.LegReleased("ann", 0))
      assert(rang.status == Status.QUEUED && rang.past.get(0).ending == Ending.FAILED)
    }

    "begin the wrap-up, while the customer's own leg ends the contact" in {
      val alone = done(call, new Order.LegReleased("ann", 0))
      assert(alone.status == Status.WRAP_UP && alone.talk.customerStays)
      val left = done(alone, new Order.HungUp)
      assert(left.status == Status.WRAP_UP && !left.talk.customerStays)
    }

    "leave a customer who stays to somebody else, at the old rank" in {
      val alone = done(call, new Order.LegReleased("ann", 0))
      assert(Life.deadline(alone, admitted(0), now.plusSeconds(9)).events.isEmpty)
      val back = after(alone, i => Life.deadline(i, admitted(0), now.plusSeconds(10)))
      assert(back.status == Status.QUEUED && back.times.created == call.times.created)
    }

    "not be the end of a consult's other agent, who is no customer" in {
      val consult = new Facts(Media.VOICE, "sw", "billing", null, null, JMap.of(), null, null, "x", "f")
      val asked = done(after(done(unborn, new Order.Create(consult)), i => verdict(i, offer)), new Order.Established("ann", 0))
      assert(!done(asked, new Order.LegReleased("ann", 0)).talk.customerStays)
      assert(decide(done(unborn, new Order.Create(consult)), new Order.Lost("sw", now)).events.isEmpty)
    }

    "not hide a customer whose queue has closed meanwhile: the line is ended, in words" in {
      val alone = done(call, new Order.LegReleased("ann", 0))
      val back = after(alone, i => Life.deadline(i, admitted(0), now.plusSeconds(10)))
      val refused = turnedAway(back, Memory.fresh(7), "billing", back.round)
      assert(refused.events.get(0).asInstanceOf[InteractionEvent.Completed].outcome == Outcome.OVERFLOWED)
      assert(orders(refused).exists(_.endsWith(":hangup")))
    }

    "not leave the customer on a line without anybody when the agent completes it at once" in {
      val alone = done(call, new Order.LegReleased("ann", 0))
      val ended = decide(alone, new Order.Complete("solved", null))
      assert(orders(ended) == Seq("call:0:hangup"))
      assert(done(alone, new Order.Complete("solved", null)).ended.disposition == "solved")
      assert(orders(decide(done(alone, new Order.HungUp), new Order.Complete(null, null))).isEmpty)
    }

    "not end a wrap-up before it is known whether the customer stays" in {
      val alone = done(call, new Order.LegReleased("ann", 0))
      assert(Verdicts.wrapUpOver(alone, admitted(0), offer, now).messages.isEmpty)
    }
  }

  "a transfer asked for twice" should {
    "not take the contact out of the hands it has come into" in {
      val moved = done(connected, new Order.Transfer("other", null))
      val ringing = after(moved, i => verdict(i, new OfferId("call", 1, "bob", 1)))
      assert(decide(ringing, new Order.Transfer("other", null)).events.isEmpty)
    }

    "leave the first agent's late word with an answer" in {
      val moved = done(connected, new Order.Transfer("other", null))
      assert(decide(moved, new Order.Accept(1)).refusal.code == "offer.rescinded")
    }
  }

  "a transfer to an agent" should {
    "wait in the same queue for that one alone, for a while" in {
      val meant = done(connected, new Order.Transfer(null, "bob"))
      assert(meant.queue == "billing" && meant.contact.wish.agent == "bob")
      assert(meant.contact.wish.until == now.plusSeconds(15))
    }
  }

  "a consult" should {
    "leave the first agent with the contact until the second has it" in {
      val handed = done(asking, new Order.HandOver(expert))
      val hers = Verdicts.offer(handed, admitted(0), offer, handling, null, null, now).messages
      assert(hers.asScala.forall(_.isInstanceOf[Told.TakeOver]) && !handed.settled(admitted(0)))
      val his = Verdicts.offer(handed, admitted(0), handed.offer.id, handling, null, null, now).messages
      assert(his.contains(new Told.Closed(offer, Ending.MOVED)))
      assert(handed.settled(admitted(0).taken(1)))
    }

    "go back to the first agent when the second has gone" in {
      val handed = done(asking, new Order.HandOver(expert))
      val back = after(handed, i => Conversation.notTaken(i, handed.offer.id, now))
      assert(back.status == Status.HELD && back.offer.id == offer)
    }

    "be over when what it was about is" in {
      val ended = done(asking, new Order.HungUp)
      assert(Debts.of(ended, admitted(0)).asScala.contains(new Told.ConsultIs("call", "call:c1", Consults.Fate.OVER)))
    }

    "become the second agent's contact when the first one's leg ends in a conference" in {
      val three = done(asking, new Order.Join(expert))
      assert(three.status == Status.CONNECTED)
      val handed = done(three, new Order.LegReleased("ann", 0))
      assert(handed.status == Status.CONNECTED && handed.offer.id.agent == "bob")
    }
  }

  "a queue's overflow" should {
    "send on who was not taken, with the age it has" in {
      val sent = after(queued, i =>
        Moves.turnedAway(i, Memory.fresh(7), "billing", 0, 7, "queue.full", "care", "busy", now))
      assert(sent.status == Status.QUEUED && sent.queue == "care" && sent.times.created == now)
    }

    "not go round and round" in {
      var i = queued
      for (n <- 0 until Moves.MOST_OVERFLOWS)
        i = after(i, x => Moves.turnedAway(x, Memory.fresh(7), x.queue, x.round, 7, "queue.full",
          if (x.queue == "care") "billing" else "care", null, now))
      val last = after(i, x => Moves.turnedAway(x, Memory.fresh(7), x.queue, x.round, 7, "queue.full",
        if (x.queue == "care") "billing" else "care", null, now))
      assert(last.ended.outcome == Outcome.REFUSED)
    }

    "end a contact that has only a message to hear" in {
      val ended = after(queued, i =>
        Moves.turnedAway(i, Memory.fresh(7), "billing", 0, 7, "queue.closed", null, "closed", now))
      assert(ended.ended.outcome == Outcome.OVERFLOWED)
    }

    "play its message when the next queue has the contact, and not before" in {
      val sent = Moves.overdue(born("sw"), admitted(0), "billing", false, "care", "moved on", now)
      assert(orders(sent).isEmpty)
      val there = sent.events.get(0).applyTo(born("sw"))
      assert(orders(Moves.waited(there, admitted(1), "care", 1)) == Seq("call:1:play"))
      assert(orders(Moves.waited(born("sw"), admitted(0), "billing", 0)).isEmpty)
    }

    "leave the contact as it was where the next queue is full, and try again later" in {
      val wished = done(call, new Order.Transfer(null, "zoe"))
      def overdue(i: Interaction, at: Instant) = Moves.overdue(i, admitted(i.round), "billing", false, "care", null, at)
      val sent = after(wished, overdue(_, now))
      val back = after(sent, i => Moves.turnedAway(i, Memory.fresh(7), "care", i.round, 7, "queue.full", null, null, now))
      assert(back.queue == "billing" && back.stay.wish == wished.stay.wish && back.stay.overflows.made == 0)
      assert(overdue(back, now.plusSeconds(29)).events.isEmpty)
      assert(overdue(back, now.plusSeconds(30)).events.size == 1)
    }

    "let who has waited too long hear its message, and hang up after it" in {
      val over = Moves.overdue(born("sw"), admitted(0), "billing", false, null, "all are busy", now)
      assert(orders(over) == Seq("call:0:play", "call:0:hangup"))
    }

    "not take a contact from the agent who is just being asked" in
      assert(Moves.overdue(offered(null), admitted(0), "billing", true, null, null, now).events.isEmpty)
  }

  "a call that ended here" should {
    val cancelled = after(born("sw"), Life.decide(_, admitted(0), new Order.Cancel, Cause.by("desk"), now.plusSeconds(1)))
    def again(i: Interaction, seconds: Long) =
      Debts.effects(i, now.plusSeconds(seconds)).asScala.collect { case o: Told.Ordered => o.order.id }
    def listed(i: Interaction, seconds: Long) = orders(decide(i, new Order.Listed("sw", now.plusSeconds(seconds))))

    "be taken down by its switch though the word was lost with the node, for a minute" in {
      assert(again(cancelled, 2) == Seq("call:0:hangup"))
      assert(again(cancelled, 61).isEmpty)
    }

    "be taken down when its switch still lists it" in {
      assert(listed(cancelled, 2) == Seq("call:0:hangup"))
      assert(listed(cancelled, 1).isEmpty, "a list from before its end")
      assert(orders(decide(cancelled, new Order.Listed("another", now.plusSeconds(2)))).isEmpty)
    }

    "be left alone where the switch ended it, and while it goes on" in {
      val hungUp = after(born("sw"), Life.decide(_, admitted(0), new Order.HungUp, Cause.by("switch:sw"), now.plusSeconds(1)))
      for (i <- Seq(hungUp, call, done(call, new Order.Lost("sw", now.plusSeconds(1)))))
        assert(again(i, 2).isEmpty && listed(i, 3).isEmpty, i)
    }

    "be taken down after an agent's release too" in {
      val over = after(call, Life.decide(_, admitted(0), new Order.Release(false), Cause.by("desk"), now.plusSeconds(1)))
      assert(again(over, 2) == Seq("call:0:hangup"))
    }
  }

  "a call that its switch no longer lists" should {
    "be closed, unless something was heard of it since" in {
      val ended = done(call, new Order.Lost("sw", now))
      assert(ended.ended.outcome == Outcome.LOST_BY_SWITCH)
      assert(decide(call, new Order.Lost("sw", now.minusSeconds(1))).events.isEmpty)
      assert(decide(call, new Order.Lost("another", now)).events.isEmpty)
    }

    "be judged by what the switch said, not by the offers we went on making" in {
      val rangOut = after(offered("sw"), Life.deadline(_, admitted(0), now.plusSeconds(15)))
      assert(rangOut.times.last == now.plusSeconds(15))
      assert(done(rangOut, new Order.Lost("sw", now.plusSeconds(1))).ended.outcome == Outcome.LOST_BY_SWITCH)
      val later = now.plusSeconds(20)
      val spoken = after(after(rangOut, Verdicts.offer(_, admitted(1), new OfferId("call", 1, "bob", 1),
        handling, "sip:1", null, later)), Life.decide(_, admitted(1), new Order.Established("bob", 0), Cause.by("switch:sw"), later))
      assert(decide(spoken, new Order.Lost("sw", now.plusSeconds(19))).events.isEmpty)
    }
  }

  "a call whose caller was faster than its report" should {
    "never wait as a ghost" in {
      val late = Life.decide(unborn, Memory.fresh(7).hangUp, new Order.Create(facts("sw")), cause, now)
      assert(late.refusal.code == "interaction.gone" && late.events.isEmpty)
      assert(late.refusal.currentState == "completed" && late.refusal.allowedActions.isEmpty)
    }
  }

  "every command in every state" should {
    for ((name, state) <- states; (command, decide) <- commands)
      s"have an answer: $command when $name" in {
        val decision = decide(state)
        if (decision.refused) {
          assert(decision.events.isEmpty)
          assert(decision.messages.isEmpty)
          assert(decision.refusal.code.matches("[a-z]+\\.[a-z-]+") && decision.refusal.detail.length > 10)
          val conflict = decision.refusal.code != "idempotency.mismatch"
          if (state.status != Status.UNBORN && conflict) assert(decision.refusal.currentState == state.status.word)
        }
        var after = state
        decision.events.forEach(e => after = e.applyTo(after))
        assert(after.revision == state.revision + decision.events.size)
        if (state.status == Status.COMPLETED) assert(decision.events.isEmpty, "the end absorbs")
        // the same again changes nothing more
        if (!decision.events.isEmpty && !Set("requeue elsewhere", "transfer")(command)) {
          val again = decide(after)
          assert(again.events.isEmpty, s"$command twice: ${again.events}")
        }
      }
  }
}

object LifeSpec {
  val now: Instant = Instant.parse("2026-01-01T10:00:00Z")
  val cause: Cause = Cause.by("test")
  val offer = new OfferId("call", 0, "ann", 1)
  val expert = new OfferId("call:c1", 0, "bob", 1)
  def handling(offers: Int): Handling = new Handling(Duration.ofSeconds(15), Duration.ofSeconds(10),
    WrapUp.DEFAULT, Rona.DEFAULT, offers, 1, 1, null)
  val handling: Handling = handling(1)

  def admitted(round: Int): Memory = Memory.fresh(7).waited(round, handling)

  type Answer = Decision[InteractionEvent, Told]

  def after(i: Interaction, decide: Interaction => Answer): Interaction = {
    var next = i
    val decision = decide(i)
    assert(!decision.events.isEmpty, s"nothing happened: ${decision.refusal}")
    decision.events.forEach(e => next = e.applyTo(next))
    next
  }

  def decide(i: Interaction, order: Order): Answer = Life.decide(i, admitted(i.round), order, cause, now)
  def done(i: Interaction, order: Order): Interaction = after(i, decide(_, order))
  def ask(i: Interaction, o: OfferId): Answer = verdict(i, o)
  def verdict(i: Interaction, o: OfferId, offers: Int = 1): Answer =
    Verdicts.offer(i, admitted(i.round), o, handling(offers), "sip:1", null, now)
  def turnedAway(i: Interaction, memory: Memory, queue: String, round: Int): Answer =
    Moves.turnedAway(i, memory, queue, round, 7, "queue.full", null, null, now)
  def orders(decision: Answer): Seq[String] =
    decision.messages.asScala.toSeq.collect { case o: Told.Ordered => o.order.id }

  def facts(source: String): Facts =
    Facts.reported(Media.VOICE, source, "billing", null, JMap.of(), null, null, "f")

  val unborn: Interaction = Interaction.unborn("call")
  def born(source: String): Interaction = done(unborn, new Order.Create(facts(source)))
  val queued: Interaction = born(null)
  def offered(source: String): Interaction = after(born(source), i => verdict(i, offer))
  def accept(i: Interaction): Interaction = done(i, new Order.Accept(1))
  val two: Interaction = Seq(offer, new OfferId("call", 0, "bob", 1))
    .foldLeft(born("sw"))((i, o) => after(i, x => verdict(x, o, offers = 2)))
  val connected: Interaction = accept(offered(null))
  val call: Interaction = done(offered("sw"), new Order.Established("ann", 0))
  val asking: Interaction = done(call, new Order.Hold("call:c1"))
  val wrapUp: Interaction = done(connected, new Order.Release(false))

  val states: Seq[(String, Interaction)] = Seq(
    "unborn" -> unborn,
    "queued" -> queued,
    "queued again" -> done(offered(null), new Order.Reject(1, null)),
    "offered" -> offered(null),
    "offered by a switch" -> offered("sw"),
    "offered to two" -> two,
    "accepted" -> accept(offered("sw")),
    "connected" -> connected,
    "connected by a switch" -> call,
    "held" -> asking,
    "handing over" -> done(asking, new Order.HandOver(expert)),
    "moving" -> done(connected, new Order.Transfer("other", null)),
    "meant for an agent" -> done(connected, new Order.Transfer(null, "bob")),
    "in wrap-up" -> wrapUp,
    "alone with its customer" -> done(call, new Order.LegReleased("ann", 0)),
    "handled" -> done(wrapUp, new Order.Complete("done", null)),
    "abandoned" -> done(queued, new Order.HungUp),
    "cancelled" -> done(offered(null), new Order.Cancel),
    "refused" -> after(queued, i => turnedAway(i, Memory.fresh(7), "billing", 0)))

  private val stale = new OfferId("call", 0, "bob", 1)

  private val orders: Seq[(String, Order)] = Seq(
    "arrive" -> new Order.Create(facts(null)),
    "arrive with another body" ->
      new Order.Create(Facts.reported(Media.CHAT, null, "billing", null, JMap.of(), null, null, "g")),
    "accept" -> new Order.Accept(1),
    "accept of another offer" -> new Order.Accept(9),
    "reject" -> new Order.Reject(1, "busy"),
    "established" -> new Order.Established("ann", 1),
    "established of another agent" -> new Order.Established("bob", 0),
    "no answer" -> new Order.NoAnswer("ann", 0),
    "hung up" -> new Order.HungUp,
    "leg released" -> new Order.LegReleased("ann", 0),
    "leg of another released" -> new Order.LegReleased("zoe", 0),
    "release" -> new Order.Release(false),
    "release with wrap-up" -> new Order.Release(true),
    "complete" -> new Order.Complete(null, null),
    "cancel" -> new Order.Cancel,
    "hold" -> new Order.Hold(null),
    "retrieve" -> new Order.Retrieve,
    "consult" -> new Order.Hold("call:c1"),
    "join" -> new Order.Join(expert),
    "hand over" -> new Order.HandOver(expert),
    "attributes" -> new Order.SetAttributes(JMap.of("a", "b")),
    "priority" -> new Order.SetPriority(5.0),
    "assign" -> new Order.Assign("zoe", false),
    "listed" -> new Order.Listed("sw", now.plusSeconds(1)),
    "lost" -> new Order.Lost("sw", now),
    "requeue" -> new Order.Requeue("billing"),
    "requeue elsewhere" -> new Order.Requeue("other"),
    "transfer" -> new Order.Transfer("third", null),
    "transfer to an agent" -> new Order.Transfer(null, "zoe"))

  val commands: Seq[(String, Interaction => Answer)] =
    orders.map { case (name, order) => name -> ((i: Interaction) => decide(i, order)) } ++
    Seq[(String, Interaction => Answer)](
      "waited" -> (i => Moves.waited(i, admitted(0), "billing", 0)),
      "turned away" -> (i => turnedAway(i, Memory.fresh(7), "billing", 0)),
      "overdue" -> (i => Moves.overdue(i, admitted(i.round), "billing", true, null, null, now)),
      "overflown" -> (i => Moves.overdue(i, admitted(i.round), "billing", false, "care", null, now)),
      "deadline" -> (i => Life.deadline(i, admitted(0), now.plusSeconds(3600))),
      "offer" -> (i => verdict(i, offer)),
      "stale offer" -> (i => verdict(i, stale)),
      "offer by hand" -> (i => verdict(i, OfferId.byHand("call", 0, "zoe"))),
      "revoke" -> (i => Verdicts.revoke(i, admitted(i.round), offer, now)),
      "wrap-up over" -> (i => Verdicts.wrapUpOver(i, admitted(i.round), offer, now)),
      "not taken" -> (i => Conversation.notTaken(i, OfferId.byHand("call", 1, "bob"), now)),
      "consult is over" -> (i => Consulting.hears(i, "about", Consults.Fate.OVER, now)),
      "consult is taken" -> (i => Consulting.hears(i, "about", Consults.Fate.TAKEN, now)),
      "consult asks" -> (i => Consulting.knows(i, admitted(i.round), "call:c1", null)),
      "still routed" -> (i => Verdicts.stillRouted(i, "call~1", now)),
      "still there" -> (i => Verdicts.stillThere(i, admitted(i.round), "billing")),
      "still there elsewhere" -> (i => Verdicts.stillThere(i, admitted(i.round), "other")))
}
