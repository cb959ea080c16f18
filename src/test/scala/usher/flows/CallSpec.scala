package usher.flows

import java.util.concurrent.{LinkedBlockingQueue, TimeUnit}

import com.fasterxml.jackson.databind.JsonNode
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import org.scalatest.featurespec.AnyFeatureSpec

import usher.process.{Answer, Client, InProcess}

/** A call from the first ring to the last note, as a switch, a desk and a supervisor see it. */
class CallSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll {
  private lazy val server = new InProcess("call")
  private lazy val api = new Client(server.port)
  private var made = 0
  private var desks = List.empty[Desk]

  override def afterAll(): Unit = {
    desks.foreach(_.close())
    server.close()
  }

  /** A desk's live stream: what it says, event by event. */
  private final class Desk(val agent: String) {
    private val heard = new LinkedBlockingQueue[(String, JsonNode)]
    private val reader = new Thread(() => {
      var data: JsonNode = null
      try for (line <- api.lines(s"/v1/agents/$agent/events")) {
        if (line.startsWith("data:")) data = Client.parse(line.drop(5))
        else if (line.startsWith("event:")) heard.add(line.drop(6).trim -> data)
      } catch { case _: Exception => () }
    })
    reader.setDaemon(true)
    reader.start()
    hears("snapshot")
    desks ::= this

    /** The next event of this kind; what comes before it is passed over. */
    def hears(kind: String): JsonNode = {
      val by = System.nanoTime + TimeUnit.SECONDS.toNanos(20)
      var found: JsonNode = null
      while (found == null) {
        val next = heard.poll(by - System.nanoTime, TimeUnit.NANOSECONDS)
        assert(next != null, s"$agent heard no $kind")
        if (next._1 == kind) found = next._2
      }
      found
    }

    def close(): Unit = reader.interrupt()
  }

  private def name(kind: String): String = { made += 1; s"$kind-$made" }

  private def ok(answer: Answer): JsonNode = {
    assert(answer.done, answer.text)
    answer.json
  }

  private def queue(more: String = ""): String = {
    val id = name("queue")
    ok(api.put(s"/v1/queues/$id", s"""{"name": "$id", "steps": [{"skills": {"$id": 5}}]$more}"""))
    id
  }

  private def agent(skill: String, level: Int = 8): String = {
    val id = name("agent")
    ok(api.put(s"/v1/agents/$id", s"""{"name": "$id", "skills": {"$skill": $level}}"""))
    id
  }

  private def ready(agent: String): JsonNode =
    ok(api.put(s"/v1/agents/$agent/state", """{"state": "ready"}"""))

  private def event(kind: String, contact: String, more: String = "", id: String = name("event")): JsonNode =
    ok(api.post("/v1/switch-events",
      s"""{"source": "sw1", "eventId": "$id", "type": "$kind", "interaction": "$contact"$more}"""))
      .path("results").get(0)

  private def call(queue: String): String = {
    val id = name("call")
    val said = event("call.offered", id, s""", "data": {"from": "+6421555001", "queue": "$queue"}""")
    assert(said.path("status").asText == "applied", said)
    id
  }

  private def contact(id: String): JsonNode = ok(api.get(s"/v1/interactions/$id"))
  private def state(id: String): String = contact(id).path("state").asText

  /** Who waits, as of at most a second ago: asked until it shows what has just been done. */
  private def line(queue: String)(holds: JsonNode => Boolean): JsonNode = {
    val by = System.nanoTime + TimeUnit.SECONDS.toNanos(10)
    var items = ok(api.get(s"/v1/queues/$queue/waiting")).path("items")
    while (!holds(items)) {
      assert(System.nanoTime < by, s"still $items")
      java.util.concurrent.locks.LockSupport.parkNanos(20000000)
      items = ok(api.get(s"/v1/queues/$queue/waiting")).path("items")
    }
    items
  }

  private def history(id: String): Seq[String] = {
    val events = ok(api.get(s"/v1/interactions/$id/history")).path("events")
    (0 until events.size).map(n => events.get(n).path("type").asText)
  }

