package usher.flows

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.node.{ArrayNode, ObjectNode}
import java.time.{Duration, LocalDateTime, ZoneId}
import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import scala.concurrent.duration.DurationInt
import scala.concurrent.{Await, ExecutionContext, Future, blocking}
import scala.jdk.CollectionConverters._
import usher.process.Centre.{millis, names, points}
import usher.process.{Centre, Client, LeapClock, Stream}

/** Call routing as `conf/flows/CE01` has it: first the expert, then whoever knows the matter. */
class CallRoutingSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll {
  /** A working day, two in the afternoon. */
  private val clock = new LeapClock(LocalDateTime.parse("2026-03-04T14:00").atZone(ZoneId.of("Europe/Moscow")).toInstant)
  private lazy val centre = new Centre("call-routing", "pbx")
  private lazy val leaping = new Centre("call-routing-leaping", "pbx", clock)
  private var opened = List.empty[Centre]

  override def afterAll(): Unit = opened.foreach(_.close())

  private def use(one: Centre): Centre = {
    if (!opened.contains(one)) opened ::= one
    one
  }

  /** The agent is on a call of this queue. */
  private def talking(c: Centre, agent: String, queue: String): String = {
    val desk = c.desk(agent)
    c.says(agent, "ready")
    c.arrives(queue, "voice")
    c.connect(agent, desk.hears("offer"))
  }

  /** Nobody is left, neither in line nor at the desks. */
  private def clear(c: Centre, contacts: String*)(agents: String*): Unit = {
    contacts.foreach(id => c.event("call.released", id))
    contacts.foreach(id => if (c.contact(id).path("outcome").isNull) c.ok(c.api.post(s"/v1/interactions/$id/complete")))
    agents.foreach(c.says(_, "offline"))
  }

  Feature("The customer is queued for a highly skilled agent, and the target is expanded") {
    Scenario("the expert is busy: after 20 s, and not before, the generalist is offered the call") {
      val c = use(centre)
      Given("expert Elena (billing 9) on a call, generalist Gleb (billing 5) ready")
      val before = talking(c, "elena", "billing")
      val gleb = c.desk("gleb")
      c.says("gleb", "ready")

      When("a customer who chose billing, in English, calls")
      val choices = Map("service" -> "billing", "language" -> "en")
      val id = c.arrives("billing", "voice", choices)

      Then("the call is for experts yet, and Gleb is known to be the next to be asked")
      val waiting = c.seen(s"/v1/interactions/$id/why")(_.hasNonNull("waiting")).path("waiting")
      val excluded = waiting.path("excluded").asScala.map(e => e.path("agent").asText -> e.path("reason").asText).toMap
      assert(waiting.path("step").asInt == 1 && excluded("gleb") == "skill:billing 5 < 8", waiting)
      assert(waiting.path("nextStep").path("idleEligibleAgents").asInt == 1, waiting)

      And("it is offered to Gleb at 20 s")
      val offer = gleb.hears("offer", seconds = 40)
      assert(offer.path("interaction").asText == id)
      val offered = c.history(id).filter(_.path("type").asText == "offered")
      assert(offered.size == 1)
      val after = millis(c.contact(id).path("queuedAt"), offered.head.path("at"))
      assert(after >= 20000 && after <= 20500, s"$after ms")

      And("his desk shows what the customer chose")
      val shown = c.contact(offer.path("interaction").asText).path("attributes")
      choices.foreach { case (name, choice) => assert(shown.path(name).asText == choice) }

      When("he accepts")
      assert(c.connect("gleb", offer) == id)

      Then("the timeline shows who was looked for, who was asked, and that they talk")
      assert(c.types(id) == Seq("arrived", "queued", "target-expanded", "offered", "offer-accepted", "connected"))
      val Seq(_, queued, expanded, asked, _, connected) = c.history(id).map(_.path("data"))
      assert(queued.path("step").asInt == 1 && expanded.path("step").asInt == 2)
      assert(asked.path("agent").asText == "gleb" && asked.path("step").asInt == 2)
      assert(connected.path("agent").asText == "gleb")
      assert(c.contact(id).path("agent").asText == "gleb")
      clear(c, before, id)("elena", "gleb")
    }
  }

