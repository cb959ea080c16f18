package usher.queue

import java.time.{Duration, Instant}
import java.util.{List => JList, Map => JMap, Set => JSet}

import scala.jdk.CollectionConverters._

import org.scalatest.wordspec.AnyWordSpec

import usher.kernel.{Contact, Decision, Handling, Media, Parting, Rona, WrapUp}

/** The ledger of who waits: admission, rounds, farewells, batches. */
class QueueSpec extends AnyWordSpec {
  import QueueSpec._

  "a queue" should {
    "admit once, and say so as often as it is asked" in {
      val first = arrive(open, "call", 0)
      assert(waited(first) == 0)
      assert(arrive(one, "call", 0).events.isEmpty)
      assert(waited(arrive(one, "call", 0)) == 0)
    }

    "raise the round and keep arrival and entry" in {
      val raised = applied(one, arrive(one, "call", 3))
      assert(raised.entries.get("call").round == 3)
      assert(raised.entries.get("call").arrivedAt == one.entries.get("call").arrivedAt)
    }

    "not heed a farewell of an older round" in {
      val raised = applied(one, arrive(one, "call", 3))
      assert(raised.left("call", 2, Parting.ANSWERED, now).events.isEmpty && raised.left("call", 2, Parting.ANSWERED, now).messages.isEmpty)
      assert(applied(raised, raised.left("call", 3, Parting.ANSWERED, now)).entries.isEmpty)
    }

    "turn away who comes when it is full, closed, or for another medium, and nobody who is in" in {
      val full = applied(one, arrive(one, "call-2", 0))
      assert(turnedAway(arrive(full, "call-3", 0)) == "queue.full")
      assert(arrive(full, "call", 1).messages.get(0).isInstanceOf[Told.Waited])
      val closed = applied(open, open.setOpen(false, "night"))
      assert(turnedAway(arrive(closed, "call", 0)) == "queue.closed")
      assert(turnedAway(open.`wait`(Contact.of("chat", 0, now, null, Media.CHAT), 1, now)) == "queue.media")
      assert(turnedAway(arrive(Queue.undefined("q"), "call", 0)) == "queue.unknown")
    }

    "answer nobody before the domain has it on its roster" in {
      val unlisted = applied(Queue.undefined("q"), Queue.undefined("q").define(definition))
      assert(arrive(unlisted, "call", 0).messages.isEmpty)
    }

    "keep more of what is learnt of a contact, and nothing of an older word" in {
      val bare = Contact.of("call", 0, now.minusSeconds(5), 3.0, Media.VOICE)
      val news = new Contact("call", 0, 4, bare.arrivedAt, Media.VOICE, null, null, 9.0, JMap.of(), null)
      val told = applied(one, one.`wait`(news, 1, now))
      assert(told.entries.get("call").basePoints == 9.0)
      assert(told.`wait`(bare, 1, now).events.isEmpty)
    }

    "learn of those in line what a new definition asks for" in {
      val named = new Definition.Step(JMap.of(), JList.of(), JList.of("${wanted}"), null, false, null, false, 0, 1, JList.of(), null)
      val wants = new Definition("Billing", JSet.of(), null, Handling.OFFER_TIMEOUT, Handling.CONNECT_TIMEOUT,
        WrapUp.NONE, Rona.DEFAULT, null, null, null, null, 0, JList.of(), JList.of(named), null)
      val contact = new Contact("call", 0, 0, now, Media.VOICE, null, null, null, JMap.of("wanted", "ann"), null)
      val before = applied(open, open.`wait`(contact, 1, now))
      assert(before.entries.get("call").contact.attributes.isEmpty)
      val defined = applied(before, before.define(wants))
      val after = applied(defined, defined.`wait`(contact, 1, now))
      assert(after.entries.get("call").contact.attributes.get("wanted") == "ann")
    }

    "count its day: who came, who was answered in time, who gave up" in {
      val promised = applied(open, open.define(level))
      val three = Seq("a", "b", "c").foldLeft(promised)((q, id) => applied(q, arrive(q, id, 0)))
      val soon = applied(three, three.left("a", 0, Parting.ANSWERED, now.plusSeconds(20)))
      val late = applied(soon, soon.left("b", 0, Parting.ANSWERED, now.plusSeconds(21)))
      val day = applied(late, late.left("c", 0, Parting.ABANDONED, now.plusSeconds(30))).today
      assert((day.offered, day.answered, day.abandoned) == ((3, 2, 1)))
      assert(math.abs(day.serviceLevelPercent - 33.333) < 0.01)
      assert(day.at(now.plusSeconds(86400), level).offered == 0)
      val echo = arrive(late, "a", 0)
      assert(echo.events.isEmpty && echo.messages.size == 1, "an echo of an arrival is nobody who came")
      assert(applied(late, arrive(late, "a", 1)).entries.containsKey("a"), "who comes back has come")
      val further = applied(three, three.left("a", 1, Parting.OTHER, now.plusSeconds(20)))
      assert(arrive(further, "a", 1).events.isEmpty, "nor is one of a round its entry did not know of")
    }

    "tell who has waited as long as it lets them, again and again, and nobody else" in {
      val due = new Deadlines
      due.restart(applied(open, open.define(level)))
      val q = applied(applied(open, open.define(level)), arrive(open, "call", 0))
      due.follow(q, JList.of(new Change.Added(q.entries.get("call"))))
      assert(due.next == now.plusSeconds(60))
      assert(due.due(q, now.plusSeconds(59)).isEmpty)
      val told = due.due(q, now.plusSeconds(60)).get(0).asInstanceOf[Told.Overdue]
      assert(!told.expired && told.to == "care")
      assert(due.next == now.plusSeconds(65))
      val gone = applied(q, q.left("call", 0, Parting.MOVED, now))
      assert(due.due(gone, now.plusSeconds(99)).isEmpty && due.next == null)
    }

    "be deleted only when nobody waits" in {
      assert(one.delete.refusal.code == "queue.not-empty")
      assert(!applied(open, open.delete).isDefined)
    }

    "number every change, so that a gap shows" in {
      val batch = new Batch(open, now)
      batch.add(q => arrive(q, "a", 0))
      batch.add(q => arrive(q, "b", 0))
      batch.add(q => q.left("a", 0, Parting.ANSWERED, now))
      assert(open(batch.event).number == open.number + 3)
    }
  }

