package usher.routing

import java.time.{Duration, Instant}
import java.util.{List => JList, Map => JMap, Set => JSet}

import scala.jdk.CollectionConverters._
import scala.util.Random

import org.scalatest.wordspec.AnyWordSpec

import usher.agent.{Agent, AgentEvent, Capacity, Presence, Profile, Told}
import usher.kernel.{Contact, Decision, Ending, Goal, Handling, Lesson, Media, OfferId, Rona, Subject, WrapUp}
import usher.queue.{Definition, Entry}
import usher.queue.Definition.{Aging, LastAgent, Rank, Step}

class MatcherSpec extends AnyWordSpec {
  import MatcherSpec._

  "an agent who gets ready" should {
    "take whoever has the most points, not whoever came first" in {
      val centre = new Centre(Map("q" -> queue(aging = Seq("3s" -> None), steps = Seq(anyone))))
      centre.arrives("q", "early", at = 0, base = 0)
      centre.arrives("q", "important", at = 6000, base = 10)
      assert(centre.ready("ann", at = 20000) == Some("important"))
      assert(centre.ready("bob", at = 20000) == Some("early"))
    }

    "take the older of two with the same points, then the lower id" in {
      val centre = new Centre(Map("q" -> queue(aging = Seq("3s" -> None), steps = Seq(anyone))))
      centre.arrives("q", "later-but-higher", at = 3000, base = 1)
      centre.arrives("q", "earlier", at = 0, base = 0)
      centre.arrives("q", "a-twin", at = 3000, base = 1)
      assert(centre.ready("ann", at = 9000) == Some("earlier"))
      assert(centre.ready("bob", at = 9000) == Some("a-twin"))
    }

    "see a slow line overtaken by a fast one at the moment it happens" in {
      val centre = new Centre(Map(
        "slow" -> queue(base = 10, aging = Seq("10s" -> None), steps = Seq(anyone)),
        "fast" -> queue(base = 0, aging = Seq("1s" -> None), steps = Seq(anyone))))
      centre.arrives("slow", "s", at = 0)
      centre.arrives("fast", "f", at = 0)
      // 10 + t/10 = t  at  t = 11.11 s
      assert(centre.who(at = 11100) == "s")
      assert(centre.who(at = 11200) == "f")
    }

    "follow aging from one segment into the next" in {
      val q = queue(base = 10, aging = Seq("3s" -> Some(60), "30s" -> None), steps = Seq(anyone))
      val line = (t: Long) => new Priority(q.aging).line(10000, 0, t).points(t)
      assert(line(0) == 10)
      assert(line(30000) == 20)
      assert(line(180000) == 70)
      assert(line(210000) == 71)
    }
  }