  Feature("Wait time is long, so priority increases as the customer waits") {
    val a = 10
    val b = 25

    /** A comes 60 s before B, Elena is free at 61 s: who stands where then, and whom she serves. */
    def served(aging: Option[String]): (Seq[Double], Boolean) = {
      val c = use(leaping)
      val queue = aging.fold("billing") { slope =>
        c.like("billing", s"billing-${slope.hashCode.toHexString}")(
          _.withObject("/priority").set[JsonNode]("aging", Client.parse(slope)))
      }
      val before = talking(c, "elena", queue)
      val first = c.arrives(queue, "voice", base = Some(a))
      clock.leap(Duration.ofSeconds(60))
      val second = c.arrives(queue, "voice", base = Some(b))
      clock.leap(Duration.ofSeconds(1))
      val line = c.seen(s"/v1/queues/$queue/waiting") { seen =>
        val waits = seen.path("items").asScala.map(w => w.path("interaction").asText -> w.path("waitSeconds").asDouble).toMap
        waits.get(first).exists(_ >= 61) && waits.get(second).exists(_ >= 1)
      }
      val elena = c.desk("elena")
      c.finish(before)
      val offer = elena.hears("offer").path("interaction").asText
      assert(names(line).head == offer)
      val standing = line.path("items").asScala.map(w => w.path("interaction").asText -> w).toMap
      clear(c, first, second)("elena")
      (Seq(first, second).map(id => points(standing(id))), offer == first)
    }

    Scenario("a point every 3 s: who has waited for a minute is served before the more important one") {
      val (Seq(pointsOfA, pointsOfB), isA) = served(None)
      assert(pointsOfA >= a + 20.3 && pointsOfA < a + 30, pointsOfA)
      assert(pointsOfB >= b + 0.3 && pointsOfB < pointsOfA, pointsOfB)
      assert(isA)
    }

    Scenario("no aging: the more important one is served, however long the other has waited") {
      val (found, isA) = served(Some("[]"))
      assert(found == Seq(a, b) && !isA)
    }

    Scenario("a point every 10 s is too little for the gap between them: the more important one is served") {
      val (Seq(pointsOfA, pointsOfB), isA) = served(Some("""[{"perPoint": "10s"}]"""))
      assert(pointsOfA >= a + 6.1 && pointsOfB >= b + 0.1 && pointsOfB > pointsOfA)
      assert(!isA)
    }
  }

