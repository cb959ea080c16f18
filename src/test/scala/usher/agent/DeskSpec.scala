package usher.agent

import java.time.{Duration, Instant}
import org.scalatest.wordspec.AnyWordSpec
import scala.jdk.CollectionConverters._
import usher.kernel.{Handling, Media, OfferId, Rona, Subject, WrapUp}

class DeskSpec extends AnyWordSpec {
  private val start = Instant.parse("2026-01-31T08:30:00Z")
  private val offer = new OfferId("call-1", 0, "ann", 1)

  private def wrappingUp(limit: Duration): Agent = {
    val rules = new Handling(Duration.ofSeconds(15), Duration.ofSeconds(10),
      new WrapUp(if (limit == null) WrapUp.Mode.UNLIMITED else WrapUp.Mode.TIMEBOXED, limit),
      Rona.DEFAULT, 1, 1, 1, null)
    val events = Seq[AgentEvent](
      new AgentEvent.Reserved(offer, "care", Subject.of(Media.VOICE), rules, start),
      new AgentEvent.Engaged(offer, start),
      new AgentEvent.WrapUpStarted(offer, start)
    )
    val profile = new Profile("Ann", null, java.util.Map.of(), java.util.List.of(), Capacity.DEFAULT, java.util.Map.of())
    (new AgentEvent.ProfileSet(profile, start) +: events).foldLeft(Agent.unknown("ann"))((agent, event) => event.applyTo(agent))
  }

  "A desk in wrap-up" should {
    "ask when it wakes, for the contact may have ended meanwhile" in {
      for (limit <- Seq(null, Duration.ofMinutes(10))) {
        val asked = new Desk().woken(wrappingUp(limit), start.plusSeconds(5)).asScala
        assert(asked == Seq(new Told.Offer(offer, wrappingUp(limit).slot(offer).get.handling(), null)))
      }
    }

    "ask now and then where it has no limit" in {
      val desk = new Desk()
      desk.follow(wrappingUp(null), start)
      assert(desk.due(wrappingUp(null)) == start.plus(Desk.SLOWLY))
      assert(desk.questions(wrappingUp(null), desk.due(wrappingUp(null))).size == 1)
    }

    "say that it is over at its limit, and again until that is heard" in {
      val desk = new Desk()
      val agent = wrappingUp(Duration.ofSeconds(20))
      desk.follow(agent, start)
      val over = start.plusSeconds(20)
      assert(desk.due(agent) == over)
      assert(desk.questions(agent, over).asScala == Seq(new Told.WrapUpOver(offer)))
      assert(desk.due(agent) == over.plus(Desk.SOON))
    }
  }
}
