package usher.flows

import scala.jdk.CollectionConverters._

import com.fasterxml.jackson.databind.JsonNode
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import org.scalatest.featurespec.AnyFeatureSpec

import usher.process.{Answer, Client, InProcess}

/** What a supervisor looks at: what is open, why it waits, why somebody has nothing to do. */
class ViewsSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll {
  private lazy val server = new InProcess("views")
  private lazy val api = new Client(server.port)

  override def afterAll(): Unit = server.close()

  private def ok(answer: Answer): JsonNode = {
    assert(answer.done, answer.text)
    answer.json
  }

  private def queue(id: String, steps: String): Unit =
    ok(api.put(s"/v1/queues/$id", s"""{"name": "$id", "media": ["voice"], "steps": $steps}"""))

  private def agent(id: String, skill: String, level: Int, state: String): Unit = {
    ok(api.put(s"/v1/agents/$id", s"""{"name": "$id", "skills": {"$skill": $level}, "teams": ["$skill"]}"""))
    ok(api.put(s"/v1/agents/$id/state", state))
  }

  private def contact(id: String, queue: String, customer: String = "+6421"): Unit =
    ok(api.post("/v1/interactions", s"""{"id": "$id", "media": "voice", "queue": "$queue",
      "customer": {"address": "$customer"}}"""))

  private def accept(agent: String): Unit = {
    val offers = seen(s"/v1/agents/$agent")(_.path("offers").size == 1).path("offers")
    seen("/v1/agents?limit=200")(items(_).exists(a => a.path("id").asText == agent && a.path("offers").size == 1))
    ok(api.post(s"/v1/offers/${offers.get(0).path("id").asText}/accept"))
  }

  /** As of at most a second ago: asked until it shows what has just been done. */
  private def seen(path: String)(holds: JsonNode => Boolean): JsonNode = {
    val by = System.nanoTime + 10000000000L
    var last = api.get(path)
    while (!(last.done && holds(last.json))) {
      assert(System.nanoTime < by, s"$path still says ${last.text}")
      java.util.concurrent.locks.LockSupport.parkNanos(50000000)
      last = api.get(path)
    }
    last.json
  }

  private def items(page: JsonNode): Seq[JsonNode] = page.path("items").asScala.toSeq
  private def ids(page: JsonNode): Seq[String] = items(page).map(_.path("id").asText)
  private val ready = """{"state": "ready"}"""
  private val break = """{"state": "not-ready", "reason": "break"}"""

  Feature("A contact says what its customer was told") {
    Scenario("by the queue that sent it on, for as long as it is where that queue sent it") {
      queue("beyond", """[{"skills": {"nobody": 5}}]""")
      ok(api.put("/v1/queues/brimful", """{"name": "brimful", "maxWaiting": 0, "steps": [{"skills": {"nobody": 5}}],
        "overflow": {"queue": "beyond", "message": "this may take longer"}}"""))
      contact("told", "brimful")
      def told = ok(api.get("/v1/interactions/told"))
      assert(told.path("queue").asText == "beyond" && told.path("message").asText == "this may take longer")
      queue("calm", """[{"skills": {"nobody": 5}}]""")
      assert(ok(api.post("/v1/interactions/told/requeue", """{"queue": "calm"}""")).path("message").isNull)
    }
  }

