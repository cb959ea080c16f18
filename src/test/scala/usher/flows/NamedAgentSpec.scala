package usher.flows

import java.time.{Duration, Instant}
import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import usher.process.Centre.{millis, names}
import usher.process.{Centre, LeapClock}

/** Calls over unified communications as `conf/flows/CE04` has them: first the agent of one's choice. */
class NamedAgentSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll {
  private val clock = new LeapClock(Instant.parse("2026-03-04T11:00:00Z"))
  private lazy val centre = new Centre("named-agent", "uc", clock)
  import centre._

  override def afterAll(): Unit = centre.close()

  private def call(wanted: String*): String =
    arrives("uc-sales", "uc", wanted.map("requestedAgent" -> _).toMap)

  /** Nobody is left, neither in line nor at the desks. */
  private def clear(contacts: String*): Unit = {
    contacts.foreach(event("call.abandoned", _))
    Seq("ulyana", "viktor").foreach(says(_, "offline"))
  }

  private def offered(id: String) = history(id).filter(_.path("type").asText == "offered")

  Feature("The customer selects an agent from self-service") {
    Scenario("the named agent is ready: it is hers, though another is better and longer idle") {
      val (ulyana, viktor) = (desk("ulyana"), desk("viktor"))
      Given("Ulyana ready before Viktor, and better at it")
      says("ulyana", "ready")
      says("viktor", "ready")
      When("a customer asks for Viktor")
      val id = call("viktor")
      Then("it is offered to him, at once")
      assert(viktor.hears("offer").path("interaction").asText == id)
      assert(contact(id).path("offer").path("agent").asText == "viktor")
      assert(offered(id).map(_.path("data").path("step").asInt) == Seq(1))
      And("whom he does not name is for the best")
      val other = call()
      assert(ulyana.hears("offer").path("interaction").asText == other)
      clear(id, other)
    }

    Scenario("the named agent is offline: after 15 s whoever has the skill is offered it") {
      Given("Viktor offline, Ulyana ready")
      val ulyana = desk("ulyana")
      says("ulyana", "ready")
      When("a customer asks for Viktor")
      val id = call("viktor")
      Then("for 15 s it is for him alone")
      val waiting = seen(s"/v1/interactions/$id/why")(_.hasNonNull("waiting")).path("waiting")
      assert(waiting.path("step").asInt == 1 && waiting.path("idleEligibleAgents").asInt == 0, waiting)
      clock.leap(Duration.ofSeconds(5))
      assert(seen("/v1/queues/uc-sales/waiting")(_.path("items").path(0).path("waitSeconds").asDouble >= 5)
        .path("items").path(0).path("step").path("number").asInt == 1)
      assert(contact(id).path("state").asText == "queued")
      And("then for those with the skill")
      clock.leap(Duration.ofSeconds(10))
      assert(ulyana.hears("offer").path("interaction").asText == id)
      val asked = offered(id)
      assert(asked.map(_.path("data").path("step").asInt) == Seq(2))
      assert(millis(contact(id).path("queuedAt"), asked.head.path("at")) >= 15000)
      clear(id)
    }

    Scenario("nobody is named: that step takes no time") {
      val ulyana = desk("ulyana")
      says("ulyana", "ready")
      val id = call()
      assert(ulyana.hears("offer").path("interaction").asText == id)
      val asked = offered(id)
      assert(asked.map(_.path("data").path("step").asInt) == Seq(2))
      assert(millis(contact(id).path("queuedAt"), asked.head.path("at")) < 15000)
      assert(types(id) == Seq("arrived", "queued", "target-expanded", "offered"))
      clear(id)
    }
  }

