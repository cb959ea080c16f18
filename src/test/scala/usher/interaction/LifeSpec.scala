package usher.interaction

import java.time.{Duration, Instant}
import java.util.{Map => JMap}

import org.scalatest.wordspec.AnyWordSpec

import usher.kernel.{Cause, Decision, Ending, Handling, Media, OfferId, Rona, WrapUp}

/** The life of a contact: what schedules once found, and every command in every state. */
class LifeSpec extends AnyWordSpec {
  import LifeSpec._

  "a contact on its way from one queue into another" should {
    "not leave the old one on a late word of the old one" in {
      val moved = after(queued, i => Life.move(i, admitted(0), "other", true, cause, now))
      val late = Life.waited(moved, admitted(0), "billing", 0)
      assert(!late.messages.stream.anyMatch(_.isInstanceOf[Told.Left]))
    }

    "leave the old one when the new one has it" in {
      val moved = after(queued, i => Life.move(i, admitted(0), "other", true, cause, now))
      val said = Life.waited(moved, admitted(1), "other", 1).messages
      assert(said.contains(new Told.Left("billing", "call", 1)))
    }

    "stay where it was when the new one will not have it" in {
      val moved = after(connected, i => Life.move(i, admitted(0), "other", true, cause, now))
      val back = after(moved, i => Life.turnedAway(i, admitted(0), "other", 1, 7, "queue.full", now))
      assert(back.status == Status.CONNECTED && back.queue == "billing" && back.offer.id == offer)
    }

    "not believe a refusal that was meant for an earlier incarnation" in {
      val moved = after(connected, i => Life.move(i, admitted(0), "other", true, cause, now))
      assert(Life.turnedAway(moved, admitted(0), "other", 1, 6, "queue.full", now).events.isEmpty)
    }
  }

  "a contact sent back into the queue it came from" should {
    "not say farewell to that queue" in {
      val again = after(connected, i => Life.move(i, admitted(0), "billing", false, cause, now))
      val said = Life.waited(again, admitted(1), "billing", 1).messages
      assert(!said.stream.anyMatch(_.isInstanceOf[Told.Left]))
      assert(said.contains(new Told.Closed(offer, Ending.MOVED)))
      assert(again.debts(admitted(1)).isEmpty)
    }
  }

  "an offer" should {
    "connect by the agent's word where no switch is concerned" in
      assert(accept(offered(source = null)).status == Status.CONNECTED)

    "wait for the switch where one carries the call" in {
      val word = accept(offered(source = "sw"))
      assert(word.status == Status.OFFERED && word.offer.accepted)
      val late = after(word, i => Life.deadline(i, now.plusSeconds(10)))
      assert(late.status == Status.QUEUED && late.past.get(0).ending == Ending.FAILED)
    }

    "be closed unseen when its revocation overtakes it, and stay closed" in {
      val revoked = after(queued, i => Verdicts.revoke(i, admitted(0), offer, now))
      assert(revoked.round == 1)
      val late = Verdicts.offer(revoked, admitted(0), offer, handling, now)
      assert(late.events.isEmpty && late.messages.contains(new Told.Closed(offer, Ending.REVOKED)))
    }

    "of a round ahead of the journal be answered with nothing at all" in {
      val ahead = new OfferId("call", 5, "ann", 1)
      val verdict = Verdicts.offer(queued, admitted(0), ahead, handling, now)
      assert(verdict.refused && verdict.messages.isEmpty)
    }
  }

  "the leg of an agent" should {
    "end without the customer, who waits on" in {
      val missed = after(offered("sw"), i => Life.noAnswer(i, "ann", null, cause, now))
      val torn = Life.legReleased(missed, "ann", null, cause, now)
      assert(torn.events.isEmpty && torn.refusal.code == "leg.gone")
    }

    "end the conversation where it was theirs, and blame nobody where it only rang" in {
      assert(after(connected, i => Life.legReleased(i, "ann", null, cause, now)).status == Status.WRAP_UP)
      val rang = after(offered("sw"), i => Life.legReleased(i, "ann", null, cause, now))
      assert(rang.status == Status.QUEUED && rang.past.get(0).ending == Ending.FAILED)
    }
  }

  "a transfer asked for twice" should {
    "not take the contact out of the hands it has come into" in {
      val moved = after(connected, i => Life.move(i, admitted(0), "other", true, cause, now))
      val second = new OfferId("call", 1, "bob", 1)
      val ringing = after(moved, i => Verdicts.offer(i, admitted(1), second, handling, now))
      assert(Life.move(ringing, admitted(1), "other", true, cause, now).events.isEmpty)
    }

    "leave the first agent's late word with an answer" in {
      val moved = after(connected, i => Life.move(i, admitted(0), "other", true, cause, now))
      assert(Life.accept(moved, 0, cause, now).refusal.code == "offer.rescinded")
    }
  }

