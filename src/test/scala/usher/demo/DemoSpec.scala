package usher.demo

import com.fasterxml.jackson.databind.JsonNode
import java.io.{ByteArrayOutputStream, PrintStream}
import java.net.URI
import java.util.concurrent.{CountDownLatch, TimeUnit}
import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import scala.concurrent.ExecutionContext.Implicits.global
import scala.concurrent.duration._
import scala.concurrent.{Await, Future}
import scala.jdk.CollectionConverters._
import usher.process.{Client, InProcess, Soon}

class DemoSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll with Soon {
  private lazy val node = new InProcess("demo")
  private lazy val api = new Client(node.port)
  private lazy val server = URI.create(s"http://127.0.0.1:${node.port}")

  override def afterAll(): Unit = node.close()

  private final class Playing(contacts: Long, speed: Double = 200) {
    val printed = new ByteArrayOutputStream
    val alive = new CountDownLatch(1)
    private val out = new PrintStream(printed) {
      override def println(line: String): Unit = {
        super.println(line)
        // The first line of figures.
        if (line.matches(" +1 1\\d:\\d\\d .*")) alive.countDown()
      }
    }
    val demo = new Demo(server, new Demo.Options(speed, 1, contacts), out)

    def lines: Seq[String] = printed.toString.linesIterator.toSeq
    private def run = "demo-[0-9a-z]+-00001".r.findFirstIn(printed.toString).get.stripSuffix("-00001")
    def contact(n: Long): JsonNode = get(f"/v1/interactions/$run-$n%05d")
    def row(label: String): Seq[String] =
      lines.find(_.startsWith(label + "  ")).getOrElse(fail(printed.toString)).trim.split(" {2,}").toSeq.tail
  }

  private def get(path: String): JsonNode = {
    val answer = api.get(path)
    assert(answer.done, answer.text)
    answer.json
  }

  private def done(answer: usher.process.Answer): Unit = assert(answer.done, answer.text)

  private def untroubled(lines: Seq[String]): Unit =
    assert(!lines.exists(_.contains("otherwise than")), lines.mkString("\n"))

  Feature("A call centre to look at") {
    Scenario("A hundred contacts, and the summary tells what the server tells") {
      When("the demo plays a hundred contacts")
      val played = new Playing(contacts = 100)
      played.demo.play()

      Then("every one of them is over")
      val found = (1L to 100).map(played.contact)
      assert(found.forall(_.path("state").asText == "completed"), found.mkString("\n"))
      untroubled(played.lines)

      And("the summary has the server's numbers, medium by medium")
      for ((medium, column) <- Seq("voice", "chat", "email").zipWithIndex) {
        val of = found.filter(_.path("media").asText == medium)
        def outcomes(words: String*) = of.count(c => words.contains(c.path("outcome").asText))
        // Who is transferred and gives up then has been answered, and is abandoned in the end.
        val connected = of.count(!_.path("connectedAt").isNull)
        assert(of.nonEmpty)
        assert(played.row("offered")(column) == s"${of.size}")
        assert(played.row("answered")(column) == s"$connected")
        assert(played.row("abandoned")(column) == s"${of.size - connected}")
        assert(outcomes("handled", "abandoned", "cancelled") == of.size)
      }

      And("those at work have gone home, with nothing on their desks")
      for (person <- Centre.PEOPLE.asScala) {
        val agent = get(s"/v1/agents/${person.id}")
        assert(agent.path("state").asText == "offline", agent)
        assert(agent.path("interactions").isEmpty && agent.path("offers").isEmpty, agent)
      }
    }

    Scenario("What an earlier demo, broken off, left behind is ended; a guest is served") {
      Given("a call of an earlier demo that waits, and one that Ben has")
      done(api.put("/v1/agents/demo-ben/state", """{"state": "ready"}"""))
      val desk = api.lines("/v1/agents/demo-ben/events")
      def event(contact: String, what: String, more: (String, Any)*) =
        done(
          api.post(
            "/v1/switch-events",
            Client.json(
              Seq(
                "source" -> Centre.SWITCH,
                "eventId" -> s"$contact-$what",
                "type" -> s"call.$what",
                "interaction" -> contact) ++ more: _*)))
      event("demo-old1-00002", "offered", "data" -> Map("queue" -> Centre.INTERNET).asJava)
      desk.find(_.contains("demo-old1-00002~"))
      event("demo-old1-00002", "established", "agent" -> "demo-ben")
      event("demo-old1-00001", "offered", "data" -> Map("queue" -> Centre.INTERNET).asJava)
      And("a chat that somebody put into the demo's queue by hand")
      done(api.post("/v1/interactions", s"""{"id": "by-hand", "media": "chat", "queue": "${Centre.CHAT}"}"""))

      When("a demo is played")
      val played = new Playing(contacts = 30)
      played.demo.play()

      Then("the old calls are over, as a switch would end them")
      assert(played.lines.exists(_.startsWith("2 contacts of an earlier demo")), played.lines)
      assert(get("/v1/interactions/demo-old1-00001").path("outcome").asText == "abandoned")
      assert(get("/v1/interactions/demo-old1-00002").path("outcome").asText == "handled")

      And("the guest was served, and is in no figure")
      assert(get("/v1/interactions/by-hand").path("outcome").asText == "handled")
      untroubled(played.lines)
      assert(played.row("offered").map(_.toInt).sum == 30)
    }

    Scenario("It is told to end, and hangs up on everybody") {
      Given("a demo without an end")
      val played = new Playing(contacts = Long.MaxValue)
      val over = Future(played.demo.play())
      assert(played.alive.await(60, TimeUnit.SECONDS), played.printed)

      When("it is ended")
      played.demo.end()
      Await.result(over, 10.seconds)

      Then("nobody is left in line or on a desk, and the summary knows of each")
      val offered = played.row("offered").map(_.toLong)
      assert((1L to offered.sum).forall(played.contact(_).path("state").asText == "completed"))
      eventually {
        for (queue <- Centre.QUEUES.asScala)
          assert(get(s"/v1/queues/${queue.id}").path("live").path("waiting").asInt == 0)
      }
      val ways = Seq("answered", "abandoned").map(played.row(_).map(_.toLong))
      val open = if (played.lines.exists(_.startsWith("unanswered"))) played.row("unanswered at the end").map(_.toLong) else Seq(0L, 0L, 0L)
      for (medium <- 0 to 2)
        assert(ways.map(_(medium)).sum + open(medium) == offered(medium), played.printed)
    }
  }
}
