package usher.interaction

import org.scalatest.wordspec.AnyWordSpec

import scala.jdk.CollectionConverters._

import usher.interaction.Consults.Fate
import usher.kernel.{Ending, OfferId}

/** From one agent to another, while legs end and messages are late: there is always one of them who
  * has it, and no consult outlives what it was about.
  */
class HandOverSpec extends AnyWordSpec {
  import LifeSpec._

  private val third = new OfferId("call:c2", 0, "cat", 1)
  private val unheard = admitted(0)
  private val handed = done(asking, new Order.HandOver(expert))
  private val conference = done(asking, new Order.Join(expert))
  private val his = handed.offer.id
  private def heard(i: Interaction): Memory = unheard.taken(i.round)
  private def says(i: Interaction, order: Order): Answer = Life.decide(i, unheard, order, cause, now)
  private def does(i: Interaction, order: Order): Interaction = after(i, says(_, order))
  private def asks(i: Interaction, o: OfferId, memory: Memory = unheard): Seq[Told] =
    Verdicts.offer(i, memory, o, handling, null, null, now).messages.asScala.toSeq
  private def gone(i: Interaction): Answer = Conversation.notTaken(i, his, now)
  private def owes(i: Interaction, memory: Memory): Seq[Told] = Debts.of(i, memory).asScala.toSeq

  "a customer who hangs up before the second agent has come" should {
    val over = does(handed, new Order.HungUp)

    "leave the wrap-up to that one, and the first agent on call until it is there" in {
      val said = says(handed, new Order.HungUp).messages
      assert(over.status == Status.WRAP_UP && !said.contains(new Told.Closed(offer, Ending.MOVED)))
      assert(!over.settled(unheard) && owes(over, unheard).exists(_.isInstanceOf[Told.TakeOver]))
      for (first <- Seq(asks(over, offer), Verdicts.revoke(over, unheard, offer, now).messages.asScala.toSeq))
        assert(first.nonEmpty && first.forall(_.isInstanceOf[Told.TakeOver]))
      val second = asks(over, his, heard(over))
      assert(second.contains(new Told.Closed(his, Ending.RELEASED)))
      assert(second.contains(new Told.Closed(offer, Ending.MOVED)))
    }

    "leave it to the first where the second has gone" in {
      val back = after(over, gone)
      assert(back.status == Status.WRAP_UP && back.talk.isOf(offer) && back.settled(unheard))
      assert(gone(over).messages.contains(new Told.Closed(offer, Ending.RELEASED)))
      assert(after(back, Verdicts.wrapUpOver(_, unheard, offer, now)).ended.outcome == Outcome.HANDLED)
    }
  }

  "a customer who is left alone" should {
    "not go back into line before it is known who has them" in {
      val alone = does(handed, new Order.LegReleased("bob", 0))
      val late = now.plusSeconds(3600)
      assert(alone.talk.customerStays)
      assert(Life.deadlines(alone, unheard).isEmpty && Life.deadline(alone, unheard, late).events.isEmpty)
      assert(after(alone, Life.deadline(_, heard(alone), late)).status == Status.QUEUED)
      val back = after(alone, gone)
      assert(back.talk.customerStays && after(back, Life.deadline(_, unheard, late)).status == Status.QUEUED)
    }
  }

  "the first agent's leg" should {
    "leave no way back, where it ends before the second has come" in {
      val left = does(handed, new Order.LegReleased("ann", 0))
      assert(left.status == Status.CONNECTED && left.talk.isOf(his))
      val back = after(left, gone)
      assert(back.status == Status.WRAP_UP && back.talk.isOf(offer) && back.talk.customerStays)
      assert(gone(left).messages.contains(new Told.Closed(offer, Ending.RELEASED)))
    }

    "leave no way back, where it ends a conference whose other agent has gone" in {
      val left = does(conference, new Order.LegReleased("ann", 0))
      val back = after(left, Conversation.notTaken(_, left.offer.id, now))
      assert(left.offer.id.agent == "bob" && back.talk.isOf(offer) && back.talk.customerStays)
    }

    "leave a customer alone whose other agent has left the conference first" in {
      val two = does(conference, new Order.LegReleased("bob", 0))
      assert(two.status == Status.CONNECTED && two.talk.isOf(offer) && two.talk.`with` == null)
      val alone = does(two, new Order.LegReleased("ann", 0))
      assert(alone.status == Status.WRAP_UP && alone.talk.isOf(offer) && alone.talk.customerStays)
    }

    "leave a customer alone who waits while somebody else is asked" in {
      val again = does(conference, new Order.Hold("call:c2"))
      val alone = does(again, new Order.LegReleased("ann", 0))
      assert(alone.status == Status.WRAP_UP && alone.talk.isOf(offer))
    }

    "leave no way back out of a line that is then closed" in {
      val moved = does(call, new Order.Transfer("other", null))
      val left = after(moved, Life.decide(_, unheard, new Order.LegReleased("ann", 0), cause, now))
      val refused = turnedAway(left, Memory.fresh(7), "other", left.round)
      assert(refused.events.get(0).isInstanceOf[InteractionEvent.Completed])
      assert(refused.messages.contains(new Told.Closed(offer, Ending.MOVED)))
      assert(orders(refused).exists(_.endsWith(":hangup")))
    }

    "keep its agent on call while one line sends the customer on to the next" in {
      val moved = does(call, new Order.Transfer("other", null))
      val left = after(moved, Life.decide(_, unheard, new Order.LegReleased("ann", 0), cause, now))
      val on = after(left, Moves.turnedAway(_, Memory.fresh(7), "other", left.round, 7, "queue.full", "care", null, now))
      assert(on.queue == "care" && asks(on, offer) == Seq(on.wantsIn))
    }

    "be of no interest once the second agent has come" in
      assert(Life.decide(handed, heard(handed), new Order.LegReleased("ann", 0), cause, now).refusal.code == "leg.gone")
  }

