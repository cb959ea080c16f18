package usher.flows

import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.locks.LockSupport
import java.util.concurrent.{Executors, TimeUnit}
import org.scalatest.GivenWhenThen
import org.scalatest.featurespec.AnyFeatureSpec
import scala.jdk.CollectionConverters._
import usher.process.Client.json
import usher.process._

/** A large centre comes back after a death: all of it, soon, and without a flood of its own. */
class ScaleSpec extends AnyFeatureSpec with GivenWhenThen with Soon {
  private val Agents = 10000
  private val Waiting = 20000
  private val Queues = 10
  private val Callers = 48

  private val server =
    new PackagedServer("scale", options = Seq("-Xmx1g", "-XX:+UseParallelGC"))
  private val client = new Client(server.port)
  private val faults = new AtomicInteger()
  private val again = new AtomicInteger()

  Feature("A centre of 10 000 agents and 20 000 waiting contacts") {
    Scenario("it is killed, and starts again") {
      try {
        server.start()
        build()
        When("it is killed, and started again")
        server.kill()
        val before = server.logText.length
        val begun = System.nanoTime()
        server.launch()
        server.awaitReady()
        val ready = millis(begun)
        And("one agent signs in whose skill only one queue asks for")
        val offered = firstOffer()
        val correct = millis(begun)
        info(s"ready $ready ms and first correct offer $correct ms after the process was started")
        Then("that agent is offered the oldest contact of that queue")
        assert(offered == "solo-0")
        And("everybody waits where they waited, and nothing was too much for the journal")
        eventually {
          assert((0 until Queues).map(n => waiting(s"q$n")).sum == Waiting && waiting("solo") == 3)
        }
        info(s"all waiting lists complete ${millis(begun)} ms after the process was started")
        info(s"${again.get} answers said: send the same again")
        val broken = server.logText.linesIterator.count(_.toLowerCase.contains("circuit"))
        assert(broken == 0, s"the journal's breaker opened: see ${server.log}")
        assert(faults.get == 0, s"of all requests, ${faults.get} had a 5xx")
        val errors = server.logText.drop(before).linesIterator.count(_.contains("ERROR"))
        assert(errors == 0, s"see ${server.log}")
      } finally server.kill()
    }
  }

  private def build(): Unit = {
    for (n <- 0 until Queues) define(s"q$n", s"rare-$n")
    define("solo", "solo")
    val agents = (0 until Agents).grouped(500).map(batch).toSeq
    val agentRate = each(4, agents)(body => ask("POST", "/v1/agents/batch", body))
    ask("PUT", "/v1/agents/solo", json("name" -> "Solo", "skills" -> java.util.Map.of("solo", 5)))
    for (n <- 0 until 3) ask("POST", "/v1/interactions", arrival(s"solo-$n", "solo"))
    val contacts = (0 until Waiting).map(n => arrival(s"call-$n", s"q${n % Queues}"))
    val rate = each(Callers, contacts)(body => ask("POST", "/v1/interactions", body))
    Given(f"$Agents agents, made at ${agentRate * 500}%.0f/s, and $Waiting contacts, at $rate%.0f/s")
  }

  private def define(id: String, skill: String): Unit = {
    val steps = java.util.List.of(java.util.Map.of("skills", java.util.Map.of(skill, 1)))
    val body = json("name" -> id, "steps" -> steps)
    assert(ask("PUT", s"/v1/queues/$id", body).done)
  }

  private def batch(numbers: Seq[Int]): String = {
    val skills = java.util.Map.of("common", 5)
    val items = numbers.map { n =>
      java.util.Map.of("id", s"agent-$n", "name", s"Agent $n", "skills", skills)
    }
    json("items" -> items.asJava)
  }

  private def arrival(id: String, queue: String): String =
    json("id" -> id, "media" -> "chat", "queue" -> queue)

  /** "Send the same again" is no fault, and is counted by itself. */
  private def ask(method: String, path: String, body: String, tries: Int = 200): Answer = {
    val answer = client.send(method, path, body)
    if (answer.status == 503) {
      assert(again.incrementAndGet() <= Waiting, "the door refuses more often than once a contact")
      assert(tries > 0, s"$method $path is never answered")
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200)) // as its Retry-After asks, sooner
      ask(method, path, body, tries - 1)
    } else {
      if (answer.status >= 500) faults.incrementAndGet()
      answer
    }
  }

  /** Many at once; how many a second. */
  private def each(callers: Int, bodies: Seq[String])(send: String => Answer): Double = {
    val pool = Executors.newFixedThreadPool(callers)
    val begun = System.nanoTime()
    try {
      val sent = bodies.map(body => pool.submit(() => send(body)))
      sent.foreach(_.get(170, TimeUnit.SECONDS))
    } finally pool.shutdownNow()
    bodies.size * 1000.0 / math.max(1, millis(begun))
  }

  /** Signs in, and listens for what it is offered. */
  private def firstOffer(): String = {
    ask("GET", "/v1/agents/solo", null)
    val events = client.events("/v1/agents/solo/events")
    assert(events.next() == "snapshot")
    ask("PUT", "/v1/agents/solo/state", """{"state":"ready"}""")
    def offer = ask("GET", "/v1/agents/solo", null).json.path("offers").path(0).path("interaction")
    events.map(_ => offer).find(_.isTextual).map(_.asText).getOrElse("none")
  }

  private def waiting(queue: String): Int = {
    val live = ask("GET", s"/v1/queues/$queue", null).json.path("live")
    live.path("waiting").asInt(-1) + live.path("offered").asInt(0)
  }

  private def millis(begun: Long): Long = (System.nanoTime() - begun) / 1000000
}