  "a waiting contact" should {
    "go to the best-skilled, then to the longest idle" in {
      val step = Step1(skills = Map("billing" -> 3), rank = Seq(Rank.BEST_SKILL, Rank.LONGEST_IDLE))
      val centre = new Centre(Map("q" -> queue(steps = Seq(step))))
      centre.agent("ann", Map("billing" -> 5), idleSince = 0)
      centre.agent("bob", Map("billing" -> 9), idleSince = 5000)
      centre.agent("cat", Map("billing" -> 9), idleSince = 4000)
      assert(centre.arrives("q", "call", at = 10000) == Some("cat"))
    }

    "go to who is least occupied, of those who may have several, then to the longest idle" in {
      val centre = new Centre(Map("q" -> queue(steps = Seq(anyone))))
      val chatting = talking(agentOf("ann", Map.empty, 0), "before", Instant.ofEpochMilli(500), medium = Media.CHAT)
      centre.put(chatting)
      centre.put(agentOf("bob", Map.empty, 5000))
      centre.put(agentOf("cat", Map.empty, 6000))
      assert(centre.arrives("q", "chat", at = 10000, medium = Media.CHAT) == Some("bob"))
      val why = centre.last.why
      assert(why.tieBreak == "longest-idle" && why.candidates.asScala.map(_.agent) == Seq("bob", "cat", "ann"))
      assert(why.candidates.get(2).terms.asScala == Map("least-occupied" -> 0.3, "longest-idle" -> 10.0))
      assert(centre.arrives("q", "second", at = 10001, medium = Media.CHAT) == Some("cat"))
      assert(centre.last.why.tieBreak == "least-occupied")
    }

    "reach further with every step, at the very moment" in {
      val steps = Seq(Step1(Map("billing" -> 8), lasts = 20000), Step1(Map("billing" -> 5), lasts = 40000), anyone)
      val centre = new Centre(Map("q" -> queue(steps = steps)))
      centre.agent("five", Map("billing" -> 5), idleSince = 0)
      assert(centre.arrives("q", "call", at = 1000).isEmpty)
      assert(centre.due == 21000)
      assert(centre.at(20999).isEmpty)
      assert(centre.at(21000) == Seq("call" -> "five"))
    }

    "lose its first target where a step replaces it" in {
      val steps = Seq(Step1(Map("old" -> 1), lasts = 1000), Step1(Map("new" -> 1), replace = true))
      val centre = new Centre(Map("q" -> queue(steps = steps)))
      centre.arrives("q", "call", at = 0)
      assert(centre.at(1000).isEmpty)
      assert(centre.agent("was", Map("old" -> 5), idleSince = 0).isEmpty)
      assert(centre.agent("is", Map("new" -> 5), idleSince = 0) == Some("call"))
    }

    "be given to one of few who suit, though many others are idle" in {
      val centre = new Centre(Map("q" -> queue(steps = Seq(Step1(Map("rare" -> 1))))))
      for (n <- 1 to 200) centre.put(agentOf(s"many-$n", Map.empty, n))
      for (n <- 1 to 3) centre.put(agentOf(s"few-$n", Map("rare" -> 1), 1000 - n))
      assert(centre.arrives("q", "call", at = 10000) == Some("few-3"))
      assert(centre.last.why.candidates.asScala.map(_.agent) == Seq("few-3", "few-2", "few-1"))
    }

    "not be given to an agent who has just declined it, and again once that is over" in {
      val centre = new Centre(Map("q" -> queue(steps = Seq(anyone))))
      centre.arrives("q", "call", at = 0)
      centre.now = 1000
      val ann = declined(agentOf("ann", Map.empty, 0), "call", Instant.ofEpochMilli(1000))
      centre.put(ann)
      assert(centre.at(1000).isEmpty)
      assert(centre.at(60999).isEmpty)
      assert(centre.at(61000) == Seq("call" -> "ann"))
    }
  }

  "a moment at which many meet" should {
    "come near the greatest value there is, where one after the other does not" in {
      for (size <- Seq(50, 100); agents <- Seq(size, 2 * size, 3 * size); seed <- 1 to 3) {
        val r = new Random(seed)
        val definitions = (0 until 50).map(s => s"q$s" -> queue(steps = Seq(Step1(Map(s"s$s" -> 1), rank = Seq(Rank.BEST_SKILL))))).toMap
        val policies = definitions.map { case (q, d) => q -> new Policy(d, 1) }
        val people = (0 until agents).map { n =>
          agentOf(f"a$n%03d", r.shuffle((0 until 50).toList).take(6 + r.nextInt(7)).map(s => s"s$s" -> (1 + r.nextInt(10))).toMap, 0)
        }
        val wanted = (0 until size).map(_ => r.nextInt(50))
        def worth(n: Int, a: Agent): Int = a.profile.skills.getOrDefault(s"s${wanted(n)}", 0)
        val matcher = new Matcher
        people.foreach(matcher.put(_, false))
        for (n <- 0 until size) {
          val t = Instant.ofEpochMilli(1000 + n)
          val e = new Entry(Contact.of(f"c$n%03d", 0, t, null, Media.VOICE), t)
          matcher.add(new Waiting(s"q${wanted(n)}", policies(s"q${wanted(n)}"), e, 5000), 5000)
        }
        val pairs = matcher.`match`(5000).asScala.map(m => m.waiting.entry.interaction.drop(1).toInt -> m.agent)
        val reached = pairs.map { case (n, a) => worth(n, a) }.sum
        val best = Assignment.best(Array.tabulate(size, agents)((n, a) => worth(n, people(a)).toDouble)).zipWithIndex
          .map { case (a, n) => worth(n, people(a)) }.sum
        val (one, _) = (0 until size).foldLeft((0, people.toSet)) { case ((sum, free), n) =>
          val a = free.toSeq.sortBy(_.id).maxBy(worth(n, _))
          if (worth(n, a) == 0) (sum, free) else (sum + worth(n, a), free - a)
        }
        info(f"$size of $agents, seed $seed: ${reached.toDouble / best}%.3f of the best; one after the other ${one.toDouble / best}%.3f")
        assert(reached >= 0.97 * best)
        assert(pairs.map(_._2.id).distinct.size == pairs.size)
      }
    }
  }

