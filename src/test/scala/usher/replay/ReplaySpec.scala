package usher.replay

import com.fasterxml.jackson.databind.JsonNode
import com.tngtech.archunit.core.importer.ClassFileImporter
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses
import com.typesafe.config.ConfigFactory
import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import picocli.CommandLine
import usher.Guardian
import usher.process.Client
import usher.settings.Settings

import java.io.{ByteArrayOutputStream, PrintStream}
import java.net.URI
import java.nio.file.{Files, Path}
import java.time.{Clock, Instant, ZoneOffset}
import java.util.Comparator
import java.util.concurrent.{CountDownLatch, TimeUnit}
import scala.concurrent.ExecutionContext.Implicits.global
import scala.concurrent.duration._
import scala.concurrent.{Await, Future}
import scala.jdk.CollectionConverters._

class ReplaySpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll {
  private val data = Files.createTempDirectory("usher-replay")
  private var node = open(port = 0)
  private val at = s"http://127.0.0.1:${node.port}"
  private val api = new Client(node.port)

  private def open(port: Int) = Guardian.open(
    Settings.of(
      ConfigFactory
        .parseString(s"""usher { data-dir = "$data", http.port = $port }""")
        .withFallback(ConfigFactory.load())),
    Clock.tickMillis(ZoneOffset.UTC))

  /** What `--serve` is given: the node of this spec, which its reader ends. */
  private object here extends ReplayCommand.Server {
    override def open(): URI = URI.create(at)
    override def keepServing(): Unit = ()
  }

  override def afterAll(): Unit = {
    node.close()
    val left = Files.walk(data)
    try left.sorted(Comparator.reverseOrder[Path]).forEach(Files.delete(_))
    finally left.close()
  }

  private def file(lines: Seq[String]): Path =
    Files.write(data.resolve("calls.tsv"), lines.asJava)

  /** Exit code and what was printed. */
  private def replay(arguments: String*): (Int, Seq[String]) =
    replay(new ByteArrayOutputStream, arguments)

  private def replay(printed: ByteArrayOutputStream, arguments: Seq[String]): (Int, Seq[String]) = {
    val command = new CommandLine(new ReplayCommand(here, new PrintStream(printed)))
    (command.execute(arguments: _*), printed.toString.linesIterator.toSeq)
  }

  private def get(path: String): JsonNode = {
    val answer = api.get(path)
    assert(answer.status == 200, answer.text)
    answer.json
  }

  private def cells(printed: Seq[String], label: String): Seq[String] =
    printed.find(_.startsWith(label + "  ")).getOrElse(fail(printed.mkString("\n"))).trim.split(" {2,}").toSeq

