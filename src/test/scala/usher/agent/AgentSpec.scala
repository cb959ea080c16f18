package usher.agent

import java.time.{Duration, Instant}
import java.util.{List => JList, Map => JMap}

import scala.jdk.CollectionConverters._

import org.scalatest.wordspec.AnyWordSpec

import usher.kernel.{Decision, Ending, Handling, Lesson, Media, OfferId, Rona, Subject, WrapUp}

/** The lock on a person's capacity: PROTOCOL §4, row by row, and every command in every state. */
class AgentSpec extends AnyWordSpec {
  import AgentSpec._

  "an agent" should {
    "be reserved before a contact is offered" in {
      val decision = ready.propose(offer, "billing", Subject.of(Media.VOICE), handling, now)
      assert(decision.events.get(0).isInstanceOf[AgentEvent.Reserved])
      assert(decision.messages.contains(new Told.Offer(offer, handling, null)))
    }

    "take no second call, but two more chats beside one" in {
      assert(reserved.propose(other, "billing", Subject.of(Media.VOICE), handling, now).events.isEmpty)
      val chat = apply(ready, _.propose(offer, "chat", Subject.of(Media.CHAT), handling, now))
      assert(chat.takes(Media.CHAT) && !chat.takes(Media.VOICE))
    }

    "refuse a coordinator of an older term" in {
      val newer = apply(ready, _.propose(new OfferId("call", 0, "ann", 5), "q", Subject.of(Media.VOICE), handling, now))
      val free = apply(newer, _.closed(new OfferId("call", 0, "ann", 5), Ending.RESCINDED, now))
      assert(free.propose(other, "q", Subject.of(Media.VOICE), handling, now).events.isEmpty)
    }

    "not be freed by the verdict on an earlier round" in {
      val earlier = new OfferId("call", 0, "ann", 1)
      val now2 = apply(ready, _.propose(new OfferId("call", 1, "ann", 1), "q", Subject.of(Media.VOICE), handling, now))
      assert(now2.closed(earlier, Ending.TIMED_OUT, now).events.isEmpty)
    }

    "be not ready, with the reason rona, after an offer ran out" in {
      val missed = apply(reserved, _.closed(offer, Ending.TIMED_OUT, now.plusSeconds(15)))
      assert(missed.presence == Presence.NOT_READY && missed.reason == "rona")
      assert(missed.declines("call", now.plusSeconds(20)) && !missed.declines("call", now.plusSeconds(60)))
    }

    "keep its place among the idle when the customer hung up" in {
      val left = apply(reserved, _.closed(offer, Ending.CANCELED, now.plusSeconds(5)))
      assert(left.presence == Presence.READY && left.idleSince == ready.idleSince)
    }

    "wrap up for as long as the queue said, and be idle from its end" in {
      val wrap = apply(engaged, _.closed(offer, Ending.RELEASED, now))
      assert(wrap.slots.get(0).until == now.plusSeconds(60))
      val free = apply(wrap, _.closed(offer, Ending.COMPLETED, now.plusSeconds(9)))
      assert(free.slots.isEmpty && free.idleSince == now.plusSeconds(9))
    }

    "learn from a contact once, however often it hears its end, and nothing where nothing was said" in {
      val lesson = new Lesson(true, JList.of("billing", "billing/reason=bill"))
      val wrap = apply(engaged, _.closed(offer, Ending.RELEASED, now))
      val wiser = apply(wrap, _.closed(offer, Ending.COMPLETED, lesson, now))
      assert(wiser.past.counts == JMap.of("billing", new Experience.Count(1, 1), "billing/reason=bill", new Experience.Count(1, 1)))
      assert(wiser.closed(offer, Ending.COMPLETED, lesson, now).events.isEmpty)
      assert(apply(wrap, _.closed(offer, Ending.COMPLETED, now)).past == Experience.NONE)
    }

    "forget what is rare, and let what is old weigh less" in {
      def after(past: Experience, traits: Seq[String]) = past.after(new Lesson(true, traits.asJava))
      val much = (1 to 150).foldLeft(after(Experience.NONE, Seq("q", "often")))((past, n) => after(past, Seq("q", "often", s"t$n")))
      assert(much.counts.size == 100 && much.counts.get("q").all == 151 && much.counts.containsKey("t150"))
      val old = (1 to 500).foldLeft(Experience.NONE)((past, _) => after(past, Seq("q")))
      assert(old.counts.get("q") == new Experience.Count(250, 250))
    }

    "plan its break while it works, and take nothing new meanwhile" in {
      val planned = apply(engaged, _.setPresence(Presence.NOT_READY, "break", now))
      assert(planned.presence == Presence.READY && !planned.takes(Media.CHAT))
      val free = apply(planned, _.closed(offer, Ending.COMPLETED, now))
      assert(free.presence == Presence.NOT_READY && free.reason == "break" && free.planned == null)
    }

    "not heed a late repeat of an earlier report" in {
      val in = apply(offline, _.setPresence(Presence.READY, null, "sw/1", now))
      val out = apply(in, _.setPresence(Presence.NOT_READY, "break", "sw/2", now))
      assert(out.setPresence(Presence.READY, null, "sw/1", now).events.isEmpty)
    }

    "climb the queue's ladder: two may ring out, then it is back by itself after half a minute" in {
      val ladder = new Handling(Duration.ofSeconds(15), Duration.ofSeconds(10), WrapUp.DEFAULT,
        new Rona(2, Duration.ofSeconds(30), false), 1, 1, 1, null)
      def miss(a: Agent, o: OfferId): Agent = {
        val asked = apply(a, _.propose(o, "billing", voice, ladder, now))
        apply(asked, _.closed(o, Ending.TIMED_OUT, now))
      }
      val once = miss(ready, offer)
      assert(once.presence == Presence.READY)
      val twice = miss(once, other)
      assert(twice.presence == Presence.NOT_READY && twice.reason == "rona")
      assert(twice.returns(now.plusSeconds(29)).events.isEmpty)
      val back = apply(twice, _.returns(now.plusSeconds(30)))
      assert(back.presence == Presence.READY && back.takes(Media.VOICE))
    }

    "stay for other media where the ladder says so" in {
      val ladder = new Handling(Duration.ofSeconds(15), Duration.ofSeconds(10), WrapUp.DEFAULT,
        new Rona(1, null, true), 1, 1, 1, null)
      val asked = apply(ready, _.propose(offer, "billing", voice, ladder, now))
      val missed = apply(asked, _.closed(offer, Ending.TIMED_OUT, now))
      assert(missed.presence == Presence.READY && !missed.takes(Media.VOICE) && missed.takes(Media.CHAT))
      val said = apply(missed, _.setPresence(Presence.READY, null, now))
      assert(said.takes(Media.VOICE))
    }

    "be interrupted by a call while it writes mail, where its capacity says so" in {
      val capacity = new Capacity(100, Capacity.DEFAULT.media, JMap.of(Media.VOICE, java.util.Set.of(Media.EMAIL)))
      val mail = apply(apply(ready, _.define(new Profile("Ann", null, JMap.of(), JList.of(), capacity, JMap.of()), now)),
        _.propose(offer, "mail", Subject.of(Media.EMAIL), handling, now))
      assert(mail.takes(Media.VOICE) && !ready.profile.capacity.fits(Media.VOICE, JList.of(Media.EMAIL)))
    }

    "take a supervisor's contact though it has enough, only where that is said" in {
      val no = engaged.assign(byHand, "billing", voice, handling, false, now)
      assert(no.messages.get(0).asInstanceOf[Told.Unfit].refusal.code == "agent.busy")
      assert(apply(engaged, _.assign(byHand, "billing", voice, handling, true, now)).slots.size == 2)
    }

    "have the conversation in place of a consult, which it keeps until that is over" in {
      val both = apply(engaged, _.takeOver(byHand, offer, "billing", voice, handling, now))
      assert(both.slot(byHand).get.status == Slot.Status.ENGAGED && both.slot(offer).isPresent)
      assert(apply(both, _.closed(offer, Ending.COMPLETED, now)).slot(byHand).isPresent)
    }

    "take nothing over for a consult it has not got" in {
      assert(ready.takeOver(byHand, offer, "q", voice, handling, now).messages.get(0) == new Told.NotTaken(byHand))
    }

    "not say that it has no consult while nobody knows whether that has begun" in {
      val early = reserved.takeOver(byHand, offer, "q", voice, handling, now)
      assert(early.events.isEmpty && early.messages.isEmpty)
      assert(wrapUp.takeOver(byHand, offer, "q", voice, handling, now).messages.get(0) == new Told.NotTaken(byHand))
    }

    "take an unanswered offer back when it goes, and not free it by itself" in {
      val decision = reserved.setPresence(Presence.OFFLINE, null, now)
      assert(decision.messages.contains(new Told.Revoke(offer)))
      val going = apply(reserved, _.setPresence(Presence.OFFLINE, null, now))
      assert(going.slots.size == 1)
    }
  }