  "the matcher" should {
    "pick as the naive one does, over generated days" in {
      val first = sys.props.get("firstSeed").filter(_.nonEmpty).map(_.toLong).getOrElse(1L)
      val days = sys.props.get("matcherDays").filter(_.nonEmpty).map(_.toInt).getOrElse(40)
      val together = (first until first + days).map { seed =>
        val day = new Day(seed)
        day.run(Events)
        day.together
      }.sum
      info(s"${days * Events} events, $together of them moments with several pairs; seeds from $first")
      assert(together > days)
    }
  }
}

object MatcherSpec {
  private val Events = 400
  val anyone: Step = Step1(Map.empty, any = true)

  def Step1(skills: Map[String, Int], lasts: Long = 0, replace: Boolean = false, points: Double = 0,
      rank: Seq[Rank] = Nil, any: Boolean = false, teams: Seq[String] = Nil, agents: Seq[String] = Nil,
      offers: Int = 1, lastAgent: LastAgent = null): Step = new Step(
    skills.map { case (k, v) => k -> Int.box(v) }.asJava, teams.asJava, agents.asJava, null, any,
    if (lastAgent != null) lastAgent.lasts else if (lasts > 0) Duration.ofMillis(lasts) else null,
    replace, points, offers, rank.asJava, lastAgent)

  def queue(base: Double = 0, aging: Seq[(String, Option[Int])] = Nil, steps: Seq[Step], goal: Goal = null): Definition =
    new Definition("q", JSet.of[Media](), null, Handling.OFFER_TIMEOUT, Handling.CONNECT_TIMEOUT,
      WrapUp.NONE, Rona.DEFAULT, null, null, null, null, base,
      aging.map { case (p, u) => new Aging(Duration.parse("PT" + p), u.map(Int.box).orNull) }.asJava,
      steps.asJava, goal)

  def agentOf(id: String, skills: Map[String, Int], idleSince: Long, teams: Seq[String] = Nil,
      capacity: Capacity = Capacity.DEFAULT): Agent = {
    val profile = new Profile(id, null, skills.map { case (k, v) => k -> Int.box(v) }.asJava,
      teams.asJava, capacity, JMap.of())
    val at = Instant.ofEpochMilli(idleSince)
    var agent = Agent.unknown(id)
    agent.define(profile, at).events.forEach(e => agent = e.applyTo(agent))
    agent.setPresence(Presence.READY, null, at).events.forEach(e => agent = e.applyTo(agent))
    agent
  }

  def declined(agent: Agent, interaction: String, at: Instant): Agent = {
    val o = new OfferId(interaction, 0, agent.id, 1)
    after(agent, _.propose(o, "q", Subject.of(Media.VOICE), handling(WrapUp.NONE), at), _.closed(o, Ending.REJECTED, at))
  }

