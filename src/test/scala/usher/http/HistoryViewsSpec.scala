package usher.http

import java.time.{Duration, Instant}
import java.util.{List => JList, Map => JMap, Set => JSet}

import scala.jdk.CollectionConverters._

import org.scalatest.wordspec.AnyWordSpec

import usher.interaction.{Facts, InteractionEvent, Outcome}
import usher.interaction.InteractionEvent._
import usher.kernel.{Cause, Ending, Handling, Media, OfferId, Rona, WrapUp}
import usher.queue.{Definition, QueueView, Today}
import usher.queue.Definition.Step

class HistoryViewsSpec extends AnyWordSpec {
  private def s(seconds: Double) = Instant.ofEpochMilli((seconds * 1000).toLong)
  private val by = Cause.by("switch:sw1")

  private def arrived(queue: String = "q") =
    new Arrived(new Facts(Media.VOICE, null, queue, null, null, JMap.of(), null, null, null, ""), s(0), by)
  private def id(term: Long = 1) = new OfferId("c", 0, "ann", term)
  private def offered(at: Double, step: Int, version: Int = 1, term: Long = 1) = new Offered(id(term), 1,
    new Handling(Handling.OFFER_TIMEOUT, Handling.CONNECT_TIMEOUT, WrapUp.DEFAULT, Rona.DEFAULT, 1, version, step, null),
    null, null, s(at), by)
  private def asked(at: Double, agent: String, n: Int) = new Offered(new OfferId("c", 0, agent, 1), n,
    offered(at, 1).handling, null, null, s(at), by)
  private def failed(at: Double) = new OfferEnded(id(), Ending.REJECTED, null, s(at), by)
  private def connected(at: Double) = new Connected(id(), s(at), by)
  private def moved(to: String, at: Double, way: Moved.Way = Moved.Way.TRANSFERRED, held: Boolean = true) =
    new Moved(to, null, way, held, null, s(at), by)
  private def completed(at: Double, how: Outcome, code: String = null) =
    new Completed(how, code, null, null, s(at), by)

  /** Steps that last 20 s, then 40 s, then for ever. */
  private def queue(id: String, version: Int = 1, lasts: Seq[Int] = Seq(20, 40), first: JList[String] = JList.of()) = {
    def step(d: Duration, agents: JList[String] = JList.of()) =
      new Step(JMap.of(), JList.of(), agents, null, true, d, false, 0, 1, JList.of(), null)
    val some = lasts.map(n => step(Duration.ofSeconds(n.toLong))) :+ step(null)
    val steps = step(some.head.lasts, first) +: some.tail
    val d = new Definition(id, JSet.of[Media](), null, Handling.OFFER_TIMEOUT, Handling.CONNECT_TIMEOUT,
      WrapUp.NONE, Rona.DEFAULT, null, null, null, null, 0, JList.of(), steps.asJava, null)
    new QueueView(id, d, version, 1, true, null, 0, null, new Today(null, 0, 0, 0, 0, 0), s(0))
  }

  private def lines(now: Double, queues: QueueView*)(events: InteractionEvent*): Seq[JMap[String, Object]] =
    HistoryViews.history(events.asJava, queues.map(q => q.id -> q).toMap.asJava, s(now))
      .get("events").asInstanceOf[JList[JMap[String, Object]]].asScala.toSeq

  private def told(lines: Seq[JMap[String, Object]]): Seq[String] = lines.map { l =>
    val step = l.get("data").asInstanceOf[JMap[String, Object]].get("step")
    val at = Duration.between(s(0), l.get("at").asInstanceOf[Instant]).toMillis / 1000.0
    val word = if (l.get("type") == "target-expanded") s"target-expanded($step)" else l.get("type")
    s"$word@$at"
  }

