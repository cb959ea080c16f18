package usher.demo

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import org.scalatest.wordspec.AnyWordSpec
import scala.jdk.CollectionConverters._
import usher.demo.Visit.{First, Medium, Stay}
import usher.replay.BankProfile

class SightSpec extends AnyWordSpec {
  private val json = new ObjectMapper()
  private def nodes(texts: String*): java.lang.Iterable[JsonNode] =
    texts.map(json.readTree).asJava

  private def visit(number: Long, medium: Medium) = {
    val stay = new Stay(1000, 1000)
    new Visit(number, medium, "q", "a", 0, stay, First.TAKEN, false, null, stay, 0, false)
  }

  /** Three calls: answered after 10 s and after 30 s, and given up after 50 s; one chat refused. */
  private def book = {
    val b = new Book
    val call = visit(1, Medium.VOICE)
    (1 to 4).foreach(_ => b.offered(call))
    b.answered(call, 10_000)
    b.answered(call, 30_000)
    b.gaveUp(call, 50_000)
    b.offered(visit(2, Medium.CHAT))
    b.refused(visit(2, Medium.CHAT))
    b.offered(Visit.guest(Medium.CHAT))
    b.answered(Visit.guest(Medium.CHAT), 1)
    b
  }

  private def options(speed: Double) = new Demo.Options(speed, 1, Long.MaxValue)

  "a glance" should {
    "count who waits and what agents do, as the server shows it" in {
      val queues = nodes("""{"live": {"waiting": 3}}""", """{"live": {"waiting": 4}}""")
      val agents = nodes(
        """{"state": "ready", "offers": [], "interactions": []}""",
        """{"state": "ready", "offers": [{}], "interactions": []}""",
        """{"state": "ready", "offers": [], "interactions": [{"state": "connected"}, {"state": "held"}]}""",
        """{"state": "ready", "offers": [], "interactions": [{"state": "wrap-up"}]}""",
        """{"state": "not-ready", "offers": [], "interactions": []}""")
      assert(Glance.of(queues, agents) == new Glance(7, 2, 1, 2, 1))
    }
  }

  "the live line" should {
    "stand under its heading, in at most 79 columns" in {
      val line = Sight.line(0, new Glance(7, 2, 1, 2, 1), book)
      assert(line == "  1 07:00       7       2      1    2       1        5        2         1   33%")
      assert(line.length == Sight.HEADING.length)
      assert(line.length <= 79)
    }

    "still do so after months" in {
      val months = 999L * BankProfile.ARRIVALS.length * BankProfile.HALF_HOUR - 1
      val line = Sight.line(months, new Glance(1600, 30, 10, 10, 10), book)
      assert(line.startsWith("999 23:59 ") && line.length <= 79)
    }
  }

  "the summary" should {
    "say of each medium what became of it" in {
      val lines = Sight.summary(book, options(20), 0).asScala.map(_.trim.split(" {2,}").toSeq)
      assert(lines.contains(Seq("offered", "4", "1", "0")))
      assert(lines.contains(Seq("answered", "2", "0", "0")))
      assert(lines.contains(Seq("abandoned", "1", "0", "0")))
      assert(lines.contains(Seq("refused", "0", "1", "0")))
      assert(lines.contains(Seq("unanswered at the end", "1", "0", "0")))
      assert(lines.contains(Seq("mean wait of the answered", "20 s", "0 s", "0 s")))
      assert(lines.contains(Seq("95 % of them waited up to", "30 s", "0 s", "0 s")))
      assert(lines.contains(Seq("answered within 20 s", "33 %", "100 %")))
    }

    "name troubles where there were some" in {
      assert(!Sight.summary(book, options(20), 0).asScala.exists(_.contains("otherwise")))
      assert(Sight.summary(book, options(20), 2).asScala.last.startsWith("2 things went otherwise"))
    }
  }

  "the header" should {
    "name the source, and addresses that answer" in {
      val lines = Sight
        .header(java.net.URI.create("http://127.0.0.1:8080"), options(20), "demo-x-00001", _ == "/docs/")
        .asScala
      assert(lines.exists(_.contains("Anonymous Bank")))
      assert(lines.contains("  http://127.0.0.1:8080/docs/"))
      assert(!lines.exists(_.contains("openapi")))
      assert(lines.contains("  curl -N http://127.0.0.1:8080/v1/agents/demo-ann/events"))
      assert(lines.exists(_.contains("at speed 20 a minute of its clock takes 3 s")))
      assert(lines.forall(_.length <= 79))
    }
  }
}