  "a desk's memory" should {
    "ask about a wrap-up that ran out while the agent slept" in {
      val wrap = apply(engaged, _.closed(offer, Ending.RELEASED, now))
      val asked = new Desk().woken(wrap, now.plusSeconds(3600))
      assert(asked.contains(new Told.WrapUpOver(offer)))
    }

    "ask again soon while the contact has not answered, slowly while they talk" in {
      val desk = new Desk
      desk.follow(reserved, now)
      assert(desk.due(reserved) == now.plusSeconds(1))
      desk.questions(reserved, now.plusSeconds(1))
      desk.follow(engaged, now.plusSeconds(2))
      assert(desk.due(engaged) == now.plusSeconds(60))
    }
  }

  "every command in every state" should {
    for ((name, state) <- states; (command, decide) <- commands)
      s"have an answer: $command when $name" in {
        val decision = decide(state)
        if (decision.refused) assert(decision.events.isEmpty && decision.refusal.detail.length > 10)
        var after = state
        decision.events.forEach(e => after = e.applyTo(after))
        assert(after.revision == state.revision + decision.events.size)
        assert(after.slots.size >= state.slots.size || command.startsWith("closed"), "only a verdict frees")
        assert(decide(after).events.isEmpty, s"$command twice")
      }
  }
}