  private def handling(wrapUp: WrapUp): Handling =
    new Handling(Handling.OFFER_TIMEOUT, Handling.CONNECT_TIMEOUT, wrapUp, Rona.DEFAULT, 1, 1, 1, null)

  def after(agent: Agent, decisions: (Agent => Decision[AgentEvent, Told])*): Agent = {
    var a = agent
    for (decide <- decisions) decide(a).events.forEach(e => a = e.applyTo(a))
    a
  }

  /** Busy with a call of that queue, whose wrap-up may take as long as that. */
  def talking(agent: Agent, call: String, at: Instant, queue: String = "q", wrapUp: WrapUp = WrapUp.NONE,
      medium: Media = Media.VOICE): Agent = {
    val o = new OfferId(call, 0, agent.id, 1)
    after(agent, _.propose(o, queue, Subject.of(medium), handling(wrapUp), at), _.connected(o, at))
  }

  /** Has completed a contact from which this is to be learned. */
  def learned(agent: Agent, lesson: Lesson): Agent = {
    val (o, at) = (new OfferId("past", 0, agent.id, 1), agent.idleSince)
    after(agent, _.propose(o, "q", Subject.of(Media.VOICE), handling(WrapUp.NONE), at), _.connected(o, at),
      _.closed(o, Ending.COMPLETED, lesson, at))
  }

  def released(agent: Agent, call: String, at: Instant): Agent =
    after(agent, _.closed(new OfferId(call, 0, agent.id, 1), Ending.RELEASED, at))

  /** A matcher one can talk to: matched contacts and agents are gone. */
  final class Centre(definitions: Map[String, Definition]) {
    val matcher = new Matcher
    var now = 0L
    private var matches = Seq.empty[Matcher.Match]
    private val policies = definitions.map { case (q, d) => q -> new Policy(d, 1) }

    def arrives(queue: String, id: String, at: Long, base: Any = null, attributes: Map[String, String] = Map.empty,
        medium: Media = Media.VOICE): Option[String] = {
      now = at
      val points = base match { case n: Int => Double.box(n.toDouble); case _ => null }
      val t = Instant.ofEpochMilli(at)
      matcher.add(new Waiting(queue, policies(queue), new Entry(Contact.of(id, 0, t, points, medium).keeping(attributes.asJava), t), now), now)
      this.at(at).find(_._1 == id).map(_._2)
    }

    def agent(id: String, skills: Map[String, Int], idleSince: Long): Option[String] = {
      put(agentOf(id, skills, idleSince))
      at(now).find(_._2 == id).map(_._1)
    }

    def ready(id: String, at: Long): Option[String] = { now = at; agent(id, Map.empty, at) }

    def put(agent: Agent): Unit = matcher.put(agent, false)

    /** Who would be next, without taking him: a fresh look at the same line. */
    def who(at: Long): String = {
      put(agentOf("probe", Map.empty, at))
      val m = matcher.`match`(at).get(0)
      matcher.put(agentOf("probe", Map.empty, at), true)
      matcher.add(m.waiting, at)
      matcher.`match`(at)
      m.waiting.entry.interaction
    }

    def at(time: Long): Seq[(String, String)] = {
      now = time
      matches = matcher.`match`(time).asScala.toSeq
      matches.map(m => m.waiting.entry.interaction -> m.agent.id)
    }

    def last: Matcher.Match = matches.last

    def due: Long = matcher.due
  }

  /** One generated day, played to both; every pair is compared. */
  final class Day(seed: Long) {
    private val r = new Random(seed)
    private val skills = Seq("a", "b", "c", "d")
    private val goal = new Goal(JSet.of("solved"), JList.of("reason", "tier").subList(0, r.nextInt(3)))
    private val definitions = Map("q0" -> line(), "q1" -> line(), "q2" -> line())
    private val policies = definitions.map { case (q, d) => q -> new Policy(d, 1) }
    private val fast = new Matcher
    private val naive = new NaiveCentre(definitions)
    private val held = collection.mutable.Map.empty[(String, String), Waiting]
    private var now = 1000000L
    private var born = 0
    private var calls = 0
    private var matched = 0
    var together = 0