  "a contact on its way to another agent" should {
    for ((what, order) <- Seq("handed on" -> new Order.HandOver(third),
        "asked about" -> new Order.Hold("call:c2"), "joined" -> new Order.Join(third)))
      s"not be $what before it has come there" in {
        assert(says(handed, order).refusal.code == "interaction.state")
        assert(says(handed, order).refusal.detail.contains("on its way"))
      }
  }

  "a consult" should {
    val facts2 = facts("sw").consult("call", "billing", null)
    val consult = after(Interaction.unborn("call:c1"), Life.decide(_, Memory.fresh(7), new Order.Create(facts2), cause, now))

    "ask at its birth whether it is needed, and until it has heard" in {
      val question = new Told.ConsultKnows("call", "call:c1", null)
      val born = Life.decide(Interaction.unborn("call:c1"), Memory.fresh(7), new Order.Create(facts2), cause, now)
      assert(born.messages.contains(question) && owes(consult, unheard).contains(question))
      assert(!owes(consult, unheard.knowing("call:c1", Fate.OPEN)).contains(question))
    }

    "be told what has become of it" in {
      def answer(i: Interaction, memory: Memory) = Consulting.knows(i, memory, "call:c1", null).messages.asScala
      def fate(f: Fate) = Seq(new Told.ConsultIs("call", "call:c1", f))
      assert(answer(asking, unheard) == fate(Fate.OPEN))
      assert(answer(does(asking, new Order.HungUp), unheard) == fate(Fate.OVER))
      assert(answer(handed, unheard) == fate(Fate.OPEN) && answer(handed, heard(handed)) == fate(Fate.TAKEN))
      assert(answer(after(handed, gone), unheard) == fate(Fate.OVER))
      assert(answer(call, unheard) == fate(Fate.OVER), "never heard of")
    }

    "end unanswered, or taken over; two who talk may go on" in {
      def told(i: Interaction, f: Fate) = Consulting.hears(i, "call", f, now)
      val talk = done(after(consult, verdict(_, new OfferId("call:c1", 0, "bob", 1))), new Order.Established("bob", 0))
      assert(after(consult, told(_, Fate.OVER)).ended.outcome == Outcome.CANCELLED)
      assert(after(talk, told(_, Fate.TAKEN)).ended.outcome == Outcome.HANDLED)
      for (i <- Seq(consult, talk)) assert(told(i, Fate.OPEN).events.isEmpty)
      assert(told(talk, Fate.OVER).events.isEmpty)
      assert(told(talk, Fate.OVER).messages.asScala == Seq(new Told.ConsultKnows("call", "call:c1", Fate.OVER)))
    }

    "hear that it is over though its contact talks again, or asks somebody else" in {
      val over = new Told.ConsultIs("call", "call:c1", Fate.OVER)
      val moved = does(asking, new Order.Requeue("billing"))
      val again = done(after(moved, verdict(_, new OfferId("call", 1, "ann", 1))), new Order.Established("ann", 0))
      for (i <- Seq(moved, again, does(asking, new Order.Hold("call:c2")))) {
        assert(owes(i, heard(i).waited(i.round, handling)).contains(over))
        assert(!owes(i, unheard.knowing("call:c1", Fate.OVER)).contains(over))
      }
    }

    "be no way into a conversation any more once it is over" in {
      val moved = does(asking, new Order.Requeue("billing"))
      val again = done(after(moved, verdict(_, new OfferId("call", 1, "ann", 1))), new Order.Established("ann", 0))
      assert(decide(again, new Order.HandOver(expert)).refused && decide(again, new Order.Join(expert)).refused)
    }
  }
}