  "every command in every state" should {
    for ((name, state) <- states; (command, decide) <- commands)
      s"have an answer: $command when $name" in {
        val decision = decide(state)
        if (decision.refused) {
          assert(decision.events.isEmpty && decision.messages.isEmpty)
          assert(decision.refusal.code.matches("[a-z]+\\.[a-z-]+") && decision.refusal.detail.length > 10)
          val conflict = decision.refusal.code != "idempotency.mismatch"
          if (state.status != Status.UNBORN && conflict) assert(decision.refusal.currentState == state.status.word)
        }
        var after = state
        decision.events.forEach(e => after = e.applyTo(after))
        assert(after.revision == state.revision + decision.events.size)
        if (state.status == Status.COMPLETED) assert(decision.events.isEmpty, "the end absorbs")
        // the same again changes nothing more
        if (!decision.events.isEmpty && command != "requeue elsewhere" && command != "transfer") {
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
  val handling = new Handling(Duration.ofSeconds(15), Duration.ofSeconds(10), WrapUp.DEFAULT, Rona.DEFAULT, 1, 1)

  def admitted(round: Int): Memory = Memory.fresh(7).waited(round)

  def after(i: Interaction, decide: Interaction => Decision[InteractionEvent, Told]): Interaction = {
    var next = i
    val decision = decide(i)
    assert(!decision.events.isEmpty, s"nothing happened: ${decision.refusal}")
    decision.events.forEach(e => next = e.applyTo(next))
    next
  }

  def facts(source: String): Facts =
    new Facts(Media.VOICE, source, "billing", new Facts.Customer(null, null), JMap.of(), null, null, "f")

  val unborn: Interaction = Interaction.unborn("call")
  def born(source: String): Interaction = after(unborn, i => Life.arrive(i, facts(source), cause, now))
  val queued: Interaction = born(null)
  def offered(source: String): Interaction =
    after(born(source), i => Verdicts.offer(i, admitted(0), offer, handling, now))
  def accept(i: Interaction): Interaction = after(i, i => Life.accept(i, 0, cause, now))
  val connected: Interaction = accept(offered(null))
  val wrapUp: Interaction = after(connected, i => Life.release(i, cause, now))

  val states: Seq[(String, Interaction)] = Seq(
    "unborn" -> unborn,
    "queued" -> queued,
    "queued again" -> after(offered(null), i => Life.reject(i, 0, null, cause, now)),
    "offered" -> offered(null),
    "offered by a switch" -> offered("sw"),
    "accepted" -> accept(offered("sw")),
    "connected" -> connected,
    "moving" -> after(connected, i => Life.move(i, admitted(0), "other", true, cause, now)),
    "in wrap-up" -> wrapUp,
    "handled" -> after(wrapUp, i => Life.complete(i, "done", null, cause, now)),
    "abandoned" -> after(queued, i => Life.hungUp(i, cause, now)),
    "cancelled" -> after(offered(null), i => Life.cancel(i, cause, now)),
    "refused" -> after(queued, i => Life.turnedAway(i, Memory.fresh(7), "billing", 0, 7, "queue.full", now)))

  private val o = new OfferId.Handle("call", 0)
  private val stale = new OfferId("call", 0, "bob", 0)

  val commands: Seq[(String, Interaction => Decision[InteractionEvent, Told])] = Seq(
    "arrive" -> (i => Life.arrive(i, facts(null), cause, now)),
    "arrive with another body" -> (i =>
      Life.arrive(i, new Facts(Media.CHAT, null, "billing", null, JMap.of(), null, null, "g"), cause, now)),
    "waited" -> (i => Life.waited(i, admitted(0), "billing", 0)),
    "turned away" -> (i => Life.turnedAway(i, Memory.fresh(7), "billing", 0, 7, "queue.full", now)),
    "accept" -> (i => Life.accept(i, 0, cause, now)),
    "accept of another round" -> (i => Life.accept(i, 9, cause, now)),
    "reject" -> (i => Life.reject(i, 0, "busy", cause, now)),
    "deadline" -> (i => Life.deadline(i, now.plusSeconds(3600))),
    "established" -> (i => Life.established(i, "ann", o, cause, now)),
    "established of another agent" -> (i => Life.established(i, "bob", null, cause, now)),
    "no answer" -> (i => Life.noAnswer(i, "ann", null, cause, now)),
    "hung up" -> (i => Life.hungUp(i, cause, now)),
    "leg released" -> (i => Life.legReleased(i, "ann", null, cause, now)),
    "leg of another released" -> (i => Life.legReleased(i, "bob", null, cause, now)),
    "release" -> (i => Life.release(i, cause, now)),
    "complete" -> (i => Life.complete(i, null, null, cause, now)),
    "cancel" -> (i => Life.cancel(i, cause, now)),
    "requeue" -> (i => Life.move(i, admitted(i.round), "billing", false, cause, now)),
    "requeue elsewhere" -> (i => Life.move(i, admitted(i.round), "other", false, cause, now)),
    "transfer" -> (i => Life.move(i, admitted(-1), "third", true, cause, now)),
    "offer" -> (i => Verdicts.offer(i, admitted(i.round), offer, handling, now)),
    "stale offer" -> (i => Verdicts.offer(i, admitted(i.round), stale, handling, now)),
    "revoke" -> (i => Verdicts.revoke(i, admitted(i.round), offer, now)),
    "wrap-up over" -> (i => Verdicts.wrapUpOver(i, admitted(i.round), offer, now)),
    "still there" -> (i => Verdicts.stillThere(i, admitted(i.round), "billing")),
    "still there elsewhere" -> (i => Verdicts.stillThere(i, admitted(i.round), "other")))
}