    private def line(): Definition = queue(
      r.nextInt(3),
      Seq.fill(r.nextInt(3))(Seq("1s", "2s", "5s")(r.nextInt(3)) -> Some(1 + r.nextInt(20))) ++
        (if (r.nextBoolean()) Seq("10s" -> None) else Nil),
      Seq.tabulate(1 + r.nextInt(3))(n => n).map { n =>
        Step1(Map(skills(r.nextInt(4)) -> (1 + r.nextInt(9))), lasts = 1000L * (1 + r.nextInt(20)),
          replace = r.nextInt(4) == 0, points = r.nextInt(3),
          rank = r.shuffle(Rank.values.toSeq).take(r.nextInt(3)), offers = 1 + r.nextInt(3),
          teams = Seq(Nil, Nil, Nil, Seq("day"), Seq("day", "night"))(r.nextInt(5)),
          agents = Seq(Nil, Nil, Seq(s"a${r.nextInt(12)}", "${wanted}"), Seq("${wanted}"))(r.nextInt(4)))
      }.map(s => if (r.nextInt(5) == 0) lastAgentStep(r.nextBoolean()) else s) :+ (if (r.nextBoolean()) anyone else Step1(Map(skills(r.nextInt(4)) -> 1))), goal)

    private def lastAgentStep(skilled: Boolean): Step =
      Step1(if (skilled) Map(skills(r.nextInt(4)) -> 3) else Map.empty,
        lastAgent = new LastAgent(Duration.ofSeconds(10), Duration.ofSeconds(r.nextInt(3) * 8)))

    def run(events: Int): Unit = {
      for (_ <- 1 to events) event()
      assert(matched > events / 20, s"seed $seed: a day with $matched matches proves nothing")
    }

    private def event(): Unit = {
      now += r.nextInt(1500)
      for (_ <- 0 to (if (r.nextInt(8) == 0) r.nextInt(6) else 0)) // now and then several at once
        r.nextInt(10) match {
          case 0 | 1 | 2 | 3 | 4 => arrive()
          case 5 if held.nonEmpty => leave()
          case _ => free()
        }
      compare(fast.`match`(now).asScala.toSeq)
    }

    private def arrive(): Unit = {
      born += 1
      val q = s"q${r.nextInt(3)}"
      val arrived = Instant.ofEpochMilli(now - r.nextInt(4) * 1000)
      val base = if (r.nextBoolean()) null else Double.box(r.nextInt(5) / 2.0)
      val wanted = Seq("wanted", "lastAgent").filter(_ => r.nextBoolean()).map(_ -> s"a${r.nextInt(14)}") ++
        Option.when(r.nextBoolean())("lastAgentAt" -> arrived.minusMillis(r.nextInt(20000)).toString) ++ traits()
      val until = if (r.nextBoolean()) Instant.ofEpochMilli(now + r.nextInt(20000)) else null
      val wish = if (r.nextInt(8) == 0) new Contact.Wish(s"a${r.nextInt(12)}", until) else null
      val medium = Seq(Media.VOICE, Media.VOICE, Media.CHAT, Media.EMAIL)(r.nextInt(4))
      val contact = new Contact(s"i$born", 0, 0, arrived, medium, null, null, base, wanted.toMap.asJava, wish)
      val e = new Entry(contact, Instant.ofEpochMilli(now))
      val w = new Waiting(q, policies(q), e, now)
      fast.add(w, now)
      held += (q, e.interaction) -> w
      naive.waiting += (q, e.interaction) -> e
      naive.hope((q, e.interaction), now)
    }

    private def traits(): Map[String, String] =
      Map("reason" -> s"${r.nextInt(3)}", "tier" -> s"${r.nextInt(2)}").filter(_ => r.nextInt(5) > 0)

