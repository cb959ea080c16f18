package usher.interaction

import java.time.{Clock, Duration, Instant, ZoneId, ZoneOffset}
import java.util.Locale
import java.util.concurrent.{ConcurrentLinkedQueue, CountDownLatch, TimeUnit}

import scala.jdk.CollectionConverters._

import akka.actor.testkit.typed.javadsl.{ActorTestKit, ManualTime, TestProbe}
import akka.actor.typed.ActorRef
import akka.cluster.sharding.typed.javadsl.ClusterSharding
import akka.persistence.testkit.javadsl.PersistenceTestKit
import akka.persistence.testkit.{
  JournalOperation, PersistenceTestKitPlugin, ProcessingPolicy, ProcessingResult, ProcessingSuccess,
  WriteEvents}
import com.typesafe.config.ConfigFactory

import usher.interaction.InteractionEntity._
import usher.kernel.{Cause, Ending, Handling, OfferId, Rona, WrapUp}

/** Where two commands to one contact race: the second comes while the first is being written. Time
  * passes only when it is told to.
  */
private[interaction] final class Track extends AutoCloseable {
  private val kit = ActorTestKit.create(ManualTime.config
    .withFallback(PersistenceTestKitPlugin.config)
    .withFallback(ConfigFactory.parseString(Track.Config))
    .withFallback(ConfigFactory.load()))
  private val journal = PersistenceTestKit.create(kit.system)
  private val manual = ManualTime.get(kit.system)
  @volatile private var now = LifeSpec.now
  private var made = 0

  override def close(): Unit = kit.shutdownTestKit()

  /** Every timer that comes due by then has spoken before this returns. */
  def pass(time: Duration): Unit = {
    now = now.plus(time)
    manual.timePasses(time)
  }

  private object Wall extends Clock {
    override def instant: Instant = now
    override def getZone: ZoneId = ZoneOffset.UTC
    override def withZone(zone: ZoneId): Clock = this
  }

  /** What has been said to agents, switches and lines, in order. */
  private final class Near extends Neighbours {
    val told = new ConcurrentLinkedQueue[Told]
    override def tell(t: Told, attempt: Long): Unit = told.add(t)
  }

  /** One who has asked for something. */
  final class Caller(probe: TestProbe[Reply]) {
    private lazy val answer = probe.receiveMessage(Duration.ofSeconds(20))
    def done: Done = answer match {
      case d: Done => d
      case other => throw new AssertionError(other)
    }
    def refused: String = answer match {
      case r: Refused => r.refusal.code
      case other => throw new AssertionError(other)
    }
    def changed: Interaction = answer match {
      case c: Changed => c.interaction
      case other => throw new AssertionError(other)
    }
  }

  /** A contact that waits; `source` is its switch, `wave` how many agents are asked at once. */
  final class Contact(source: String, wave: Int = 1) {
    made += 1
    val id = s"r$made"
    private val shard: TestProbe[ClusterSharding.ShardCommand] = kit.createTestProbe()
    private var near = new Near
    private var ref = spawn()
    private var (heard, written) = (0, 0)
    private val handling = new Handling(Track.Patience, Track.Connect, WrapUp.NONE, Rona.DEFAULT, wave, 1, 1, null)

    say(new Order.Create(LifeSpec.facts(source)))
    waited(0)
    mark()

    private def spawn(): ActorRef[Command] = kit.spawn(InteractionEntity.create(id, near, Wall, shard.getRef))

    def say(order: Order, key: String = null, ifRevision: java.lang.Long = null): Caller = {
      val probe = kit.createTestProbe[Reply]()
      ref.tell(new Do(order, new Cause("test", key), ifRevision, Own.ANY, probe.getRef))
      new Caller(probe)
    }

    /** Its queue has it for this round. */
    def waited(round: Int): Unit = ref.tell(new Waited("billing", round, handling))

    def by(agent: String, round: Int = 0) = new OfferId(id, round, agent, 1)
    def byHand(agent: String): OfferId = OfferId.byHand(id, 0, agent)

    /** The agent holds this offer for it, and asks. */
    def offer(o: OfferId): Unit = ref.tell(new Offer(o, handling, null, null))
    def revoke(o: OfferId): Unit = ref.tell(new Revoke(o))

    /** These agents have been asked. */
    def offered(agents: String*): Contact = {
      agents.foreach(agent => offer(by(agent)))
      mark()
      this
    }

    def now: Interaction = {
      val probe = kit.createTestProbe[Reply]()
      ref.tell(new Get(probe.getRef))
      new Caller(probe).done.interaction
    }

    private def events = journal.persistedInStorage(s"interaction|$id").asScala.toSeq

    /** What follows is the race; its switch has heard what came before. */
    private def mark(): Unit = {
      now
      near.told.asScala.foreach { case t: Told.Ordered => ref.tell(new Ordered(t.order.id)); case _ => () }
      now
      heard = near.told.size
      written = events.size
    }

    /** `second` comes when `first` is on its way to the journal, and has not arrived there. */
    def race[A, B](first: => A)(second: => B): (A, B) = {
      val (begun, go) = (new CountDownLatch(1), new CountDownLatch(1))
      journal.withPolicy(new ProcessingPolicy[JournalOperation] {
        override def tryProcess(id: String, op: JournalOperation): ProcessingResult = {
          if (op.isInstanceOf[WriteEvents]) {
            begun.countDown()
            go.await(20, TimeUnit.SECONDS)
          }
          ProcessingSuccess.getInstance
        }
      })
      try {
        val one = first
        assert(begun.await(20, TimeUnit.SECONDS), "nothing is being written")
        one -> second
      } finally {
        go.countDown()
        journal.resetPolicy()
        now
      }
    }

    /** What has been written since it was ready for the race. */
    def history: Seq[String] = {
      now
      events.drop(written).map {
        case e: InteractionEvent.OfferEnded => s"ended ${e.offer.agent} ${Track.word(e.ending)}"
        case e: InteractionEvent.Offered => s"offered ${e.offer.agent}"
        case e: InteractionEvent.OfferAccepted => s"accepted ${e.offer.agent}"
        case e: InteractionEvent.Connected => s"connected ${e.offer.agent}"
        case e: InteractionEvent.Completed => e.outcome.word
        case other => other.getClass.getSimpleName
      }
    }

    /** What agents and the switch have been told since. */
    def told: Seq[String] = {
      now
      near.told.asScala.toSeq.drop(heard).collect {
        case t: Told.Ordered => s"switch ${t.order.id.stripPrefix(id)}"
        case t: Told.Assign => s"${t.offer.agent} assign"
        case t if Track.word(t).isDefined => Track.word(t).map { case (o, word) => s"${o.agent} $word" }.get
      }
    }

    private def lastWords: Map[OfferId, String] = near.told.asScala.flatMap(Track.word).toMap

    /** Another incarnation knows the same, and has the same last word for every agent who asks. */
    def holdsAfterRestart(): Unit = {
      val (before, words, story) = (now, lastWords, events)
      kit.stop(ref)
      near = new Near
      ref = spawn()
      assert(now == before)
      words.keys.foreach(offer)
      now
      assert(lastWords == words)
      assert(events == story)
    }
  }
}

private[interaction] object Track {
  /** The journal may take as long as a race takes, by the clock of that race. */
  private val Config = """
    akka.actor.provider = local
    akka.persistence.journal-plugin-fallback.circuit-breaker.call-timeout = 1d
    """
  val Patience: Duration = Duration.ofSeconds(15)
  val Connect: Duration = Duration.ofSeconds(30)

  private def word(ending: Ending) = ending.name.toLowerCase(Locale.ROOT).replace('_', '-')

  /** What an agent is told of an offer. */
  private def word(t: Told): Option[(OfferId, String)] = t match {
    case p: Told.Pending => Some(p.offer -> (if (p.accepted) "accepted" else "pending"))
    case c: Told.Connected => Some(c.offer -> "connected")
    case c: Told.Closed => Some(c.offer -> s"closed ${word(c.ending)}")
    case _ => None
  }
}