  Feature("One call, end to end") {
    Scenario("the right agent is offered it, accepts, talks and finishes") {
      Given("a queue that wants a skill, and an agent who has it")
      val q = queue()
      val ann = agent(q)
      val desk = new Desk(ann)
      ready(ann)

      When("a call arrives")
      val id = call(q)

      Then("the desk shows the offer")
      val offer = desk.hears("offer")
      assert(offer.path("interaction").asText == id)

      When("she accepts, the switch connects and the caller hangs up")
      assert(ok(api.post(s"/v1/offers/${offer.path("id").asText}/accept")).path("offer").path("status").asText == "accepted")
      assert(event("call.established", id, s""", "agent": "$ann"""").path("status").asText == "applied")
      assert(desk.hears("interaction").path("state").asText == "connected")
      event("call.released", id)

      Then("she wraps up, and is free when she has completed it")
      assert(desk.hears("interaction").path("state").asText == "wrap-up")
      assert(ok(api.get(s"/v1/agents/$ann")).path("load").path("used").asInt == 100)
      val done = ok(api.post(s"/v1/interactions/$id/complete", """{"disposition": "solved"}"""))
      assert(done.path("outcome").asText == "handled")
      assert(desk.hears("interaction").path("state").asText == "ended")
      assert(history(id) ==
        Seq("arrived", "queued", "offered", "offer-accepted", "connected", "released", "completed"))
    }

    Scenario("a switch that says everything twice changes nothing twice") {
      val q = queue()
      val id = name("call")
      val data = s""", "data": {"queue": "$q"}"""
      assert(event("call.offered", id, data, "twice").path("status").asText == "applied")
      assert(event("call.offered", id, data, "twice").path("status").asText == "duplicate")
      assert(event("call.abandoned", id, "", "gone").path("status").asText == "applied")
      assert(event("call.abandoned", id, "", "gone").path("status").asText == "duplicate")
      assert(event("call.established", id, """, "agent": "agent-x"""").path("status").asText == "ignored")
      assert(history(id) == Seq("arrived", "queued", "abandoned"))
    }
  }

  Feature("An offer that comes to nothing") {
    Scenario("the agent says no: somebody else gets it, with the caller's age kept") {
      val q = queue()
      val (ann, bob) = (agent(q), agent(q))
      val (first, second) = (new Desk(ann), new Desk(bob))
      ready(ann)
      val id = call(q)
      val born = contact(id).path("createdAt").asText
      api.post(s"/v1/offers/${first.hears("offer").path("id").asText}/reject", """{"reason": "lunch"}""")
      assert(first.hears("offer-ended").path("reason").asText == "rejected")
      ready(bob)
      assert(second.hears("offer").path("interaction").asText == id)
      assert(contact(id).path("createdAt").asText == born)
      assert(ok(api.get(s"/v1/agents/$ann")).path("state").asText == "ready")
    }

    Scenario("the agent does not answer: she is taken off, the call goes back to its place") {
      val q = queue(""", "offerTimeout": "1s"""")
      val ann = agent(q)
      val desk = new Desk(ann)
      ready(ann)
      val id = call(q)
      val offer = desk.hears("offer").path("id").asText
      assert(desk.hears("offer-ended").path("reason").asText == "timed-out")
      val off = ok(api.get(s"/v1/agents/$ann"))
      assert(off.path("state").asText == "not-ready" && off.path("reason").asText == "rona")
      assert(state(id) == "queued")
      assert(api.post(s"/v1/offers/$offer/accept").code == "offer.expired")
    }

    Scenario("the agent goes before answering: the offer is taken back, nobody is blamed") {
      val q = queue()
      val ann = agent(q)
      val desk = new Desk(ann)
      ready(ann)
      val id = call(q)
      val offer = desk.hears("offer").path("id").asText
      api.put(s"/v1/agents/$ann/state", """{"state": "offline"}""")
      assert(desk.hears("offer-ended").path("reason").asText == "revoked")
      assert(state(id) == "queued")
      assert(api.post(s"/v1/offers/$offer/accept").code == "offer.revoked")
      assert(ok(api.get(s"/v1/agents/$ann")).path("state").asText == "offline")
    }

    Scenario("the phone never rings: the device is at fault, not the agent") {
      val q = queue(""", "connectTimeout": "1s"""")
      val ann = agent(q)
      val desk = new Desk(ann)
      ready(ann)
      val id = call(q)
      ok(api.post(s"/v1/offers/${desk.hears("offer").path("id").asText}/accept"))
      assert(desk.hears("offer-ended").path("reason").asText == "failed")
      assert(ok(api.get(s"/v1/agents/$ann")).path("state").asText == "ready")
      assert(history(id).contains("offer-failed"))
    }
  }

  Feature("The caller hangs up") {
    Scenario("while waiting") {
      val q = queue()
      val id = call(q)
      event("call.abandoned", id)
      assert(contact(id).path("outcome").asText == "abandoned")
      line(q)(_.size == 0)
    }

    Scenario("while it rings: the agent is free at once and keeps her place") {
      val q = queue()
      val ann = agent(q)
      val desk = new Desk(ann)
      ready(ann)
      val id = call(q)
      val offer = desk.hears("offer").path("id").asText
      event("call.abandoned", id)
      assert(desk.hears("offer-ended").path("reason").asText == "canceled")
      val late = api.post(s"/v1/offers/$offer/accept")
      assert(late.status == 409 && late.code == "interaction.gone")
      val next = call(q)
      assert(desk.hears("offer").path("interaction").asText == next)
    }
  }

  Feature("A call moves on") {
    Scenario("it is transferred into another queue, and the first agent is free when that queue has it") {
      val (from, to) = (queue(""", "wrapUp": {"mode": "none"}"""), queue())
      val (ann, bob) = (agent(from), agent(to))
      val (first, second) = (new Desk(ann), new Desk(bob))
      ready(ann)
      val id = call(from)
      first.hears("offer")
      event("call.established", id, s""", "agent": "$ann"""")
      ready(bob)
      val moved = ok(api.post(s"/v1/interactions/$id/transfer", s"""{"queue": "$to"}"""))
      assert(moved.path("queue").asText == to)
      assert(second.hears("offer").path("interaction").asText == id)
      first.hears("interaction")
      event("call.established", id, s""", "agent": "$bob"""")
      assert(contact(id).path("agent").asText == bob)
      assert(history(id).containsSlice(Seq("connected", "transferred", "queued", "offered")))
    }

    Scenario("the queue it is sent to is full: it stays where it was, and the caller hears why") {
      val (from, to) = (queue(), queue(""", "maxWaiting": 0"""))
      val ann = agent(from)
      val desk = new Desk(ann)
      ready(ann)
      val id = call(from)
      desk.hears("offer")
      event("call.established", id, s""", "agent": "$ann"""")
      val refused = api.post(s"/v1/interactions/$id/transfer", s"""{"queue": "$to"}""")
      assert(refused.status == 409 && refused.code == "queue.full")
      assert(state(id) == "connected" && contact(id).path("agent").asText == ann)
    }

    Scenario("a full queue refuses a new call, and says the same again") {
      val q = queue(""", "maxWaiting": 0""")
      val body = s"""{"id": "${name("refused")}", "media": "voice", "queue": "$q"}"""
      val refused = api.post("/v1/interactions", body)
      assert(refused.status == 409 && refused.code == "queue.full")
      assert(api.post("/v1/interactions", body).code == "queue.full")
    }
  }

  Feature("Who is served first, by whom") {
    Scenario("the one with more points, whoever came first") {
      val q = queue()
      val (low, high) = (name("low"), name("high"))
      ok(api.post("/v1/interactions", s"""{"id": "$low", "media": "voice", "queue": "$q"}"""))
      ok(api.post("/v1/interactions",
        s"""{"id": "$high", "media": "voice", "queue": "$q", "priority": {"base": 5}}"""))
      val order = line(q)(_.size == 2)
      assert(order.get(0).path("interaction").asText == high)
      val ann = agent(q)
      val desk = new Desk(ann)
      ready(ann)
      assert(desk.hears("offer").path("interaction").asText == high)
    }

    Scenario("nobody has the skill: after a while somebody with less of it will do") {
      val q = name("queue")
      ok(api.put(s"/v1/queues/$q", s"""{"name": "$q", "steps": [
        {"skills": {"$q": 8}, "for": "1s"}, {"skills": {"$q": 3}}]}"""))
      val ann = agent(q, 4)
      val desk = new Desk(ann)
      ready(ann)
      val id = call(q)
      assert(desk.hears("offer").path("interaction").asText == id)
      val past = ok(api.get(s"/v1/interactions/$id/history")).path("events")
      assert(history(id) == Seq("arrived", "queued", "target-expanded", "offered"))
      def at(n: Int) = java.time.Instant.parse(past.get(n).path("at").asText)
      val waited = java.time.Duration.between(at(0), at(3))
      assert(waited.toMillis >= 1000, waited)
      assert(past.get(3).path("data").path("step").asInt == 2)
    }
  }
}
