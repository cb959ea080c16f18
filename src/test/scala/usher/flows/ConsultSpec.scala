package usher.flows

import java.time.{Duration, Instant}
import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import scala.jdk.CollectionConverters._
import usher.process.{Centre, LeapClock}

/** An agent asks another one, and goes on alone, together, or not at all. */
class ConsultSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll {
  private val clock = new LeapClock(Instant.parse("2026-03-04T11:00:00Z"))
  private lazy val centre = new Centre("consult", "uc", clock)
  import centre._

  override def afterAll(): Unit = centre.close()

  private def state(id: String): String = contact(id).path("state").asText
  private def does(id: String, what: String, body: String = "{}") = api.post(s"/v1/interactions/$id/$what", body)
  private def has(agent: String)(contacts: (String, String)*): Unit =
    seen(s"/v1/agents/$agent")(_.path("interactions").asScala
      .map(c => c.path("id").asText -> c.path("state").asText).toSet == contacts.toSet)

  /** Ulyana talks, and has asked Viktor. */
  private def asked(): (String, String, com.fasterxml.jackson.databind.JsonNode) = {
    val (ulyana, viktor) = (desk("ulyana"), desk("viktor"))
    says("ulyana", "ready")
    says("viktor", "not-ready")
    arrives("uc-sales", "uc")
    val id = connect("ulyana", ulyana.hears("offer"))
    says("viktor", "ready")
    val consult = ok(does(id, "consult", """{"agent": "viktor"}"""))
    assert(consult.path("consultOf").asText == id && state(id) == "held")
    (id, consult.path("id").asText, viktor.hears("offer"))
  }

  private def answered(): (String, String) = {
    val (id, consult, offer) = asked()
    assert(connect("viktor", offer) == consult)
    (id, consult)
  }

  private def free(): Unit = Seq("ulyana", "viktor").foreach(has(_)())

  Feature("Warm transfer") {
    Scenario("the one who was asked takes over, and then it is that one's alone") {
      val (id, consult) = answered()
      When("she hands it over")
      val over = ok(does(id, "transfer", s"""{"consult": "$consult"}"""))
      Then("he has it, she is free, and the consult is over")
      assert(over.path("agent").asText == "viktor" && over.path("state").asText == "connected")
      has("ulyana")()
      has("viktor")(id -> "connected")
      seen(s"/v1/interactions/$consult")(_.path("outcome").asText == "handled")
      And("the wrap-up is his")
      assert(event("call.released", id) == "applied")
      has("viktor")(id -> "wrap-up")
      ok(does(id, "complete"))
      free()
    }

    Scenario("the customer hangs up before the consult is answered: nobody asks any more") {
      val (id, consult, _) = asked()
      assert(event("call.released", id) == "applied")
      seen(s"/v1/interactions/$consult")(_.path("outcome").asText == "cancelled")
      has("viktor")()
      ok(does(id, "complete"))
      free()
    }
  }

  Feature("Conference") {
    Scenario("her leg ends: who talks along takes over") {
      val (id, consult) = answered()
      ok(does(id, "conference", s"""{"consult": "$consult"}"""))
      assert(event("call.released", id, "ulyana") == "applied")
      has("viktor")(id -> "connected")
      has("ulyana")()
      finish(id)
      free()
    }

    Scenario("his leg ends first, then hers: the customer waits again") {
      val (id, consult) = answered()
      ok(does(id, "conference", s"""{"consult": "$consult"}"""))
      assert(event("call.released", id, "viktor") == "applied")
      assert(types(id).last == "leg-ended")
      assert(event("call.released", consult, "viktor") == "applied")
      ok(does(consult, "complete"))
      says("viktor", "offline")
      assert(event("call.released", id, "ulyana") == "applied" && state(id) == "wrap-up")
      says("ulyana", "offline")
      clock.leap(Duration.ofSeconds(10))
      seen(s"/v1/interactions/$id")(_.path("state").asText == "queued")
      event("call.abandoned", id)
      free()
    }
  }

  Feature("An agent whose leg has ended completes at once") {
    Scenario("the customer is still on the line: the switch is told to hang up") {
      val (switch, ulyana) = (commands(), desk("ulyana"))
      says("viktor", "offline")
      says("ulyana", "ready")
      arrives("uc-sales", "uc")
      val id = connect("ulyana", ulyana.hears("offer"))
      assert(event("call.released", id, "ulyana") == "applied")
      assert(ok(does(id, "complete", """{"disposition": "solved"}""")).path("outcome").asText == "handled")
      assert(switch.hears("hangup").path("interaction").asText == id)
      free()
    }
  }
}
