package usher.routing

import java.time.{Duration, Instant}

import scala.jdk.CollectionConverters._

import org.scalatest.wordspec.AnyWordSpec

import usher.agent.{Agent, Presence}
import usher.kernel.{Media, WrapUp}
import usher.queue.Definition.LastAgent

/** Who has been served before goes to the same agent, and waits for it only where that is worth it. */
class LastAgentSpec extends AnyWordSpec {
  import LastAgentSpec._

  "a contact with a last agent" should {
    "be given to it, though somebody else has been idle for longer" in {
      val centre = new Care
      centre.put(ready("lea", since = 50))
      centre.put(ready("max", since = 0))
      val e = centre.calls("call", last = "lea")
      assert(e.map(_._1) == Some("lea"))
      assert(e.get._2 == "last-agent")
    }

    "wait for it where it will be free in time, and nobody else is asked" in {
      val centre = new Care
      centre.knows(talk = 60)
      centre.put(talking(ready("lea"), "other", at = 60 - 50))
      centre.put(ready("max"))
      assert(centre.calls("call", last = "lea", at = 60).isEmpty)
      assert(centre.at(69).isEmpty)
      centre.put(ready("lea", since = 70))
      assert(centre.at(70) == Seq("call" -> "lea"))
    }

    "not wait for it where that would take too long" in {
      val centre = new Care
      centre.knows(talk = 60)
      centre.put(talking(ready("lea"), "other", at = 60 - 20))
      centre.put(ready("max"))
      assert(centre.calls("call", last = "lea", at = 60).map(_._1) == Some("max"))
    }

    "not wait where nobody can say how long that would take" in {
      val centre = new Care
      centre.put(talking(ready("lea"), "other", at = 59))
      centre.put(ready("max"))
      assert(centre.calls("call", last = "lea", at = 60).map(_._1) == Some("max"))
    }

    "wait for the end of a wrap-up that is limited" in {
      for ((limit, whom) <- Seq(14 -> None, 15 -> Some("max"))) {
        val centre = new Care
        val talks = MatcherSpec.talking(ready("lea"), "other", s(10), "care", WrapUp.upTo(Duration.ofSeconds(limit)))
        centre.put(MatcherSpec.released(talks, "other", s(60)))
        centre.put(ready("max"))
        assert(centre.calls("call", last = "lea", at = 60).map(_._1) == whom)
      }
    }

    "look further the moment that its agent goes away, has other work, or declines it" in {
      val changes = Seq[Agent => Agent](
        MatcherSpec.after(_, _.setPresence(Presence.NOT_READY, "lunch", s(62))),
        a => talking(ready(a.id), "someone-else", at = 62),
        a => MatcherSpec.declined(ready(a.id), "call", s(62)),
        a => MatcherSpec.agentOf(a.id, Map.empty, 0))
      for (change <- changes) {
        val centre = new Care
        centre.knows(talk = 60)
        val lea = talking(ready("lea"), "other", at = 60 - 50)
        centre.put(lea)
        centre.put(ready("max"))
        assert(centre.calls("call", last = "lea", at = 60).isEmpty)
        centre.put(change(lea))
        assert(centre.at(62) == Seq("call" -> "max"))
      }
    }

    "look further when the wait is over, and still be its agent's first" in {
      val centre = new Care
      centre.knows(talk = 60)
      centre.put(talking(ready("lea"), "other", at = 60 - 50))
      assert(centre.calls("call", last = "lea", at = 60).isEmpty)
      assert(centre.due == 75000)
      centre.put(ready("max"))
      assert(centre.at(74).isEmpty)
      assert(centre.at(75) == Seq("call" -> "max"))
    }

    "have none where it was too long ago, or is nobody, or has lost the skill" in {
      for ((last, ago, skill) <- Seq(("lea", 15, 5), ("zoe", 1, 5), ("lea", 1, 0))) {
        val centre = new Care
        centre.put(MatcherSpec.agentOf("lea", if (skill > 0) Map("care" -> skill) else Map.empty, 50000))
        centre.put(ready("max"))
        assert(centre.calls("call", last = last, ago = Duration.ofDays(ago)).map(_._1) == Some("max"))
      }
    }
  }