object AgentSpec {
  val now: Instant = Instant.parse("2026-01-01T10:00:00Z")
  val handling = new Handling(Duration.ofSeconds(15), Duration.ofSeconds(10), WrapUp.DEFAULT, Rona.DEFAULT, 1, 1, 1, null)
  val offer = new OfferId("call", 0, "ann", 1)
  val other = new OfferId("call-2", 0, "ann", 1)
  val byHand: OfferId = OfferId.byHand("call-3", 0, "ann")
  val voice: Subject = Subject.of(Media.VOICE)
  val profile = new Profile("Ann", null, JMap.of(), JList.of(), Capacity.DEFAULT, JMap.of())

  def apply(agent: Agent, decide: Agent => Decision[AgentEvent, Told]): Agent = {
    var next = agent
    val decision = decide(agent)
    assert(!decision.events.isEmpty, "nothing happened")
    decision.events.forEach(e => next = e.applyTo(next))
    next
  }

  val unknown: Agent = Agent.unknown("ann")
  val offline: Agent = apply(unknown, _.define(profile, now))
  val ready: Agent = apply(offline, _.setPresence(Presence.READY, null, now))
  val reserved: Agent = apply(ready, _.propose(offer, "billing", Subject.of(Media.VOICE), handling, now))
  val engaged: Agent = apply(reserved, _.connected(offer, now))
  val wrapUp: Agent = apply(engaged, _.closed(offer, Ending.RELEASED, now))

  val states: Seq[(String, Agent)] = Seq(
    "unknown" -> unknown, "offline" -> offline, "ready" -> ready, "reserved" -> reserved,
    "engaged" -> engaged, "in wrap-up" -> wrapUp,
    "leaving" -> apply(engaged, _.setPresence(Presence.OFFLINE, null, now)),
    "off after rona" -> apply(reserved, _.closed(offer, Ending.TIMED_OUT, now)))

  val commands: Seq[(String, Agent => Decision[AgentEvent, Told])] =
    Seq[(String, Agent => Decision[AgentEvent, Told])](
      "define" -> (_.define(profile, now)),
      "ready" -> (_.setPresence(Presence.READY, null, now)),
      "not ready" -> (_.setPresence(Presence.NOT_READY, "break", now)),
      "offline" -> (_.setPresence(Presence.OFFLINE, null, now)),
      "propose" -> (_.propose(offer, "billing", Subject.of(Media.VOICE), handling, now)),
      "propose another" -> (_.propose(other, "billing", Subject.of(Media.VOICE), handling, now)),
      "assign" -> (_.assign(byHand, "billing", voice, handling, false, now)),
      "assign whatever it has" -> (_.assign(byHand, "billing", voice, handling, true, now)),
      "take over" -> (_.takeOver(byHand, offer, "billing", voice, handling, now)),
      "returns" -> (_.returns(now.plusSeconds(3600))),
      "connected" -> (_.connected(offer, now)),
      "connected, another" -> (_.connected(other, now))) ++
      Ending.values.toSeq.map(e =>
        s"closed as $e" -> ((a: Agent) => a.closed(offer, e, now)))
}
