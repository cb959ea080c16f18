package usher.flows

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.node.ObjectNode
import java.nio.file.{Files, Path}
import java.time.{Duration, Instant}
import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import usher.process.{Answer, Client, InProcess, Soon}

/** Policy files under a running server, and definitions over the API that name what is in them. */
class PolicySpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll with Soon {
  private val conf = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "policy")
  private val flow = Files.createDirectories(conf.resolve("flows/F"))

  private def write(kind: String, text: String): Unit = Files.writeString(flow.resolve(s"$kind.yaml"), text.stripMargin)

  private def claims(least: Int): String =
    s"""claims:
       |  name: Claims
       |  priority: {base: 10, aging: [{perPoint: 3s}]}
       |  steps:
       |    - {skills: {claims: $least}}
       |"""

  write("calendars",
    """always:
      |  zone: UTC
      |  hours:
      |    - {days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00"}
      |""")
  write("agents", "gleb:\n  name: Gleb\n  skills: {claims: 5}\nfred:\n  name: Fred\n")
  write("queues", claims(8))

  private lazy val server = new InProcess("policy", Some(conf))
  private lazy val api = new Client(server.port)

  override def afterAll(): Unit = server.close()

  private def ok(answer: Answer): JsonNode = {
    assert(answer.done, answer.text)
    answer.json
  }

  private def queue(id: String): JsonNode = ok(api.get(s"/v1/queues/$id"))
  private def contact(id: String): JsonNode = ok(api.get(s"/v1/interactions/$id"))
  private def ids(list: JsonNode): Seq[String] = (0 until list.size).map(n => list.get(n).asText)

  private def inLine(size: Int): Seq[String] = eventually {
    val items = ok(api.get("/v1/queues/claims/waiting")).path("items")
    assert(items.size == size)
    (0 until size).map(n => items.get(n).path("interaction").asText)
  }

  Feature("A server that is started with policy files") {
    Scenario("has their queues and agents before it answers anybody") {
      assert(queue("claims").path("policyVersion").asInt == 1)
      assert(ok(api.get("/v1/agents/gleb")).path("skills").path("claims").asInt == 5)
    }
  }

  Feature("Policy files are read again while contacts wait") {
    Scenario("what has not changed is left alone") {
      val revision = queue("claims").path("revision").asLong
      val report = ok(api.post("/v1/definitions/reload"))
      assert(report.path("queues").path("changed").size == 0 && report.path("queues").path("unchanged").asInt == 1)
      assert(report.path("agents").path("unchanged").asInt == 2 && ids(report.path("calendars")) == Seq("always"))
      assert(queue("claims").path("revision").asLong == revision)
    }

    Scenario("a change that is not sound changes nothing and says what to write; a sound one keeps every contact") {
      Given("two contacts for whom nobody has the skill, the later one with more points")
      ok(api.put("/v1/agents/gleb/state", """{"state": "ready"}"""))
      ok(api.post("/v1/interactions", """{"id": "low", "media": "voice", "queue": "claims"}"""))
      ok(api.post("/v1/interactions", """{"id": "high", "media": "voice", "queue": "claims", "priority": {"base": 50}}"""))
      assert(inLine(2) == Seq("high", "low"))
      val before = Seq("low", "high").map(id => id -> contact(id)).toMap

      When("the file says nonsense")
      write("queues", claims(80))
      val refused = api.post("/v1/definitions/reload")

      Then("it is refused with file, line and hint, and the old policy holds")
      assert(refused.status == 422 && refused.code == "definitions.invalid", refused.text)
      val error = refused.json.path("errors").get(0)
      assert(error.path("file").asText.endsWith("flows/F/queues.yaml"))
      assert(error.path("line").asInt == 5 && error.path("pointer").asText == "/claims/steps/0/skills/claims")
      assert(error.path("message").asText == "80 is not a proficiency, a whole number from 1 to 10")
      assert(queue("claims").path("policyVersion").asInt == 1)
      assert(inLine(2) == Seq("high", "low"))

      When("the file is mended and asks for less")
      write("queues", claims(5))
      val report = ok(api.post("/v1/definitions/reload"))
      assert(ids(report.path("queues").path("changed")) == Seq("claims"))
      assert(queue("claims").path("policyVersion").asInt == 2)

      Then("the first in line is offered to him who fits now, the other waits on in its place")
      eventually(assert(contact("high").path("offer").path("agent").asText == "gleb"))
      assert(inLine(2).last == "low")
      for ((id, old) <- before; now = contact(id); name <- Seq("createdAt", "queuedAt", "queue"))
        assert(now.path(name) == old.path(name), s"$name of $id")
      val waited = contact("low").path("live").path("waitSeconds").asDouble
      val age = Duration.between(Instant.parse(before("low").path("createdAt").asText), Instant.now)
      assert(waited > 0 && waited <= age.toMillis / 1000.0)
    }

    Scenario("what has vanished from the files is named and kept") {
      write("agents", "gleb:\n  name: Gleb\n  skills: {claims: 5}\n")
      val report = ok(api.post("/v1/definitions/reload"))
      assert(ids(report.path("agents").path("noLongerInFiles")) == Seq("fred"))
      assert(ok(api.get("/v1/agents/fred")).path("name").asText == "Fred")
    }
  }

  Feature("A definition over the API") {
    val whole = """{"name": "Whole", "media": ["chat", "voice"], "maxWaiting": 7, "offerTimeout": "9s", "connectTimeout": "8s",
      "wrapUp": {"mode": "on-request", "limit": "30s"}, "rona": {"after": 2, "return": "30s", "scope": "medium"}, "ttl": "never",
      "serviceLevel": {"percent": 80.0, "within": "20s"}, "calendar": "always",
      "overflow": {"queue": "claims", "message": "m", "after": "10m"},
      "priority": {"base": 10.0, "aging": [{"perPoint": "3s", "upTo": 60}, {"perPoint": "30s"}]},
      "steps": [{"skills": {"a": 8, "b": 2}, "teams": ["t"], "agents": ["ann", "${wanted}"], "where": "id != 'bob'", "for": "20s",
                 "replace": true, "priority": 10.0, "offers": 3, "rank": ["best-skill", "longest-idle"]}, {"anyone": true}]}"""

    Scenario("is given back as it was taken, and taken back as it is given") {
      val view = ok(api.put("/v1/queues/whole", whole)).deepCopy[ObjectNode]
      Client.parse(whole).properties.forEach(field => assert(view.get(field.getKey) == field.getValue, field.getKey))
      val revision = view.path("revision").asLong
      for (own <- Seq("id", "policyVersion", "open", "message", "revision", "live")) view.remove(own)
      assert(ok(api.put("/v1/queues/whole", view.toString)).path("revision").asLong == revision)
    }

    Scenario("holds a calendar of its own, or names one of the files") {
      val own = """{"zone": "Europe/Berlin", "hours": [{"days": ["mon", "fri"], "from": "09:00", "to": "24:00"}], "closed": ["2026-12-25"]}"""
      assert(ok(api.put("/v1/queues/own", s"""{"name": "Own", "calendar": $own}""")).path("calendar") == Client.parse(own))
      val refused = api.put("/v1/queues/own", """{"name": "Own", "calendar": "alwais"}""")
      assert(refused.status == 422)
      assert(refused.json.path("errors").get(0).path("code").asText == "calendar.unknown")
      assert(refused.json.path("errors").get(0).path("message").asText ==
        "There is no calendar alwais: did you mean always? Known are [always]")
    }

    Scenario("overflows into a queue that there is") {
      val refused = api.put("/v1/queues/lost", """{"name": "Lost", "overflow": {"queue": "nowhere"}}""")
      assert(refused.status == 422 && refused.code == "queue.unknown")
      assert(api.get("/v1/queues/lost").status == 404)
    }

    Scenario("of an agent says what may interrupt what") {
      val capacity = """{"total": 100, "media": {"voice": {"cost": 100, "max": 1}, "email": {"cost": 30, "max": 2}}, "interrupts": {"voice": ["email"]}}"""
      assert(ok(api.put("/v1/agents/ann", s"""{"name": "Ann", "capacity": $capacity}""")).path("capacity") == Client.parse(capacity))
    }
  }
}
