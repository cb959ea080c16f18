package usher.routing

import java.time.Instant
import java.util.{List => JList, Map => JMap}

import scala.jdk.CollectionConverters._
import scala.util.Random

import org.scalatest.wordspec.AnyWordSpec

import usher.agent.{Agent, Capacity, Presence, Profile}
import usher.kernel.{Contact, Ending, Handling, Media, OfferId, Subject}
import usher.queue.{Definition, Entry}
import usher.routing.MatcherSpec.Step1

class WhyNotSpec extends AnyWordSpec {
  import WhyNotSpec._

  private val billing = new Policy(MatcherSpec.queue(steps = Seq(
    Step1(Map("billing" -> 8), lasts = 20000), Step1(Map("billing" -> 5)))), 1)

  private def why(a: Agent, e: Entry, at: Long = 1000, policy: Policy = billing): String =
    Option(whyNot(a, e, policy, at)).map(_.text).orNull

  "an agent" should {
    "be in no one's way who has what is asked for, and is ready" in {
      assert(why(ready("ann", "billing" -> 8), entry("call")) == null)
    }

    "lack a skill until a step asks for less of it" in {
      val bob = ready("bob", "billing" -> 5)
      assert(why(bob, entry("call"), at = 19999) == "skill:billing 5 < 8")
      assert(why(bob, entry("call"), at = 20000) == null)
      assert(why(ready("eve"), entry("call"), at = 20000) == "skill:billing 0 < 5")
    }

    "be of no listed team, not be named, or not serve the medium" in {
      val team = new Policy(MatcherSpec.queue(steps = Seq(Step1(Map.empty, teams = Seq("care")))), 1)
      assert(why(ready("ann"), entry("call"), policy = team) == "team")
      assert(why(ready("ann"), entry("call", wish = new Contact.Wish("bob", null))) == "named")
      val voiceless = done(Agent.unknown("ann"))(_.define(new Profile("ann", null, JMap.of(), JList.of(),
        new Capacity(100, JMap.of(Media.CHAT, new Capacity.Share(30, 3)), JMap.of()), JMap.of()), ms(0)))
      assert(why(voiceless, entry("call")) == "medium:voice")
    }

    "not meet the condition of a step" in {
      val step = new Definition.Step(JMap.of(), JList.of(), JList.of(), "skills.billing >= 9", false, null, false, 0, 1, JList.of(), null)
      val policy = new Policy(MatcherSpec.queue(steps = Seq(step)), 1)
      assert(why(ready("ann", "billing" -> 9), entry("call"), policy = policy) == null)
      assert(why(ready("bob", "billing" -> 8), entry("call"), policy = policy) == "where")
    }

    "be meant alone only for so long" in {
      val e = entry("call", wish = new Contact.Wish("bob", ms(5000)))
      val ann = ready("ann", "billing" -> 9)
      assert(why(ann, e, at = 4999) == "named")
      assert(why(ann, e, at = 5000) == null)
      assert(why(ready("bob"), e, at = 4999) == null)
      val named = new Policy(MatcherSpec.queue(steps = Seq(new Definition.Step(JMap.of(), JList.of(),
        JList.of("${wanted}", "zoe"), null, false, null, false, 0, 1, JList.of(), null))), 1)
      val wanting = new Entry(entry("call").contact.keeping(JMap.of("wanted", "bob")), ms(0))
      assert(why(ready("bob"), wanting, policy = named) == null)
      assert(why(ready("bob"), entry("call"), policy = named) == "named")
      assert(why(ready("zoe"), entry("call"), policy = named) == null)
      assert(why(ready("bob"), e, at = 5000) == "skill:billing 0 < 8")
    }

    "be away, on a break, off after an unanswered offer, or about to go" in {
      val ann = ready("ann", "billing" -> 9)
      val call = entry("call")
      assert(why(done(ann)(_.setPresence(Presence.OFFLINE, null, ms(1))), call) == "not-signed-in")
      assert(why(done(ann)(_.setPresence(Presence.NOT_READY, "break", ms(1))), call) == "not-ready:break")
      assert(why(done(ann)(_.setPresence(Presence.NOT_READY, null, ms(1))), call) == "not-ready")
      assert(why(ended(ann, "other", Ending.TIMED_OUT, 0), call) == "rona")
      val going = done(asked(ann, "other", 0))(_.setPresence(Presence.NOT_READY, "lunch", ms(1)))
      assert(why(going, call) == "leaving:lunch")
    }

    "be busy with what it does, be asked already, or have declined" in {
      val ann = ready("ann", "billing" -> 9)
      val call = entry("call")
      assert(why(asked(ann, "other", 0), call) == "busy:offered")
      val talks = done(asked(ann, "other", 0))(_.connected(offer("other", ann), ms(1)))
      assert(why(talks, call) == "busy:connected")
      assert(why(done(talks)(_.closed(offer("other", ann), Ending.RELEASED, ms(2))), call) == "busy:wrap-up")
      assert(why(asked(ann, "call", 0), call) == "asked")
      val declined = ended(ann, "call", Ending.REJECTED, 0)
      assert(why(declined, call) == "declined until 1970-01-01T00:01:00Z")
      assert(why(declined, entry("another")) == null)
    }
  }

