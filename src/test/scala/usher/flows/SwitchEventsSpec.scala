package usher.flows

import com.fasterxml.jackson.databind.JsonNode
import java.nio.file.{Files, Path}
import java.time.Instant
import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import scala.concurrent.duration.DurationInt
import scala.concurrent.{Await, ExecutionContext, Future, blocking}
import scala.jdk.CollectionConverters._
import scala.util.Random
import usher.process.{Answer, Client, InProcess, Stream}

/**
 * Every event of a switch against every state of a contact: what is published in
 * `src/site/switch-events.md` is what the server answers, read from that very page.
 */
class SwitchEventsSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll {
  import SwitchEventsSpec._
  private lazy val server = new InProcess("switch-events")
  private lazy val api = new Client(server.port)
  private val made = new java.util.concurrent.atomic.AtomicInteger

  override def afterAll(): Unit = server.close()

  private def name(kind: String): String = s"$kind-${made.incrementAndGet()}"

  private def ok(answer: Answer): JsonNode = {
    assert(answer.done, answer.text)
    answer.json
  }

  private def tell(id: String, event: String): JsonNode =
    ok(api.post("/v1/switch-events", event.replace("EVENT", id))).path("results").get(0)

  private def said(result: JsonNode): String =
    Seq("status", "code").map(result.path(_).asText).filter(_.nonEmpty).mkString(" ")

  /** A contact with its queue, an agent who is or was asked (`ann`), and one who never was (`bob`). */
  private final class Stage {
    val call: String = name("call")
    val (queue, other) = (name("queue"), name("queue"))
    val (ann, bob) = (name("ann"), name("bob"))
    for (q <- Seq(queue, other))
      ok(api.put(s"/v1/queues/$q", s"""{"name": "$q", "steps": [{"skills": {"$q": 5}}],
        "wrapUp": {"mode": "unlimited"}}"""))
    ok(api.put(s"/v1/agents/$ann", s"""{"name": "Ann", "skills": {"$queue": 8}}"""))
    ok(api.put(s"/v1/agents/$bob", s"""{"name": "Bob", "skills": {"$bob": 8}}"""))

