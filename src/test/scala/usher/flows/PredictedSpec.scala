package usher.flows

import java.time.{Duration, Instant}

import scala.jdk.CollectionConverters._

import com.fasterxml.jackson.databind.JsonNode
import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}

import usher.process.{Centre, Client, LeapClock, Stream}

/** Predictive routing as `conf/flows/BO06` has it: who has solved most contacts like this one is asked first. */
class PredictedSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll {
  private val clock = new LeapClock(Instant.parse("2026-03-04T11:00:00Z"))
  private lazy val centre = new Centre("predicted", "pbx", clock)
  import centre._

  override def afterAll(): Unit = centre.close()

  private def call(reason: String): String = arrives("best-match", "voice", Map("reason" -> reason))

  /** Ready alone, and so has four calls of each of these reasons, which come to this. */
  private def works(agent: String, at: Stream)(outcomes: (String, String)*): Unit = {
    says(agent, "ready")
    for ((reason, disposition) <- outcomes; _ <- 1 to 4) {
      val id = call(reason)
      assert(connect(agent, asked(at, id)) == id)
      assert(event("call.released", id) == "applied")
      ok(api.post(s"/v1/interactions/$id/complete", Client.json("disposition" -> disposition)))
    }
    says(agent, "offline")
  }

  /** The desk hears of the offer; of one that was accepted it has heard twice. */
  private def asked(desk: Stream, id: String): JsonNode =
    Iterator.continually(desk.hears("offer")).find(_.path("interaction").asText == id).get

  private def decision(id: String): JsonNode =
    seen(s"/v1/interactions/$id/why")(_.path("decisions").size > 0).path("decisions").get(0)

  private def chances(decision: JsonNode): Map[String, Double] =
    decision.path("candidates").asScala.map(c => c.path("agent").asText -> c.path("terms").path("predicted").asDouble).toMap

  Feature("Agents are ranked by what their contacts came to") {
    Scenario("each is good with one reason") {
      Given("Nora, who has solved what was about bills, and Otto, who has solved what was about moving")
      val (nora, otto) = (desk("nora"), desk("otto"))
      works("nora", nora)("billing" -> "solved", "moving" -> "open")
      works("otto", otto)("billing" -> "open", "moving" -> "solved")
      And("both ready, Otto for longer")
      says("otto", "ready")
      clock.leap(Duration.ofSeconds(30))
      says("nora", "ready")

      When("somebody calls about a bill")
      val bill = call("billing")
      Then("Nora is asked, and the record says why, and how likely each is to solve it")
      val her = decision(bill)
      assert(her.path("agent").asText == "nora" && her.path("tieBreak").asText == "predicted", her)
      // Both have solved 4 of 8; of all 8 about bills 4 were solved, of hers 4 of 4: (4 + 20 × ½) ÷ (4 + 20).
      assert(math.abs(chances(her)("nora") - 14.0 / 24) < 1e-6 && math.abs(chances(her)("otto") - 10.0 / 24) < 1e-6, her)

      When("somebody calls about moving")
      event("call.abandoned", bill)
      val move = call("moving")
      Then("Otto is")
      assert(decision(move).path("agent").asText == "otto")
      event("call.abandoned", move)

      When("it is something that nobody has had yet")
      val other = call("fault")
      Then("whoever has been idle for longest is: nothing is known of either")
      val tie = decision(other)
      assert(tie.path("agent").asText == "otto" && tie.path("tieBreak").asText == "longest-idle", tie)
      event("call.abandoned", other)
    }

    Scenario("a queue that does not say what is to be predicted") {
      val answer = api.put("/v1/queues/aimless", """{"name": "Aimless", "steps": [{"anyone": true, "rank": ["predicted"]}]}""")
      assert(answer.status == 422 && answer.text.contains("step.goal"), answer.text)
    }

    Scenario("its goal is shown as it was written") {
      val queue = ok(api.get("/v1/queues/best-match"))
      assert(queue.path("goal").toString == """{"dispositions":["solved"],"by":["reason","segment"]}""")
    }
  }
}