  Feature("The customer is not connected after all") {
    /** The same line, which looks for Gleb at once. */
    def short(ring: String): String = use(centre).like("billing", s"billing-$ring") { definition =>
      definition.put("offerTimeout", ring)
      definition.withArray[ArrayNode]("/steps").remove(0)
    }

    Scenario("Gleb does not answer: he is taken off, the call keeps its arrival and so its place") {
      val c = use(centre)
      Given("a call that is offered to Gleb, and another behind it")
      val queue = short("1s")
      val (gleb, elena) = (c.desk("gleb"), c.desk("elena"))
      c.says("gleb", "ready")
      val first = c.arrives(queue, "voice")
      val born = c.contact(first)
      val offer = gleb.hears("offer")
      val second = c.arrives(queue, "voice")

      When("he lets it ring out")
      val over = gleb.hears("offer-ended")
      assert(over.path("id") == offer.path("id") && over.path("reason").asText == "timed-out")

      Then("he is not ready, and the call is where it was")
      assert(c.agent("gleb").path("state").asText == "not-ready" && c.agent("gleb").path("reason").asText == "rona")
      val back = c.contact(first)
      assert(back.path("state").asText == "queued" && back.path("offer").isNull)
      for (kept <- Seq("createdAt", "queuedAt")) assert(back.path(kept) == born.path(kept), kept)
      assert(names(c.line(queue, Set(first, second))) == Seq(first, second))

      And("a late accept is told that the offer is over")
      val late = c.accept(offer)
      assert(late.status == 409 && late.code == "offer.expired", late.text)

      When("Elena is free")
      c.says("elena", "ready")

      Then("she gets it before the other, and the call is connected once")
      val next = elena.hears("offer")
      assert(next.path("interaction").asText == first)
      c.connect("elena", next)
      assert(c.accept(offer).status == 409 && c.event("call.established", first, "gleb") == "rejected")
      assert(c.types(first).count(_ == "connected") == 1 && c.contact(first).path("agent").asText == "elena")
      clear(c, first, second)("elena", "gleb")
    }

    Scenario("the caller hangs up while it rings: a late accept is told so") {
      val c = use(centre)
      val queue = short("15s")
      val gleb = c.desk("gleb")
      c.says("gleb", "ready")
      val id = c.arrives(queue, "voice")
      val offer = gleb.hears("offer")
      assert(c.event("call.abandoned", id) == "applied")
      assert(gleb.hears("offer-ended").path("reason").asText == "canceled")
      val late = c.accept(offer)
      assert(late.status == 409 && late.code == "interaction.gone", late.text)
      assert(c.event("call.established", id, "gleb") == "ignored")
      assert(c.types(id) == Seq("arrived", "queued", "offered", "abandoned", "offer-canceled"))
      assert(c.contact(id).path("outcome").asText == "abandoned")
      clear(c)("gleb")
    }

    Scenario("the caller hangs up while Gleb answers: one of both is recorded, whichever was first") {
      val c = use(centre)
      val queue = short("15s")
      val gleb = c.desk("gleb")
      for (_ <- 1 to 8) {
        c.says("gleb", "ready")
        val id = c.arrives(queue, "voice")
        gleb.hears("offer")
        implicit val threads: ExecutionContext = ExecutionContext.global
        val both = Seq(() => c.event("call.abandoned", id), () => c.event("call.established", id, "gleb"))
        Await.result(Future.traverse(both)(say => Future(blocking(say()))), 1.minute)
        val found = c.types(id).filter(Set("abandoned", "connected"))
        assert(found.size == 1, c.types(id))
        clear(c, id)("gleb")
      }
    }
  }

  Feature("Nobody will come, or not in time") {
    def playsAndHangsUp(switch: Stream, id: String, message: String): Unit = {
      val (first, play) = switch.next()
      assert(first == "play" && play.path("interaction").asText == id && play.path("message").asText == message)
      val (second, hangUp) = switch.next()
      assert(second == "hangup" && hangUp.path("interaction").asText == id)
    }

    Scenario("the office is closed: the caller hears it, and the call ends") {
      val c = use(leaping)
      Given("a call at two in the afternoon, which is let in")
      val open = c.arrives("billing-office", "voice")
      assert(c.contact(open).path("state").asText == "queued")
      clear(c, open)()

      When("one comes at half past six")
      val switch = c.commands()
      clock.leap(Duration.ofMinutes(270))
      val late = c.arrives("billing-office", "voice")

      Then("the switch is to play that it is closed, and to hang up")
      playsAndHangsUp(switch, late, "billing-office-closed")
      assert(c.contact(late).path("outcome").asText == "overflowed")

      And("the line that is open round the clock takes it")
      val other = c.arrives("billing", "voice")
      assert(c.contact(other).path("state").asText == "queued")
      clear(c, other)()
    }

    Scenario("nobody has come for ten minutes: the caller hears that all are busy, and the call ends") {
      val c = use(leaping)
      val switch = c.commands()
      val first = c.arrives("billing", "voice")
      clock.leap(Duration.ofSeconds(590))
      val second = c.arrives("billing", "voice")
      assert(names(c.line("billing", Set(first, second))) == Seq(first, second))
      clock.leap(Duration.ofSeconds(10))
      val third = c.arrives("billing", "voice")
      playsAndHangsUp(switch, first, "all-agents-busy")
      assert(c.contact(first).path("outcome").asText == "overflowed")
      assert(names(c.line("billing", Set(second, third))) == Seq(second, third))
      clear(c, second, third)()
    }
  }
}