  "A history" should {
    "tell when the search was widened, between what the journal has" in {
      val past = lines(100, queue("q"))(arrived(), offered(20.003, 2), connected(25))
      assert(told(past) == Seq("arrived@0.0", "queued@0.0", "target-expanded(2)@20.0", "offered@20.003", "connected@25.0"))
      assert(past.map(_.get("sequence")) == Seq(Int.box(1), null, null, Int.box(2), Int.box(3)))
      assert(past.map(_.get("computed")) == Seq(false, true, true, false, false).map(Boolean.box))
    }

    "tell of nothing that has not begun, nor of anything after it left the line" in {
      assert(told(lines(19.9, queue("q"))(arrived())) == Seq("arrived@0.0", "queued@0.0"))
      assert(told(lines(60, queue("q"))(arrived())).drop(2) == Seq("target-expanded(2)@20.0", "target-expanded(3)@60.0"))
      val gone = lines(900, queue("q"))(arrived(), completed(30, Outcome.ABANDONED))
      assert(told(gone).drop(2) == Seq("target-expanded(2)@20.0", "abandoned@30.0"))
      assert(told(lines(900, queue("q"))(arrived(), offered(1, 1), connected(2))).drop(3) == Seq("connected@2.0"))
    }

    "go on in the same line after an offer that failed, and anew in another line" in {
      val past = lines(70, queue("q"), queue("r", lasts = Seq(5)))(
        arrived(), offered(10, 1), failed(25), moved("r", 30))
      assert(told(past) == Seq("arrived@0.0", "queued@0.0", "offered@10.0", "target-expanded(2)@20.0",
        "offer-rejected@25.0", "transferred@30.0", "queued@30.0", "target-expanded(2)@35.0"))
    }

    "put a contact back into its old line where the new one would not have it" in {
      val past = lines(70, queue("q"), queue("r", lasts = Seq(5)))(
        arrived(), moved("r", 30), new MoveRefused("queue.full", s(30.1), by))
      assert(told(past) == Seq("arrived@0.0", "queued@0.0", "target-expanded(2)@20.0", "transferred@30.0",
        "move-refused@30.1", "target-expanded(3)@60.0"))
      val refused = lines(70, queue("q"))(arrived(), completed(0.1, Outcome.REFUSED, "queue.full"))
      assert(told(refused) == Seq("arrived@0.0", "refused@0.1"))
    }

    "tell of no line that would not have it: the queue that sent it on at once" in {
      val past = lines(6, queue("q"), queue("r", lasts = Seq(5)))(
        arrived(), moved("r", 0.1, Moved.Way.OVERFLOWED, held = false))
      assert(told(past) == Seq("arrived@0.0", "overflowed@0.1", "queued@0.1", "target-expanded(2)@5.1"))
      val waited = lines(40, queue("q"), queue("r"))(arrived(), moved("r", 30, Moved.Way.OVERFLOWED))
      assert(told(waited) == Seq("arrived@0.0", "queued@0.0", "target-expanded(2)@20.0", "overflowed@30.0", "queued@30.0"))
    }

    "pass over a step for agents the contact does not name" in {
      val q = queue("q", first = JList.of("${wanted}"))
      val set = new AttributesSet(JMap.of("wanted", "bob"), s(0.5), by)
      assert(told(lines(1, q)(arrived(), set)).take(3) == Seq("arrived@0.0", "queued@0.0", "target-expanded(2)@0.0"))
      val named = new Arrived(new Facts(Media.VOICE, null, "q", null, null, JMap.of("wanted", "bob"), null, null, null, ""), s(0), by)
      assert(told(lines(21, q)(named)) == Seq("arrived@0.0", "queued@0.0", "target-expanded(2)@20.0"))
    }

    "learn nothing of steps from what a person decided" in {
      val past = lines(22, queue("q", lasts = Seq(20)))(arrived(), offered(21, 1, term = OfferId.BY_HAND))
      assert(told(past) == Seq("arrived@0.0", "queued@0.0", "target-expanded(2)@20.0", "offered@21.0"))
    }

    "name the offer wherever it is spoken of" in {
      val past = lines(9, queue("q"))(arrived(), offered(1, 1), failed(2))
      assert(past.drop(2).map(_.get("data").asInstanceOf[JMap[String, Object]].get("offer")) == Seq("c~1", "c~1"))
    }

    "say which offers an event took back, by what, and none twice" in {
      def ends(events: InteractionEvent*) = {
        val asks = Seq(arrived(), asked(1, "ann", 1), asked(1, "bob", 2))
        lines(9, queue("q"), queue("r"))(asks ++ events: _*).drop(4).map { line =>
          val data = line.get("data").asInstanceOf[JMap[String, Object]]
          val kind = if (line.get("computed") == true) s"(${line.get("type")})" else line.get("type")
          s"$kind ${data.get("offer")} ${data.get("reason")}"
        }
      }
      val accepted = new OfferAccepted(id(), s(2), by)
      assert(ends(accepted, connected(3)) ==
        Seq("offer-accepted c~1 null", "(offer-rescinded) c~2 offer-accepted", "connected c~1 null"))
      assert(ends(connected(2)) == Seq("connected c~1 null", "(offer-rescinded) c~2 connected"))
      assert(ends(moved("r", 2)) == Seq("transferred null null", "(offer-rescinded) c~1 transferred",
        "(offer-rescinded) c~2 transferred", "(queued) null null"))
      assert(ends(failed(2), completed(3, Outcome.ABANDONED)) ==
        Seq("offer-rejected c~1 null", "abandoned null null", "(offer-canceled) c~2 abandoned"))
    }

    "believe an offer rather than today's policy, and say that the policy has changed" in {
      val later = lines(100, queue("q", version = 2, lasts = Seq(90, 40)))(arrived(), offered(21, 2, version = 1))
      assert(told(later) == Seq("arrived@0.0", "queued@0.0", "target-expanded(2)@21.0", "offered@21.0"))
      val data = later(2).get("data").asInstanceOf[JMap[String, Object]]
      assert(data.get("policyVersion") == 2 && data.get("policyChanged") == true)
      val sooner = lines(6, queue("q", version = 2, lasts = Seq(5, 40)))(arrived(), offered(5.5, 1, version = 1))
      assert(told(sooner) == Seq("arrived@0.0", "queued@0.0", "offered@5.5", "target-expanded(2)@5.5"))
    }

    "be told without the steps of a queue that is gone" in {
      val past = lines(900)(arrived(), offered(30, 2))
      assert(told(past) == Seq("arrived@0.0", "queued@0.0", "offered@30.0"))
    }
  }
}