  "an answer" should {
    "be there exactly when the matcher would not pair the two: generated agents and contacts" in {
      val first = sys.props.get("whyNotSeed").map(_.toLong).getOrElse(1L)
      var (paired, apart) = (0, 0)
      for (seed <- first until first + 40; n <- 1 to 100) {
        val r = new Random(seed * 1000 + n)
        val e = randomEntry(r)
        val a = randomAgent(r, e)
        val definition = randomQueue(r)
        val now = r.nextInt(40000).toLong
        val naive = new NaiveCentre(Map("q" -> definition))
        val open = e.contact.wish == null && WhyNot.ofSame(a, e.interaction) == null
        if (open) {
          val may = naive.serves(a, e) && naive.suits(a, "q", e, now)
          val why = whyNot(a, e, new Policy(definition, 1), now)
          assert(may == (why == null), s"seed $seed, $n: $why")
          if (may) paired += 1 else apart += 1
        }
      }
      assert(paired > 200 && apart > 200, s"$paired paired, $apart apart: that proves nothing")
    }
  }
}

object WhyNotSpec {
  def ms(at: Long): Instant = Instant.ofEpochMilli(at)

  def whyNot(a: Agent, e: Entry, policy: Policy, at: Long): WhyNot =
    WhyNot.of(a, new Waiting("q", policy, e, at).targets(at), e, ms(at))

  def done(a: Agent)(decide: Agent => usher.kernel.Decision[usher.agent.AgentEvent, usher.agent.Told]): Agent =
    decide(a).events.asScala.foldLeft(a)((b, e) => e.applyTo(b))

  def ready(id: String, skills: (String, Int)*): Agent = MatcherSpec.agentOf(id, skills.toMap, 0)

  def entry(id: String, at: Long = 0, media: Media = Media.VOICE, round: Int = 0, wish: Contact.Wish = null,
      customer: String = null, base: java.lang.Double = null): Entry =
    new Entry(new Contact(id, round, 1, ms(at), media, null, customer, base, JMap.of(), wish), ms(at))

  def offer(id: String, a: Agent, round: Int = 0) = new OfferId(id, round, a.id, 1)

  def asked(a: Agent, id: String, at: Long, media: Media = Media.VOICE, round: Int = 0): Agent =
    done(a)(_.propose(offer(id, a, round), "q", Subject.of(media), Handling.DEFAULT, ms(at)))

  def ended(a: Agent, id: String, ending: Ending, at: Long): Agent =
    done(asked(a, id, at))(_.closed(offer(id, a), ending, ms(at)))

  private val skills = Seq("a", "b")

  def randomEntry(r: Random): Entry =
    entry(s"i${r.nextInt(3)}", at = 0, media = if (r.nextBoolean()) Media.VOICE else Media.CHAT)

  def randomAgent(r: Random, e: Entry): Agent = {
    val media = Seq(Media.VOICE, Media.CHAT).filter(_ => r.nextInt(5) > 0)
    val capacity = new Capacity(100, media.map(m => m -> new Capacity.Share(r.nextInt(120), r.nextInt(3)))
      .toMap.asJava, JMap.of())
    val has = skills.filter(_ => r.nextInt(3) > 0).map(_ -> Int.box(1 + r.nextInt(10))).toMap.asJava
    val teams = if (r.nextBoolean()) JList.of("red") else JList.of("blue")
    var a = done(Agent.unknown("ann"))(_.define(new Profile("ann", null, has, teams, capacity, JMap.of()), ms(0)))
    if (r.nextInt(8) > 0) a = done(a)(_.setPresence(Presence.READY, null, ms(0)))
    if (r.nextInt(3) == 0) a = ended(a, e.interaction, Ending.REJECTED, r.nextInt(20000).toLong)
    if (r.nextInt(3) == 0) a = asked(a, "elsewhere", 0, if (r.nextBoolean()) Media.VOICE else Media.CHAT)
    if (r.nextInt(6) == 0) a = done(a)(_.setPresence(Presence.NOT_READY, "break", ms(1)))
    a
  }

  def randomQueue(r: Random): Definition =
    MatcherSpec.queue(steps = Seq.fill(1 + r.nextInt(3))(Step1(
      skills.filter(_ => r.nextInt(3) == 0).map(_ -> (1 + r.nextInt(7))).toMap,
      lasts = 1000L * (1 + r.nextInt(15)), replace = r.nextInt(4) == 0,
      teams = Seq("red", "green").filter(_ => r.nextInt(4) == 0))))
}