  Feature("A day is played through the public door") {
    Scenario("A small day, and the table tells what the server tells") {
      Given("thirty callers of ten minutes, three agents")
      val calls = file(Invented.smallDay)

      When("the day is played at 120 times its speed")
      val (exit, printed) = replay(calls.toString, "--speed", "120", "--serve")

      Then("every call is accounted for")
      assert(exit == 0, printed.mkString("\n"))
      assert(printed.contains("accounted for: 30 of 30"))

      And("the table has the numbers that the API has")
      val run = printed.flatMap("bank-770101-[0-9a-f]+".r.findFirstIn).head
      val found = (1 to 30).map(n => get(f"/v1/interactions/$run-$n%05d"))
      assert(found.forall(_.path("state").asText == "completed"))
      val (handled, left) = found.partition(_.path("outcome").asText == "handled")
      assert(left.forall(_.path("outcome").asText == "abandoned"))
      assert(left.size >= 3, "those who leave at once")
      assert(cells(printed, "calls") == Seq("calls", "30", "30"))
      assert(cells(printed, "answered")(1).startsWith(s"${handled.size} ("))
      assert(cells(printed, "abandoned")(1).startsWith(s"${left.size} ("))
      assert(cells(printed, "answered")(2).startsWith("23 ("))

      val waits = handled.map { i =>
        def time(field: String) = Instant.parse(i.path(field).asText).toEpochMilli
        (time("connectedAt") - time("createdAt")) * 120
      }
      val mean = "%.1f s".formatLocal(java.util.Locale.ROOT, waits.sum / 1000.0 / waits.size)
      assert(cells(printed, "wait of the answered, mean")(1) == mean)

      And("conversations took as long as the file says")
      val talked = handled.map { i =>
        def time(field: String) = Instant.parse(i.path(field).asText).toEpochMilli
        (time("completedAt") - time("connectedAt")) * 120 / 1000.0
      }.sum
      val day = BankFile.read(calls).days(null, 1).get(0)
      val numbers = handled.map(_.path("id").asText.takeRight(5).toInt).toSet
      val wanted =
        day.calls.asScala.filter(c => numbers(c.number)).map(_.service / 1000.0).sum
      assert(talked >= wanted * 0.9, s"$talked s of $wanted s")

      And("nobody is left at work")
      day.agents.forEach(a => assert(get(s"/v1/agents/${a.id}").path("state").asText == "offline"))
    }

    Scenario("The same day can be played again on the same data") {
      val calls = file(Invented.smallDay)
      val (exit, printed) = replay(calls.toString, "--speed", "300", "--to", at)
      assert(exit == 0, printed.mkString("\n"))
      assert(printed.contains("accounted for: 30 of 30"))
    }

    Scenario("A replay clears away what an earlier one, broken off, left behind") {
      Given("a caller of a broken-off replay, still waiting")
      val left =
        """{"source": "bank", "eventId": "left-1", "type": "call.offered", "interaction": "left-1",
          | "data": {"queue": "bank-ps"}}""".stripMargin
      val answer = api.post("/v1/switch-events", left)
      assert(answer.text.contains("applied"), answer.text)
      assert(get("/v1/interactions/left-1").path("state").asText == "queued")

      When("a day is played")
      val (exit, printed) = replay(file(Invented.smallDay).toString, "--speed", "300", "--to", at)

      Then("it is whole, and the old caller is gone")
      assert(exit == 0, printed.mkString("\n"))
      assert(get("/v1/interactions/left-1").path("outcome").asText == "abandoned")
    }

    Scenario("The server goes down for a while, and nobody is lost") {
      Given("a day under way")
      val answering = new CountDownLatch(1)
      val printed = new ByteArrayOutputStream {
        override def write(bytes: Array[Byte], from: Int, length: Int): Unit = {
          super.write(bytes, from, length)
          if ("answered +[1-9]".r.findFirstIn(new String(bytes, from, length)).isDefined)
            answering.countDown()
        }
      }
      val calls = file(Invented.smallDay).toString
      val played = Future(replay(printed, Seq(calls, "--speed", "60", "--to", at)))
      assert(answering.await(30, TimeUnit.SECONDS), printed)

      When("the server stops, and comes back with its data")
      val port = node.port
      node.close()
      node = open(port)

      Then("the replay goes on, and every call is accounted for")
      val (exit, lines) = Await.result(played, 2.minutes)
      assert(exit == 0, lines.mkString("\n"))
      assert(lines.contains("accounted for: 30 of 30"))
    }

    Scenario("Without a server the command says what to do") {
      val failure = intercept[ReplayFailure] {
        val api = new UsherApi(URI.create("http://127.0.0.1:1"), java.time.Duration.ofMillis(300))
        try api.get("/health/live").join()
        catch { case e: java.util.concurrent.CompletionException => throw e.getCause }
      }
      assert(failure.getMessage.contains("--serve"))
    }
  }

  Feature("The replay is a client") {
    Scenario("It imports no other room") {
      val classes = new ClassFileImporter().importPath(Path.of("target/classes/usher"))
      noClasses()
        .that()
        .resideInAPackage("usher.replay..")
        .should()
        .dependOnClassesThat(
          com.tngtech.archunit.base.DescribedPredicate.describe(
            "other rooms",
            (c: com.tngtech.archunit.core.domain.JavaClass) =>
              c.getPackageName.startsWith("usher") && !c.getPackageName.startsWith("usher.replay")))
        .check(classes)
    }
  }
}
