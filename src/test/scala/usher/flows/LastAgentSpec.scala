package usher.flows

import java.time.{Duration, Instant}
import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import usher.process.Centre.millis
import usher.process.{Centre, LeapClock, Stream}
import scala.jdk.CollectionConverters._

/** Personalised routing as `conf/flows/CE02` has it: first the agent who knows the customer already. */
class LastAgentSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll {
  private val clock = new LeapClock(Instant.parse("2026-03-04T11:00:00Z"))
  private lazy val centre = new Centre("last-agent", "pbx", clock)
  import centre._

  override def afterAll(): Unit = centre.close()

  private def call(last: String = null, daysAgo: Int = 3): String = {
    val attributes = if (last == null) Map.empty[String, String]
    else Map("lastAgent" -> last, "lastAgentAt" -> clock.instant.minus(Duration.ofDays(daysAgo)).toString)
    arrives("personal-care", "voice", attributes)
  }

  /** Whom it was offered to, in which step, and what decided. */
  private def offered(id: String): Seq[(String, Int, String)] =
    ok(api.get(s"/v1/interactions/$id/why")).path("decisions").asScala.toSeq.map { d =>
      // Waiting is 15 s; on a busy machine the first of all takes a second or two.
      assert(d.path("step").asInt == 1 || millis(contact(id).path("queuedAt"), d.path("at")) < 10000)
      (d.path("agent").asText, d.path("step").asInt, d.path("tieBreak").asText)
    }

  /** The desk hears of the offer; of one that was accepted it has heard twice. */
  private def asked(desk: Stream, id: String) =
    Iterator.continually(desk.hears("offer")).find(_.path("interaction").asText == id).get

  private def talks(agent: String, desk: Stream, id: String): Unit = {
    assert(connect(agent, asked(desk, id)) == id)
  }

  private def leave(ids: String*): Unit = ids.foreach(event("call.abandoned", _))

  Feature("The last agent who served the customer is checked first") {
    Scenario("she is ready: the call is hers, though another is better and longer idle") {
      Given("Mira, better and ready for longer, and Lev")
      val (lev, mira) = (desk("lev"), desk("mira"))
      says("mira", "ready")
      clock.leap(Duration.ofSeconds(30))
      says("lev", "ready")
      When("a customer calls whom Lev has served three days ago")
      val id = call(last = "lev")
      Then("Lev is asked at once, and the record says why")
      asked(lev, id)
      assert(offered(id) == Seq(("lev", 1, "last-agent")))
      leave(id)
      lev.hears("offer-ended")

      When("it was fifteen days ago, or nobody knows that agent, or it is not said who it was")
      for (calls <- Seq(() => call(last = "lev", daysAgo = 15), () => call(last = "nobody"), () => call())) {
        val other = calls()
        Then("it is as for everybody: who has been idle for longest")
        asked(mira, other)
        assert(offered(other).map(o => (o._1, o._2)) == Seq("mira" -> 2))
        leave(other)
        mira.hears("offer-ended")
      }
      Seq("lev", "mira").foreach(says(_, "offline"))
    }

    Scenario("she is busy: waited for if she will be free within 15 s, else others are asked at once") {
      Given("calls that took a minute each, so that it is known how long they take")
      val (lev, mira) = (desk("lev"), desk("mira"))
      says("lev", "ready")
      for (_ <- 1 to 10) {
        val id = call()
        talks("lev", lev, id)
        clock.leap(Duration.ofSeconds(60))
        finish(id)
      }
      And("Lev in a call of 20 s, Mira ready")
      val first = call()
      talks("lev", lev, first)
      clock.leap(Duration.ofSeconds(20))
      says("mira", "ready")

      When("a customer of Lev's calls")
      val tooEarly = call(last = "lev")
      Then("he would be free in 40 s: Mira is asked at once")
      asked(mira, tooEarly)
      assert(offered(tooEarly).map(o => (o._1, o._2)) == Seq("mira" -> 2))
      leave(tooEarly)
      mira.hears("offer-ended")

      When("another one calls half a minute later")
      clock.leap(Duration.ofSeconds(30))
      val inTime = call(last = "lev")
      Then("he will be free in 10 s: it waits for him, though Mira is ready")
      val waiting = seen(s"/v1/interactions/$inTime/why")(_.hasNonNull("waiting")).path("waiting")
      assert(waiting.path("step").asInt == 1 && waiting.path("eligibleAgents").asInt == 1, waiting)
      assert(waiting.path("excluded").toString.contains("busy:connected"), waiting)
      assert(waiting.path("nextStep").path("idleEligibleAgents").asInt == 1, waiting)
      clock.leap(Duration.ofSeconds(9))
      finish(first)
      asked(lev, inTime)
      assert(offered(inTime) == Seq(("lev", 1, "last-agent")))
      leave(inTime)
      lev.hears("offer-ended")

      When("he goes to lunch while one waits for him")
      val second = call()
      val his = if (contact(second).path("offer").path("agent").asText == "lev") lev else mira
      leave(second)
      his.hears("offer-ended")
      val talk = call(last = "lev")
      talks("lev", lev, talk)
      clock.leap(Duration.ofSeconds(50))
      val left = call(last = "lev")
      seen(s"/v1/interactions/$left/why")(_.hasNonNull("waiting"))
      ok(api.put("/v1/agents/lev/state", """{"state": "not-ready", "reason": "lunch"}"""))
      Then("Mira is asked instead, before the 15 s are over")
      asked(mira, left)
      assert(offered(left).map(o => (o._1, o._2)) == Seq("mira" -> 2))
      leave(left, talk)
    }
  }
}