  "a batch" should {
    "let each command see what the earlier ones did" in {
      val batch = new Batch(open, now)
      batch.add(q => arrive(q, "a", 0))
      batch.add(q => arrive(q, "b", 0))
      val third = batch.add(q => arrive(q, "c", 0))
      assert(turnedAway(third) == "queue.full")
    }
  }

  "a snapshot" should {
    "come after many changes, however few of them stay" in {
      assert(!open.wantsSnapshot(497))
      assert(open.wantsSnapshot(498))
    }

    "come less often where many wait, for it is as long as the line" in {
      val crowd = (1 to 2000).foldLeft(applied(open, open.define(level)))((q, n) => applied(q, arrive(q, s"c$n", 0)))
      assert(crowd.entries.size == 2000 && crowd.sinceSnapshot < 1000)
      assert(!crowd.wantsSnapshot(999 - crowd.sinceSnapshot.toInt))
      assert(crowd.wantsSnapshot(1000 - crowd.sinceSnapshot.toInt))
    }

    "bring back the same queue" in {
      val back = QueueSnapshot.of(one).toQueue
      assert(back.entries == one.entries && back.number == one.number && back.definition == one.definition)
    }
  }

  "every command in every state" should {
    for ((name, state) <- states; (command, decide) <- commands)
      s"have an answer: $command when $name" in {
        val decision = decide(state)
        if (decision.refused) assert(decision.refusal.detail.length > 10)
        val after = applied(state, decision)
        assert(after.number == state.number + decision.events.size)
        assert(decide(after).events.isEmpty, s"$command twice")
      }
  }
}

object QueueSpec {
  val now: Instant = Instant.parse("2026-01-01T10:00:00Z")
  val definition = new Definition("Billing", JSet.of(Media.VOICE), Int.box(2), Handling.OFFER_TIMEOUT,
    Handling.CONNECT_TIMEOUT, WrapUp.NONE, Rona.DEFAULT, null, null, null, null, 0, JList.of(),
    JList.of(Definition.Step.ofAnyone), null)

  val level = new Definition("Billing", JSet.of(), null, Handling.OFFER_TIMEOUT, Handling.CONNECT_TIMEOUT,
    WrapUp.NONE, Rona.DEFAULT, null, new Definition.ServiceLevel(80, Duration.ofSeconds(20)), null,
    new Definition.Overflow("care", "busy", Duration.ofSeconds(60)), 0, JList.of(),
    JList.of(Definition.Step.ofAnyone), null)

  def arrive(q: Queue, id: String, round: Int): Decision[Change, Told] =
    q.`wait`(Contact.of(id, round, now.minusSeconds(5), null, Media.VOICE), 1, now)

  def applied(q: Queue, decision: Decision[Change, Told]): Queue =
    if (decision.events.isEmpty) q else q(new Changed(decision.events, now))

  def waited(decision: Decision[Change, Told]): Int =
    decision.messages.asScala.collectFirst { case w: Told.Waited => w.round }.get

  def turnedAway(decision: Decision[Change, Told]): String =
    decision.messages.asScala.collectFirst { case t: Told.TurnedAway => t.code }.get

  val open: Queue = Queue.undefined("q")(
    new Changed(JList.of(new Change.Defined(definition), new Change.Listed), now))
  val one: Queue = applied(open, arrive(open, "call", 0))

  val states: Seq[(String, Queue)] = Seq(
    "undefined" -> Queue.undefined("q"),
    "not listed" -> Queue.undefined("q")(new Changed(JList.of(new Change.Defined(definition)), now)),
    "empty" -> open,
    "with somebody" -> one,
    "full" -> applied(one, arrive(one, "call-2", 0)),
    "closed" -> applied(one, one.setOpen(false, "night")),
    "deleted" -> applied(open, open.delete))

  val commands: Seq[(String, Queue => Decision[Change, Told])] = Seq(
    "wait" -> (q => arrive(q, "call", 0)),
    "wait in a later round" -> (q => arrive(q, "call", 4)),
    "left" -> (q => q.left("call", 0, Parting.ANSWERED, now)),
    "left, a stranger" -> (q => q.left("nobody", 0, Parting.ANSWERED, now)),
    "define" -> (q => q.define(definition)),
    "close" -> (q => q.setOpen(false, "night")),
    "open" -> (q => q.setOpen(true, null)),
    "list" -> (q => q.list),
    "delete" -> (q => if (q.isDefined) q.delete else Decision.nothing[Change, Told]))
}