  Feature("What is open is listed, as of at most a second ago") {
    Scenario("contacts, page by page, whatever happens meanwhile") {
      Given("five contacts in line")
      queue("pages", """[{"skills": {"pages": 5}}]""")
      (1 to 5).foreach(n => contact(s"page-$n", "pages", s"+64$n"))
      val all = seen("/v1/interactions?queue=pages")(items(_).size == 5)
      assert(all.path("next").isNull && all.hasNonNull("asOf"))
      val row = items(all).head
      assert(row.path("state").asText == "queued" && row.path("agent").isNull && row.path("media").asText == "voice")
      assert(row.path("waitSeconds").asDouble >= 0 && row.hasNonNull("createdAt") && row.hasNonNull("since"))

      When("one of the first page ends, the next page begins where that page ended")
      val first = ok(api.get("/v1/interactions?queue=pages&limit=2"))
      assert(ids(first) == Seq("page-1", "page-2"))
      ok(api.post("/v1/interactions/page-2/cancel"))
      seen("/v1/interactions?queue=pages")(items(_).size == 4)
      val second = ok(api.get(s"/v1/interactions?queue=pages&limit=2&cursor=${first.path("next").asText}"))
      assert(ids(second) == Seq("page-3", "page-4"))
      val third = ok(api.get(s"/v1/interactions?queue=pages&limit=2&cursor=${second.path("next").asText}"))
      assert(ids(third) == Seq("page-5") && third.path("next").isNull)

      Then("a customer is found by the address, with its plus as it stands or escaped")
      assert(ids(ok(api.get("/v1/interactions?customer=+644"))) == Seq("page-4"))
      assert(ids(ok(api.get("/v1/interactions?customer=%2B644"))) == Seq("page-4"))
    }

    Scenario("a contact once, by where it stands; an agent with what it has") {
      queue("stands", """[{"skills": {"stands": 5}}]""")
      agent("ann", "stands", 8, ready)
      agent("bob", "stands", 3, break)
      contact("stand-1", "stands")
      contact("stand-2", "stands")
      seen("/v1/interactions?state=offered&agent=ann&queue=stands")(ids(_) == Seq("stand-1"))
      seen("/v1/interactions?state=queued&queue=stands")(ids(_) == Seq("stand-2"))
      val live = seen("/v1/queues/stands")(_.path("live").path("offered").asInt == 1).path("live")
      assert(live.path("waiting").asInt == 1 && live.path("connected").asInt == 0)
      assert(live.path("agentsEligible").asInt == 1 && live.path("agentsReady").asInt == 1)
      assert(live.path("longestWaitSeconds").isNumber && live.path("serviceLevelPercent").isNull && live.path("offeredToday").asInt == 2)

      accept("ann")
      seen("/v1/interactions?state=connected&queue=stands")(ids(_) == Seq("stand-1"))
      val team = seen("/v1/agents?team=stands&skill=stands")(items(_).size == 2)
      assert(items(team).map(_.path("state").asText) == Seq("ready", "not-ready"))
      assert(items(team).head.path("interactions").get(0).path("id").asText == "stand-1")
      assert(ids(ok(api.get("/v1/agents?state=not-ready&team=stands"))) == Seq("bob"))
      assert(items(ok(api.get("/v1/queues"))).exists(q =>
        q.path("id").asText == "stands" && q.path("live").path("connected").asInt == 1))
    }

    Scenario("words that mean nothing are refused, and what to write instead is said") {
      for ((path, code) <- Seq(
        "/v1/interactions?state=completed" -> "interaction.completed", "/v1/interactions?state=asleep" -> "request.invalid",
        "/v1/interactions?colour=red" -> "request.invalid", "/v1/agents?state=busy" -> "request.invalid",
        "/v1/agents?limit=201" -> "request.invalid", "/v1/queues?cursor=%20" -> "request.invalid",
        "/v1/queues?state=open" -> "request.invalid", "/v1/agents?skill=a%20b" -> "request.invalid")) {
        val refused = api.get(path)
        assert(refused.status == 422 && refused.code == code, s"$path: ${refused.text}")
        assert(refused.json.path("errors").get(0).path("pointer").asText.startsWith("?"), refused.text)
      }
      assert(api.send("DELETE", "/v1/agents", null).status == 405)
    }
  }