    private def leave(): Unit = {
      val key = held.keys.toSeq.sorted.apply(r.nextInt(held.size))
      fast.remove(held.remove(key).get)
      naive.waiting -= key
    }

    private def free(): Unit = {
      val id = s"a${r.nextInt(12)}"
      var agent = agentOf(id, skills.filter(_ => r.nextBoolean()).map(_ -> (1 + r.nextInt(10))).toMap,
        now - r.nextInt(3) * 1000, Seq(Nil, Seq("day"), Seq("night"))(r.nextInt(3)), capacity(r.nextInt(4)))
      if (held.nonEmpty && r.nextInt(4) == 0) {
        val no = held.keys.toSeq.sorted.apply(r.nextInt(held.size))._2
        agent = declined(agent, no, Instant.ofEpochMilli(now - 70000 + r.nextInt(70000)))
      }
      for (_ <- 0 until r.nextInt(4))
        agent = learned(agent, goal.lesson(s"q${r.nextInt(3)}", traits().asJava, if (r.nextBoolean()) "solved" else "open"))
      for (_ <- 0 until r.nextInt(3) if agent.takes(Media.CHAT)) agent = chatting(agent)
      if (r.nextInt(5) == 0) agent = busy(agent)
      fast.put(agent, false)
      naive.put(agent)
    }

    /** With one more. */
    private def chatting(agent: Agent): Agent = {
      calls += 1
      talking(agent, s"call$calls", Instant.ofEpochMilli(now), s"elsewhere$calls", medium = Media.CHAT)
    }

    /** Calls alone, calls beside what is written, or as usual. */
    private def capacity(kind: Int): Capacity = kind match {
      case 0 => new Capacity(100, JMap.of(Media.VOICE, new Capacity.Share(100, 1)), JMap.of())
      case 1 => new Capacity(100, Capacity.DEFAULT.media, JMap.of(Media.VOICE, JSet.of(Media.CHAT, Media.EMAIL)))
      case _ => Capacity.DEFAULT
    }

    /** Until a moment that is known, or not. */
    private def busy(agent: Agent): Agent = {
      calls += 1
      val at = Instant.ofEpochMilli(now)
      val talks = talking(agent, s"call$calls", at, s"elsewhere$calls", WrapUp.upTo(Duration.ofMillis(1 + r.nextInt(20000))))
      if (r.nextInt(3) == 0) talks else released(talks, s"call$calls", at)
    }

    /** The same contacts as the naive centre serves, for the same value in all. */
    private def compare(matches: Seq[Matcher.Match]): Unit = {
      val ctx = s"-DfirstSeed=$seed at $now"
      val keys = matches.map(m => (m.waiting.queue, m.waiting.entry.interaction))
      naive.hope(now)
      val (served, worth) = naive.moment(now)
      assert(keys.sorted == served.sorted, ctx)
      val pairs = keys.zip(matches).map { case (key, m) => (key, m.waiting.entry, naive.agents(m.agent.id)) }
      for (((queue, id), e, a) <- pairs)
        assert(naive.suits(a, queue, e, now), s"$ctx: $id is not for ${a.id}")
      val sum = pairs.map { case ((queue, _), e, a) => naive.value(queue, e, a, now) }.sum
      assert(math.abs(sum - worth) < 1e-9, s"$ctx: $sum of $worth, ${pairs.map(p => p._1 -> p._3.id)}")
      for (((queue, _), e, a) <- pairs if pairs.size == 1) assert(naive.best(queue, e, now).map(_.id).contains(a.id), ctx)
      for ((key, e, a) <- pairs) {
        naive.asked(key) += a.id
        naive.agents -= a.id
        if (naive.room(key._1, e, now) <= 0) { // the matcher has let it go
          naive.waiting -= key
          held -= key
        }
      }
      matched += matches.size
      if (matches.size > 1) together += 1
    }
  }
}
