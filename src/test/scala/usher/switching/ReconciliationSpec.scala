package usher.switching

import java.time.Instant
import java.util.concurrent.{CompletableFuture, CompletionStage}
import java.util.{List => JList, Map => JMap, Set => JSet}

import scala.jdk.CollectionConverters._

import org.scalatest.wordspec.AnyWordSpec

/** A switch's list of live calls against ours. */
class ReconciliationSpec extends AnyWordSpec {
  private val now = Instant.parse("2026-01-01T10:00:00Z")
  private def at(seconds: Int): Instant = now.plusSeconds(seconds)
  private def listed(m: Missing, second: Int, calls: String*): Missing.Verdict =
    m.listed(calls.toSet.asJava, at(second))

  "a call that is missing" should {
    "be given up when two lists at least ten seconds apart miss it" in {
      val first = listed(Missing.none, 0, "a")
      assert(first.lost.isEmpty)
      val soon = listed(first.next, 9, "a")
      assert(soon.lost.isEmpty)
      assert(listed(soon.next, 10, "a").lost == JMap.of("a", at(0)))
    }

    "be doubted anew when a list had it in between" in {
      val back = listed(listed(Missing.none, 0, "a", "b").next, 5, "b")
      val then_ = listed(back.next, 10, "a", "b")
      assert(then_.lost == JMap.of("b", at(0)))
      assert(then_.next.since == JMap.of("a", at(10)))
    }

    "be doubted anew once it was given up: it may have turned out to live" in {
      val given = listed(listed(Missing.none, 0, "a").next, 10, "a")
      assert(listed(given.next, 11, "a").lost.isEmpty)
    }

    "not be judged by a list that comes late" in {
      val first = listed(Missing.none, 20, "a")
      val late = listed(first.next, 5, "a", "b")
      assert(late.lost.isEmpty && late.next == first.next)
    }
  }

  /** Our contacts: those a view has, those that live, and those that the switch spoke of last then. */
  private final class Ours(view: Set[String], live: Set[String], spoken: Map[String, Instant]) extends LiveCalls {
    var asked = Seq.empty[String]
    private var memory = Missing.none
    override def of(source: String): CompletionStage[JList[String]] = done(view.toList.asJava)
    override def isLive(id: String, source: String, asOf: Instant): CompletionStage[java.lang.Boolean] = {
      asked :+= id
      done(live(id))
    }
    override def lost(id: String, source: String, asOf: Instant): CompletionStage[java.lang.Boolean] =
      done(!spoken.getOrElse(id, Instant.EPOCH).isAfter(asOf))
    private def done[T](value: T) = CompletableFuture.completedFuture(value)

    def compare(second: Int, calls: String*): Reconciliation.Report =
      new Reconciliation(this, (_: String, asOf: Instant, missing: JSet[String]) => {
        val verdict = memory.listed(missing, asOf)
        memory = verdict.next
        done(verdict.lost)
      }).compare("sw", at(second), calls.toSet.asJava).toCompletableFuture.join()
  }

  "a list" should {
    "be answered with what is missing, what is closed and what is unknown" in {
      val ours = new Ours(Set("a", "b", "c"), Set("a", "b", "c"), Map.empty)
      val first = ours.compare(0, "a", "x")
      assert(first.known == 3 && first.missing == JList.of("b", "c"))
      assert(first.closed.isEmpty && first.unknown == JList.of("x"))
      val second = ours.compare(12, "a", "c")
      assert(second.closed == JList.of("b") && second.missing.isEmpty && second.unknown.isEmpty)
    }

    "close nothing that the switch has spoken of since" in {
      val ours = new Ours(Set("a"), Set("a"), Map("a" -> at(3)))
      ours.compare(0)
      val second = ours.compare(10)
      assert(second.closed.isEmpty && second.missing == JList.of("a"))
    }

    "not call unknown what has just begun and is in no view yet" in {
      val ours = new Ours(Set(), Set("new"), Map.empty)
      assert(ours.compare(0, "new", "x").unknown == JList.of("x"))
    }

    "ask each of many once" in {
      val ours = new Ours(Set("a"), Set(), Map.empty)
      val strange = (1 to 250).map(n => f"x$n%03d")
      assert(ours.compare(0, ("a" +: strange): _*).unknown.asScala == strange)
      assert(ours.asked.sorted == strange)
    }
  }
}