  Feature("Who stands where") {
    Scenario("a line in order, page by page, and each contact's own place in it") {
      queue("order", """[{"skills": {"order": 5}, "for": "1m"}, {"skills": {"order": 3}, "priority": 4}]""")
      for (n <- 1 to 3)
        ok(api.post("/v1/interactions",
          s"""{"id": "order-$n", "media": "voice", "queue": "order", "priority": {"base": $n}}"""))
      def names(page: JsonNode) = items(page).map(_.path("interaction").asText)
      val line = seen("/v1/queues/order/waiting")(items(_).size == 3)
      assert(names(line) == Seq("order-3", "order-2", "order-1") && line.path("next").isNull)
      assert(items(line).map(_.path("position").asInt) == Seq(1, 2, 3))
      val first = ok(api.get("/v1/queues/order/waiting?limit=2"))
      assert(names(first) == Seq("order-3", "order-2"))
      val second = ok(api.get(s"/v1/queues/order/waiting?limit=2&cursor=${first.path("next").asText}"))
      assert(names(second) == Seq("order-1") && second.path("next").isNull)
      val live = ok(api.get("/v1/interactions/order-2")).path("live")
      assert(live.path("position").asInt == 2 && live.path("priority").path("points").asDouble == 2)
      assert(live.path("step").path("number").asInt == 1 && live.path("step").path("of").asInt == 2)
    }

    Scenario("a line that nobody is in, and one that is not there") {
      queue("nobody", """[{"anyone": true}]""")
      assert(items(ok(api.get("/v1/queues/nobody/waiting"))).isEmpty)
      assert(api.get("/v1/queues/nowhere/waiting").status == 404)
    }
  }

  Feature("Why a contact waits") {
    Scenario("who it is for, what keeps each of them from it, and what the next step will change") {
      queue("why", """[{"skills": {"why": 8}, "for": "2m"}, {"skills": {"why": 5}}]""")
      agent("expert", "why", 9, break)
      agent("generalist", "why", 5, ready)
      contact("why-1", "why")
      val waiting = seen("/v1/interactions/why-1/why")(_.hasNonNull("waiting")).path("waiting")
      assert(waiting.path("step").asInt == 1 && waiting.path("eligibleAgents").asInt == 1)
      assert(waiting.path("idleEligibleAgents").asInt == 0)
      val reasons = waiting.path("excluded").asScala.map(e => e.path("agent").asText -> e.path("reason").asText).toMap
      assert(reasons("expert") == "not-ready:break" && reasons("generalist") == "skill:why 5 < 8")
      assert(waiting.path("nextStep").path("idleEligibleAgents").asInt == 1)

      When("the expert is back, it is offered: the decision is kept, nothing waits any more")
      ok(api.put("/v1/agents/expert/state", ready))
      seen("/v1/interactions?state=offered&queue=why")(items(_).size == 1)
      accept("expert")
      val done = seen("/v1/interactions/why-1/why")(_.path("waiting").isNull)
      assert(done.path("decisions").get(0).path("agent").asText == "expert")
      assert(done.path("decisions").get(0).path("step").asInt == 1)
      assert(done.path("decisions").get(0).path("candidates").get(0).path("agent").asText == "expert")
      assert(api.get("/v1/interactions/nobody/why").status == 404)
    }
  }

  Feature("Why an agent has nothing to do") {
    Scenario("nobody it may serve waits, and from when on somebody will") {
      queue("idle", """[{"skills": {"idle": 8}, "for": "2m"}, {"skills": {"idle": 5}}]""")
      agent("dan", "idle", 5, ready)
      contact("idle-1", "idle")
      val why = seen("/v1/agents/dan/why-idle")(_.path("queues").asScala.exists(_.path("queue").asText == "idle"))
      assert(why.path("idle").asBoolean && why.path("reasons").get(0).path("code").asText == "not-eligible")
      val line = why.path("queues").asScala.find(_.path("queue").asText == "idle").get
      assert(line.path("waiting").asInt == 1 && line.path("eligible").asInt == 0)
      assert(line.path("why").path("skill").asInt == 1)
      assert(line.path("first").path("eligibleAtStep").asInt == 2)
      val rest = line.path("first").path("eligibleInSeconds").asDouble
      assert(rest > 60 && rest <= 120, line)
      assert(api.get("/v1/agents/nobody-here/why-idle").status == 404)
    }
  }

  Feature("How long it will take") {
    Scenario("no number where there is none, and the reason") {
      queue("unstaffed", """[{"skills": {"unstaffed": 8}}]""")
      val nobody = seen("/v1/queues/unstaffed/estimate")(_.path("reason").asText == "nobody-staffed")
      assert(nobody.path("p50Seconds").isNull && nobody.path("basis").isNull)
      agent("eve", "unstaffed", 9, break)
      seen("/v1/queues/unstaffed/estimate")(_.path("reason").asText == "no-data")
      assert(api.get("/v1/queues/nowhere/estimate").status == 404)
    }
  }
}
