package usher.agent

import java.time.{Clock, Duration, Instant, ZoneId, ZoneOffset}

import akka.actor.testkit.typed.javadsl.{ActorTestKit, ManualTime}
import akka.actor.typed.ActorRef
import akka.cluster.sharding.typed.javadsl.ClusterSharding
import akka.persistence.testkit.{PersistenceTestKitPlugin, PersistenceTestKitSnapshotPlugin}
import com.typesafe.config.ConfigFactory
import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec

import usher.agent.AgentEntity._
import usher.agent.AgentService.News
import usher.agent.Presence.{NOT_READY, OFFLINE, READY}
import usher.kernel.{Handling, Media, OfferId, Rona, Subject, Why, WrapUp}

/** Agents whose desks are lost (SEMANTICS e3). Time passes only when it is told to. */
class LeaseSpec extends AnyWordSpec with BeforeAndAfterAll {
  private val kit = ActorTestKit.create(ManualTime.config
    .withFallback(PersistenceTestKitPlugin.config)
    .withFallback(PersistenceTestKitSnapshotPlugin.config)
    .withFallback(ConfigFactory.parseString(LeaseSpec.Config))
    .withFallback(ConfigFactory.load()))
  private val manual = ManualTime.get(kit.system)
  @volatile private var time = Instant.parse("2026-01-31T08:30:00Z")
  private var made = 0

  override def afterAll(): Unit = kit.shutdownTestKit()

  private object Wall extends Clock {
    override def instant: Instant = time
    override def getZone: ZoneId = ZoneOffset.UTC
    override def withZone(zone: ZoneId): Clock = this
  }

  private object Coordinator extends Follower {
    override def agent(agent: Agent): Unit = ()
    override def digest(agent: String, revision: Long): Unit = ()
  }

  private object NoContacts extends Contacts {
    override def tell(told: Told, why: Why): Unit = ()
  }

  private final class Person {
    made += 1
    private val id = s"ann-$made"
    private var ref = spawn()
    private val desk = kit.createTestProbe[News]().getRef
    ask(new Define(new Profile("Ann", null, java.util.Map.of(), java.util.List.of(), Capacity.DEFAULT,
      java.util.Map.of()), null, _))

    private def spawn(): ActorRef[Command] = {
      val shard = kit.createTestProbe[ClusterSharding.ShardCommand]()
      kit.spawn(AgentEntity.create(id, NoContacts, Coordinator, Wall, shard.getRef))
    }

    private def ask(command: ActorRef[Reply] => Command): Agent = {
      val probe = kit.createTestProbe[Reply]()
      ref.tell(command(probe.getRef))
      ref.tell(new Heard(99))
      probe.receiveMessage(Duration.ofSeconds(10)).asInstanceOf[Done].desk.agent
    }

    def now: Agent = ask(new Get(_))
    def takes: Boolean = now.takes(Media.VOICE)
    def says(presence: Presence): Agent = ask(new SetPresence(presence, null, null, null, _))
    def opens(): Person = heard(new Listen(desk))
    def loses(): Person = heard(new StopListening(desk))

    private def heard(command: Command): Person = {
      ref.tell(command)
      pass(0.001)
      this
    }

    def pass(seconds: Double): Agent = {
      now // whatever was said is done, and its alarm is set
      val by = Duration.ofMillis(math.round(seconds * 1000))
      time = time.plus(by)
      manual.timePasses(by)
      now
    }

    def talks(): Unit = {
      val offer = new OfferId("call", 0, id, 1)
      val handling = new Handling(Duration.ofSeconds(15), Duration.ofSeconds(10), WrapUp.NONE, Rona.DEFAULT, 1, 1, 1, null)
      ref.tell(new Propose(offer, "q", Subject.of(Media.VOICE), handling, null))
      ref.tell(new Connected(offer, false))
    }

    def wakesAnew(): Unit = {
      kit.stop(ref)
      ref = spawn()
    }
  }

  private def ready(): Person = {
    val ann = new Person
    ann.says(READY)
    ann
  }

  "An agent whose desk is lost" should {
    "be offered nothing new after 15 s, and be signed out after 60" in {
      val ann = ready().opens()
      ann.pass(100)
      assert(ann.loses().pass(14.9).takes(Media.VOICE))
      assert(!ann.pass(0.1).takes(Media.VOICE) && ann.now.presence == READY)
      assert(ann.pass(44.8).presence == READY)
      val gone = ann.pass(0.2)
      assert(gone.presence == OFFLINE && gone.reason == Agent.DESK_LOST && gone.planned == null)
      assert(ann.opens().says(READY).takes(Media.VOICE))
    }

    "not be told from others when the desk is back in time" in {
      val ann = ready().opens()
      val before = ann.now
      for (_ <- 1 to 5) {
        ann.loses().pass(14)
        ann.opens()
      }
      assert(ann.pass(100) == before)
    }

    "be offered again when the desk is back, with the idle time it had" in {
      val ann = ready().opens()
      val before = ann.now
      assert(!ann.loses().pass(59).takes(Media.VOICE))
      assert(ann.opens().takes && ann.now.idleSince == before.idleSince)
      assert(ann.pass(100).takes(Media.VOICE))
    }

    "have its whole time when it wakes" in {
      val ann = ready().opens()
      ann.wakesAnew()
      assert(ann.pass(14.9).takes(Media.VOICE) && !ann.pass(0.1).takes(Media.VOICE))
      ann.wakesAnew()
      assert(ann.pass(59.9).presence == READY && ann.pass(0.1).presence == OFFLINE)
    }

    "finish what it has, and be signed out after it" in {
      val ann = ready().opens()
      ann.talks()
      val busy = ann.loses().pass(14)
      assert(busy.slots.size == 1)
      ann.pass(1)
      assert(ann.pass(45).planned.presence == OFFLINE && ann.now.presence == READY)
      assert(ann.pass(300) == ann.now)
    }

    "need none after its own word" in {
      val ann = ready().opens().loses()
      assert(!ann.pass(20).takes(Media.VOICE))
      assert(ann.says(READY).takes(Media.VOICE) && ann.pass(300).takes(Media.VOICE))
    }

    "count one that was open before it signed in" in {
      val ann = new Person().opens()
      ann.says(READY)
      ann.pass(1)
      assert(!ann.loses().pass(15).takes(Media.VOICE))
    }

    "not be awaited where it was closed before the agent signed in" in {
      val ann = ready().opens().loses()
      ann.says(OFFLINE)
      ann.says(NOT_READY)
      ann.says(READY)
      assert(ann.pass(300).takes(Media.VOICE))
    }
  }

  "An agent who never opened one" should {
    "not be missed" in assert(ready().pass(300).takes(Media.VOICE))
  }
}

private object LeaseSpec {
  /** The journal may take as long as it takes, by the clock of these agents. */
  val Config = """
    akka.actor.provider = local
    akka.persistence.journal-plugin-fallback.circuit-breaker.call-timeout = 1d
    akka.persistence.snapshot-store-plugin-fallback.circuit-breaker.call-timeout = 1d
    """
}
