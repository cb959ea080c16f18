package usher.flows

import java.nio.charset.StandardCharsets.ISO_8859_1
import org.scalatest.BeforeAndAfterAll
import org.scalatest.featurespec.AnyFeatureSpec
import usher.process.{Client, InProcess, Journal, Soon}

/** Numbers of payment cards do not come into the database, by whatever way. */
class CardNumberSpec extends AnyFeatureSpec with BeforeAndAfterAll with Soon {
  private lazy val server = new InProcess("cards")
  private lazy val api = new Client(server.port)
  private val card = "5500005555555559"
  private val phone = "4111111111111111" // as a telephone would have it, it passes the check by chance

  override def afterAll(): Unit = server.close()

  private def written: Seq[String] =
    Journal.query(server.journal, """SELECT "event_payload" FROM "event_journal"""")(row =>
      new String(row.getBytes(1), ISO_8859_1)) ++
      Journal.query(server.journal, """SELECT "body" FROM "audit" WHERE "body" IS NOT NULL""")(_.getString(1))

  Feature("A card's number") {
    Scenario("is masked wherever somebody may write it; telephones and ids stay") {
      val queue = s"""{"name": "Care $card", "media": ["chat", "voice"], "steps": [{"anyone": true}]}"""
      eventually(assert(api.put("/v1/queues/care", queue).json.path("name").asText == "Care ************5559"))
      assert(api.put("/v1/queues/care/state", s"""{"open": true, "message": "$card"}""").done)
      assert(api.put("/v1/agents/ann", s"""{"name": "Ann $card", "attributes": {"a": "$card"}}""").done)
      assert(api.post("/v1/agents/batch", s"""{"items": [{"id": "bob", "name": "$card"}]}""").done)
      assert(api.put("/v1/agents/ann/state", s"""{"state": "ready", "reason": "$card"}""").done)
      val arrival = s"""{"id": "$phone", "media": "chat", "queue": "care", "customer": {"address": "$phone"},
        "attributes": {"note": "paid with 5500-0055-5555-5559"}}"""
      val made = api.post("/v1/interactions", arrival).json
      assert(made.at("/attributes/note").asText == "paid with ****-****-****-5559")
      assert(made.path("id").asText == phone && made.at("/customer/address").asText == phone)
      val more = s"""{"from": "$card", "$card": "x"}"""
      val changed = api.send("PATCH", s"/v1/interactions/$phone/attributes", more).json.path("attributes")
      assert(changed.path("from").asText == "************5559" && changed.path("************5559").asText == "x")

      val call = s"""{"source": "sw1", "eventId": "e-1", "type": "call.offered", "interaction": "call-1",
        "data": {"from": "$phone", "to": "$phone", "queue": "care", "attributes": {"a": "$card"}}}"""
      assert(api.post("/v1/switch-events", call).json.at("/results/0/status").asText == "applied")
      val said = api.get("/v1/interactions/call-1").json
      assert(said.at("/customer/address").asText == phone && said.at("/attributes/dialled").asText == phone)
      assert(said.at("/attributes/a").asText == "************5559")

      eventually(assert(api.get(s"/v1/interactions/$phone").json.path("state").asText == "offered"))
      val offer = api.get(s"/v1/interactions/$phone").json.at("/offer/id").asText
      assert(api.post(s"/v1/offers/$offer/reject", s"""{"reason": "$card"}""").done)
      assert(api.post("/v1/interactions/call-1/cancel").done)

      keptClean(written)
    }
  }

  private def keptClean(written: Seq[String]): Unit = {
    assert(written.exists(_.contains(phone)), "what stays is there")
    assert(written.exists(_.contains("************5559")))
    for (text <- written) assert(!text.contains(card) && !text.contains("5500-0055"), text)
  }
}
