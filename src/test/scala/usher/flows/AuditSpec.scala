package usher.flows

import com.fasterxml.jackson.databind.JsonNode
import org.scalatest.BeforeAndAfterAll
import org.scalatest.featurespec.AnyFeatureSpec
import scala.jdk.CollectionConverters._
import usher.process.{Client, InProcess, Journal, Passes, Soon}

/** Who changed what is on record, in the same database, before it is answered. */
class AuditSpec extends AnyFeatureSpec with BeforeAndAfterAll with Soon {
  private val passes = new Passes("audit")
  private lazy val server = new InProcess("audit", told = passes.told)
  private def as(token: String) = new Client(server.port, always = Seq(Passes.bearer(token)))
  private lazy val admin = as(passes.admin)
  private lazy val sue = as(passes.supervisor)
  private lazy val ann = as(passes.agent("ann"))
  private lazy val auditor = as(passes.auditor)

  override def afterAll(): Unit = server.close()

  private def trail: Seq[JsonNode] = auditor.get("/v1/audit").json.path("items").asScala.toSeq
  private def line(entry: JsonNode): (String, String, String, Int) = (entry.path("by").asText,
    entry.path("operation").asText, entry.path("target").asText, entry.path("status").asInt)

  private val queue = """{"name": "Care", "media": ["chat"], "steps": [{"agents": ["ann"]}]}"""

  Feature("The audit trail") {
    Scenario("has what was changed, by whom, and how it was answered; the newest first") {
      eventually(assert(admin.put("/v1/queues/care", queue).done))
      assert(sue.put("/v1/agents/ann", """{"name": "Ann"}""").done)
      assert(sue.put("/v1/queues/care/state", """{"open": true, "message": "4111 1111 1111 1111"}""").done)
      assert(admin.send("DELETE", "/v1/queues/nowhere", null).status == 404)
      assert(sue.send("DELETE", "/v1/queues/care", null).status == 403, "and this is not: nothing was done")
      assert(trail.map(line).take(4) == Seq(
        ("key:ops", "deleteQueue", "/v1/queues/nowhere", 404),
        ("user:sue", "setQueueState", "/v1/queues/care/state", 200),
        ("user:sue", "defineAgent", "/v1/agents/ann", 200),
        ("key:ops", "defineQueue", "/v1/queues/care", 200)))
      assert(trail(1).path("body").asText == """{"open":true,"message":"**** **** **** 1111"}""")
      assert(trail.head.path("body").isNull)
    }

    Scenario("has what supervisors do to what is others', and not what agents do to their own") {
      assert(ann.put("/v1/agents/ann/state", """{"state": "ready"}""").done)
      assert(sue.post("/v1/interactions", """{"id": "chat-1", "media": "chat", "queue": "care"}""").done)
      eventually(assert(sue.get("/v1/interactions/chat-1").json.path("state").asText == "offered"))
      assert(ann.post("/v1/offers/chat-1~1/accept").done)
      val before = trail.size
      assert(ann.post("/v1/interactions/chat-1/hold").done)
      assert(trail.size == before)
      assert(sue.post("/v1/interactions/chat-1/retrieve").done)
      assert(sue.put("/v1/agents/ann/state", """{"state": "not-ready"}""").done)
      assert(trail.map(line).take(2).map(e => (e._1, e._2)) == Seq("user:sue" -> "setAgentState", "user:sue" -> "retrieveInteraction"))
    }

    Scenario("names in the history who assigned a contact") {
      assert(sue.put("/v1/agents/bob", """{"name": "Bob"}""").done)
      assert(as(passes.agent("bob")).put("/v1/agents/bob/state", """{"state": "ready"}""").done)
      assert(sue.post("/v1/interactions", """{"id": "chat-2", "media": "chat", "queue": "care"}""").done)
      assert(sue.post("/v1/interactions/chat-2/assign", """{"agent": "bob"}""").done)
      val offered = sue.get("/v1/interactions/chat-2/history").json.path("events").asScala.filter(_.path("type").asText == "offered")
      assert(offered.map(_.path("by").asText).last == "user:sue")
      assert(line(trail.head) == ("user:sue", "assignInteraction", "/v1/interactions/chat-2/assign", 200))
    }

    Scenario("is in the journal's database when the answer comes") {
      for (n <- 1 to 20) {
        assert(admin.put(s"/v1/queues/care-$n", queue).done)
        val kept = Journal.query(server.journal, s"""SELECT "status" FROM "audit" WHERE "target" = '/v1/queues/care-$n'""")(_.getInt(1))
        assert(kept == Seq(200))
      }
    }

    Scenario("is read in pages, by auditors and admins") {
      def pages(cursor: String): Seq[Long] = {
        val page = auditor.get(s"/v1/audit?limit=7$cursor").json
        val numbers = page.path("items").asScala.map(_.path("number").asLong).toSeq
        if (page.path("next").isNull) numbers else numbers ++ pages(s"&cursor=${page.path("next").asText}")
      }
      val all = pages("")
      assert(all.size > 24 && all == all.sorted.reverse && all.distinct.size == all.size)
      assert(admin.get("/v1/audit").done && sue.get("/v1/audit").status == 403)
      assert(auditor.get("/v1/audit?cursor=x").status == 422)
    }
  }
}