    def event(kind: String, agent: String = null, data: String = null): String = {
      val more = Seq(Option(agent).map(a => s""", "agent": "$a""""), Option(data).map(d => s""", "data": {$d}"""))
      s"""{"source": "sw1", "eventId": "EVENT", "type": "$kind", "interaction": "$call"${more.flatten.mkString}}"""
    }
    def offer: String = event("call.offered", data = s""""from": "+64", "queue": "$queue"""")
    def does(event: String): Unit = {
      val result = tell(name("event"), event)
      assert(result.path("status").asText == "applied", result)
    }
    def view: JsonNode = api.get(s"/v1/interactions/$call").json
    def state: String = if (view.has("state")) view.path("state").asText else "unknown"
    def handle: String = view.path("offer").path("id").asText

    def offered(): String = {
      val desk = new Stream(server.port, s"/v1/agents/$ann/events")
      try {
        desk.hears("snapshot")
        ok(api.put(s"/v1/agents/$ann/state", """{"state": "ready"}"""))
        does(offer)
        desk.hears("offer").path("id").asText
      } finally desk.close()
    }

    def in(state: String): Stage = {
      state match {
        case "unknown" => ()
        case "queued" => ok(api.post(s"/v1/offers/${offered()}/reject"))
        case "offered" => offered()
        case "accepted" => ok(api.post(s"/v1/offers/${offered()}/accept"))
        case "connected" => offered(); does(event("call.established", ann))
        case "held" => in("connected"); does(event("call.held", ann))
        case "wrap-up" => in("connected"); does(event("call.released"))
        case "completed" => in("wrap-up"); ok(api.post(s"/v1/interactions/$call/complete"))
        case "abandoned" => offered(); does(event("call.abandoned"))
      }
      this
    }
  }

  private def row(stage: Stage, row: String): String = row match {
    case "`call.offered`" => stage.offer
    case "`call.established`, her leg" => stage.event("call.established", stage.ann)
    case "`call.established`, another's leg" => stage.event("call.established", stage.bob)
    case "`call.established`, her leg, another offer" =>
      stage.event("call.established", stage.ann, s""""offer": "${stage.call}~777"""")
    case "`call.held`, her leg" => stage.event("call.held", stage.ann)
    case "`call.held`, another's leg" => stage.event("call.held", stage.bob)
    case "`call.retrieved`, her leg" => stage.event("call.retrieved", stage.ann)
    case "`call.retrieved`, another's leg" => stage.event("call.retrieved", stage.bob)
    case "`agent.no-answer`, her leg" => stage.event("agent.no-answer", stage.ann)
    case "`agent.no-answer`, another's leg" => stage.event("agent.no-answer", stage.bob)
    case "`call.released`, her leg" => stage.event("call.released", stage.ann)
    case "`call.released`, another's leg" => stage.event("call.released", stage.bob)
    case "`call.released`, the customer's" => stage.event("call.released")
    case "`call.abandoned`" => stage.event("call.abandoned")
    case "`call.transferred` to a queue" => stage.event("call.transferred", data = s""""queue": "${stage.other}"""")
    case "`call.transferred` to an agent" => stage.event("call.transferred", data = s""""agent": "${stage.bob}"""")
    case "`treatment.done`, no command" => stage.event("treatment.done")
    case "`dial.result`, no command" => stage.event("dial.result")
  }

  /** What is wrong with one pair; empty where it is as published. */
  private def faults(pair: Pair): Seq[String] = {
    val stage = new Stage().in(pair.state)
    val before = stage.state
    val event = row(stage, pair.row)
    val id = name("event")
    val first = said(tell(id, event))
    val after = stage.state
    val seen = if (after == before) s"$first" else s"$first → $after"
    val again = said(tell(id, event))
    val expected = if (first == "applied") "duplicate" else first
    val undone = if (stage.state == after) Nil else Seq(s"the second undid the first: ${stage.state}")
    val twice = if (again == expected) undone else Seq(s"the second time: $again")
    val what = s"${pair.row} | ${pair.state}"
    (if (seen == pair.cell) twice else s"$seen, published is ${pair.cell}" +: twice).map(f => s"$what: $f")
  }

  Feature("Every event in every state is answered as published, and the second time changes nothing") {
    for ((kind, pairs) <- published.groupBy(_.row.takeWhile(_ != ',')).toSeq.sortBy(_._1))
      Scenario(kind) {
        implicit val few: ExecutionContext = ExecutionContext.fromExecutor(java.util.concurrent.Executors.newFixedThreadPool(4))
        val found = Await.result(Future.sequence(pairs.map(p => Future(blocking(faults(p))))), 180.seconds).flatten
        if (found.nonEmpty) fail(found.mkString("\n", "\n", "\n"))
      }

    Scenario("the page leaves out no event and no state") {
      assert(published.map(_.state).distinct.size == 9)
      val kinds = published.map(_.row.split('`')(1)).toSet
      val refused = tell("e", s"""{"source": "sw1", "eventId": "EVENT", "type": "dance"}""")
      val known = refused.path("detail").asText.stripPrefix("One of ").split(", ").toSet
      assert(kinds == known - "presence")
    }
  }

  Feature("A hang-up overtakes the report of its call") {
    Scenario("the caller is not queued as a ghost") {
      val stage = new Stage
      assert(said(tell("early", stage.event("call.abandoned"))) == "rejected interaction.unknown")
      assert(said(tell("late", stage.offer)) == "ignored interaction.gone")
      assert(stage.state == "unknown")
      assert(ok(api.get(s"/v1/queues/${stage.queue}/waiting")).path("items").isEmpty)
    }
  }

  Feature("The events of one call come shuffled and doubled within five seconds") {
    for (seed <- 1 to 24) Scenario(s"seed $seed") {
      val dice = new Random(seed)
      val stage = new Stage
      ok(api.put(s"/v1/agents/${stage.ann}/state", """{"state": "ready"}"""))
      val whole = Seq(
        stage.offer, stage.event("call.established", stage.ann), stage.event("call.held", stage.ann),
        stage.event("call.retrieved", stage.ann), stage.event("call.released", stage.ann),
        stage.event("call.released")).zipWithIndex.map { case (event, n) =>
          val at = Instant.parse("2026-01-31T08:30:00Z").plusMillis(n * 700L)
          event.replace("EVENT", s"seed-$seed-$n").replace("\"type\"", s""""at": "$at", "sequence": $n, "type"""")
        }
      val shuffled = dice.shuffle(whole ++ whole.filter(_ => dice.nextInt(2) == 0))
      val answers = send(shuffled, seed)
      assert(answers.size == shuffled.size)
      for (a <- answers) assert(Set("applied", "duplicate", "ignored", "rejected")(a.path("status").asText), a)

      Then("the caller has hung up, and nothing brings the call back")
      val end = stage.state
      assert(Set("unknown", "completed", "wrap-up")(end), answers)
      val revision = stage.view.path("revision")
      for (again <- send(dice.shuffle(whole), seed + 1)) assert(again.path("status").asText != "applied", again)
      assert(stage.state == end && stage.view.path("revision") == revision)
    }
  }

  /** One after the other, all in one array, or all at once: by the seed. */
  private def send(events: Seq[String], seed: Int): Seq[JsonNode] = seed % 3 match {
    case 0 => events.map(e => ok(api.post("/v1/switch-events", e)).path("results").get(0))
    case 1 =>
      ok(api.post("/v1/switch-events", events.mkString("[", ",", "]"))).path("results").asScala.toSeq
    case 2 =>
      import scala.concurrent.ExecutionContext.Implicits.global
      Await.result(Future.sequence(events.map(e => Future(blocking {
        ok(api.post("/v1/switch-events", e)).path("results").get(0)
      }))), 60.seconds)
  }
}

object SwitchEventsSpec {
  /** One cell of the page. */
  final case class Pair(row: String, state: String, cell: String)

  /** The tables of the page whose first column is headed `event`, cell by cell. */
  lazy val published: Seq[Pair] = {
    val lines = Files.readAllLines(Path.of("src/site/switch-events.md")).asScala.toSeq
    val tables = lines.map(_.trim).foldLeft(Seq(Seq.empty[String])) { (all, line) =>
      if (line.startsWith("|")) all.init :+ (all.last :+ line) else if (all.last.isEmpty) all else all :+ Nil
    }
    for {
      table <- tables.filter(_.headOption.exists(cells(_).head == "event"))
      states = cells(table.head).tail
      line <- table.drop(2)
      (state, cell) <- states.zip(cells(line).tail)
    } yield Pair(cells(line).head, state, cell.replace("`", ""))
  }

  private def cells(line: String): Seq[String] = line.stripPrefix("|").stripSuffix("|").split('|').toSeq.map(_.trim)
}