  Feature("The queue targets are expanded and the priority is escalated") {
    Scenario("with the second step come ten points, and the order changes accordingly") {
      Given("a customer who asks for Viktor, and 3 s later one who asks for nobody")
      val first = call("viktor")
      clock.leap(Duration.ofSeconds(3))
      val second = call()

      Then("the later one has its ten points at once, and stands before the other")
      val early = line("uc-sales", Set(first, second))
      assert(names(early) == Seq(second, first), early)
      assert(early.map(_.path("priority").path("terms").path("step").asDouble) == Seq(10, 0))

      When("15 s after its arrival the first one is for others as well")
      clock.leap(Duration.ofSeconds(12))
      val late = seen("/v1/queues/uc-sales/waiting")(seen => names(seen) == Seq(first, second)).path("items")

      Then("it has ten points more than by its age, and its place before the later one")
      for (n <- 0 to 1; priority = late.path(n).path("priority"); terms = priority.path("terms")) {
        val aging = late.path(n).path("waitSeconds").asDouble / 3
        assert(terms.path("base").asDouble == 10 && terms.path("step").asDouble == 10, priority)
        assert(math.abs(terms.path("aging").asDouble - aging) < 0.002, late.path(n))
        assert(math.abs(priority.path("points").asDouble - (10 + aging + 10)) < 0.002, late.path(n))
      }
      val live = contact(first).path("live")
      assert(live.path("step").path("number").asInt == 2 && live.path("priority").path("terms").path("step").asDouble == 10, live)

      And("so it is the first that Ulyana is offered")
      val ulyana = desk("ulyana")
      says("ulyana", "ready")
      assert(ulyana.hears("offer").path("interaction").asText == first)
      clear(first, second)
    }
  }

  Feature("The agent's presence elsewhere counts") {
    Scenario("she becomes busy before she answers: the offer is taken back, and the next is asked within 1 s") {
      Given("a call that is offered to Ulyana, and Pavel, who is ready too")
      ok(api.put("/v1/agents/pavel", """{"name": "Pavel", "skills": {"uc-sales": 8}, "teams": ["sales"]}"""))
      val (ulyana, pavel) = (desk("ulyana"), desk("pavel"))
      Seq("ulyana", "pavel").foreach(says(_, "ready"))
      val id = call()
      val offer = ulyana.hears("offer")
      assert(offer.path("interaction").asText == id)

      When("her messenger says that she is busy")
      assert(presence("ulyana", "busy") == "applied")

      Then("the offer is taken back and Pavel has it, within 1 s")
      assert(ulyana.hears("offer-ended").path("reason").asText == "revoked")
      val next = pavel.hears("offer")
      assert(next.path("interaction").asText == id)
      val past = history(id)
      val revoked = past.find(_.path("type").asText == "offer-revoked").get
      val asked = offered(id)
      assert(asked.map(_.path("data").path("agent").asText) == Seq("ulyana", "pavel"))
      assert(millis(revoked.path("at"), asked.last.path("at")) <= 1000, past)

      And("she is busy until it says that she is available, and her late answer changes nothing")
      assert(agent("ulyana").path("state").asText == "not-ready" && agent("ulyana").path("reason").asText == "busy")
      val late = accept(offer)
      assert(late.status == 409 && late.code == "offer.revoked", late.text)
      assert(connect("pavel", next) == id && types(id).count(_ == "connected") == 1)
      assert(presence("ulyana", "available") == "applied" && agent("ulyana").path("state").asText == "ready")
      finish(id)
      says("pavel", "offline")
      clear()
    }

    Scenario("who is in a meeting is offered nothing, not even by name") {
      val viktor = desk("viktor")
      says("viktor", "ready")
      assert(presence("viktor", "in-a-meeting") == "applied")
      val id = call("viktor")
      val waiting = seen(s"/v1/interactions/$id/why")(_.hasNonNull("waiting")).path("waiting")
      assert(waiting.path("excluded").toString.contains("not-ready:in-a-meeting"), waiting)
      assert(contact(id).path("state").asText == "queued")
      assert(presence("viktor", "available") == "applied")
      assert(viktor.hears("offer").path("interaction").asText == id)
      clear(id)
    }
  }
}