  "how long somebody still talks" should {
    "be what is left on average of all that took longer" in {
      val times = new HandleTimes
      for (seconds <- Seq.fill(20)(60) ++ Seq.fill(20)(600)) learn(times, seconds)
      def left(gone: Int) = times.freeAt(talking(ready("lea"), "now", at = 0), Media.VOICE, gone * 1000L) / 1000 - gone
      assert(left(0) == 330)
      assert(left(100) == 500)
      assert(left(550) == 50)
    }

    "be unknown of one that takes longer than any other, and from few" in {
      val times = new HandleTimes
      for (n <- 1 to 10) {
        assert(times.freeAt(talking(ready("lea"), "now", at = 0), Media.VOICE, 5000) == Long.MaxValue, n)
        learn(times, 60)
      }
      assert(times.freeAt(talking(ready("lea"), "now", at = 0), Media.VOICE, 5000) == 60000)
      assert(times.freeAt(talking(ready("lea"), "now", at = 0), Media.VOICE, 70000) == Long.MaxValue)
    }

    "follow what changes" in {
      val times = new HandleTimes
      for (_ <- 1 to 2000) learn(times, 60)
      for (_ <- 1 to 5000) learn(times, 120)
      val at = times.freeAt(talking(ready("lea"), "now", at = 0), Media.VOICE, 0)
      assert(at > 115000 && at <= 120000)
    }
  }
}

object LastAgentSpec {
  private def s(seconds: Long): Instant = Instant.ofEpochSecond(seconds)

  private def ready(id: String, since: Long = 0): Agent = MatcherSpec.agentOf(id, Map("care" -> 5), since * 1000)

  private def talking(agent: Agent, call: String, at: Long): Agent = MatcherSpec.talking(agent, call, s(at), "care")

  private def learn(times: HandleTimes, seconds: Int): Unit = {
    val talks = talking(ready("ann"), "call", at = 0)
    times.learn(talks, MatcherSpec.after(MatcherSpec.released(talks, "call", s(seconds)),
      _.closed(talks.slots.get(0).offer, usher.kernel.Ending.COMPLETED, s(seconds))))
  }

  /** A queue whose contacts go to their last agent of 14 days, for whom they wait 15 s. */
  final class Care {
    private val steps = Seq(
      MatcherSpec.Step1(Map("care" -> 1), lastAgent = new LastAgent(Duration.ofDays(14), Duration.ofSeconds(15))),
      MatcherSpec.Step1(Map("care" -> 1)))
    private val policy = new Policy(MatcherSpec.queue(steps = steps), 1)
    private val matcher = new Matcher
    private var now = 0L

    def put(agent: Agent): Unit = matcher.put(agent, false)

    /** Twenty calls took that long. */
    def knows(talk: Int): Unit = for (n <- 1 to 20) {
      val talks = LastAgentSpec.talking(ready(s"been-$n"), "call", at = 0)
      put(talks)
      put(MatcherSpec.after(talks, _.closed(talks.slots.get(0).offer, usher.kernel.Ending.COMPLETED, s(talk)),
        _.setPresence(Presence.OFFLINE, null, s(talk))))
    }

    /** Who is asked at once, and what decided. */
    def calls(id: String, last: String, at: Long = 60, ago: Duration = Duration.ofDays(3)): Option[(String, String)] = {
      val attributes = java.util.Map.of(LastAgent.AGENT, last, LastAgent.AT, s(at).minus(ago).toString)
      val contact = usher.kernel.Contact.of(id, 0, s(at), null, Media.VOICE).keeping(attributes)
      now = at * 1000
      matcher.add(new Waiting("care", policy, new usher.queue.Entry(contact, s(at)), now), now)
      matcher.`match`(now).asScala.find(_.waiting.interaction == id).map(m => m.agent.id -> m.why.tieBreak)
    }

    def at(seconds: Long): Seq[(String, String)] =
      matcher.`match`(seconds * 1000).asScala.toSeq.map(m => m.waiting.interaction -> m.agent.id)

    def due: Long = matcher.due
  }
}
