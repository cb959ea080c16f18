package usher.routing

import java.time.Instant

import scala.collection.mutable
import scala.jdk.CollectionConverters._

import org.scalatest.wordspec.AnyWordSpec

/** Who is woken first when a coordinator starts, and how long offers wait for whom. */
class RosterSpec extends AnyWordSpec {
  private val start = Instant.parse("2026-01-01T10:00:00Z")
  private val two = Set("q1", "q2")
  private val many = (1 to 1000).map(n => s"a$n").toSet

  private class Start(of: Set[String], and: Set[String]) {
    val told = mutable.Buffer.empty[Told]
    val roster = new Roster(of.asJava, and.asJava, start, (t: Told) => told += t)
    def queues: Seq[String] = told.collect { case q: Told.ReportQueue => q.queue }.toSeq
    def agents: Seq[String] = told.collect { case a: Told.ReportAgent => a.agent }.toSeq
    def completeAfter(millis: Long): Boolean = roster.complete(start.plusMillis(millis))
  }

  "at a start" should {
    "queues be woken first, with a few agents beside them" in {
      val s = new Start(two, many)
      assert(s.queues.toSet == two && s.agents.size == 10)
      s.roster.queueReported("q1", start.plusSeconds(1))
      assert(s.agents.size == 10)
      s.roster.queueReported("q2", start.plusSeconds(2))
      assert(s.agents.size == Roster.WINDOW)
    }

    "each agent who reports make room for the next" in {
      val s = new Start(Set.empty[String], many)
      val first = s.agents
      first.foreach(s.roster.agentReported(_, start))
      assert(s.agents.toSet.size == 2 * Roster.WINDOW)
    }
  }

  "offers" should {
    "begin when all have reported" in {
      val s = new Start(two, Set("ann"))
      two.foreach(s.roster.queueReported(_, start.plusMillis(10)))
      assert(!s.completeAfter(11))
      s.roster.agentReported("ann", start.plusMillis(20))
      assert(s.completeAfter(21))
    }

    "wait a second for agents after the last queue" in {
      val s = new Start(two, many)
      s.roster.queueReported("q1", start.plusSeconds(3))
      s.roster.queueReported("q2", start.plusSeconds(4))
      assert(!s.completeAfter(4999) && s.completeAfter(5000))
    }

    "wait for a silent queue while others are being heard, and ten seconds more" in {
      val s = new Start(two + "q3", Set.empty[String])
      s.roster.queueReported("q1", start.plusSeconds(9))
      assert(!s.completeAfter(10000))
      s.roster.queueReported("q2", start.plusSeconds(18))
      s.roster.queueReported("q2", start.plusSeconds(27)) // nothing new
      assert(!s.completeAfter(27999) && s.completeAfter(28000))
    }
  }
}
