package usher.interaction

import java.time.{Clock, Duration, Instant, ZoneId, ZoneOffset}
import java.util.concurrent.{ConcurrentLinkedQueue, CountDownLatch, TimeUnit}

import scala.jdk.CollectionConverters._

import akka.actor.testkit.typed.javadsl.{ActorTestKit, TestProbe}
import akka.actor.typed.ActorRef
import akka.cluster.sharding.typed.javadsl.ClusterSharding
import akka.persistence.testkit.javadsl.PersistenceTestKit
import akka.persistence.testkit.{
  JournalOperation, PersistenceTestKitPlugin, ProcessingPolicy, ProcessingResult, ProcessingSuccess,
  StorageFailure, WriteEvents}
import com.typesafe.config.ConfigFactory
import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec

import usher.interaction.InteractionEntity._
import usher.kernel.{Cause, Handling, OfferId, Rona, WrapUp}

/** The shell around a contact: what it does while a write hangs or fails, and when it may rest. */
class InteractionEntitySpec extends AnyWordSpec with BeforeAndAfterAll {
  private val kit = ActorTestKit.create(PersistenceTestKitPlugin.config
    .withFallback(ConfigFactory.parseString("akka.actor.provider = local"))
    .withFallback(ConfigFactory.load()))
  private val journal = PersistenceTestKit.create(kit.system)
  private var made = 0

  override def afterAll(): Unit = kit.shutdownTestKit()

  private final class Near extends Neighbours {
    val told = new ConcurrentLinkedQueue[Told]
    override def tell(t: Told, attempt: Long): Unit = told.add(t)
  }

  private final class Wall extends Clock {
    @volatile var offset: Duration = Duration.ZERO
    override def instant: Instant = Instant.now.plus(offset)
    override def getZone: ZoneId = ZoneOffset.UTC
    override def withZone(zone: ZoneId): Clock = this
  }

  private final class Contact {
    made += 1
    val id = s"c$made"
    val shard: TestProbe[ClusterSharding.ShardCommand] = kit.createTestProbe()
    val caller: TestProbe[Reply] = kit.createTestProbe()
    val near = new Near
    val wall = new Wall
    val ref: ActorRef[Command] =
      kit.spawn(InteractionEntity.create(id, near, wall, shard.getRef))
    val offer = new OfferId(id, 0, "ann", 1)

    def order(what: Order): Command = new Do(what, Cause.by("test"), null, Own.ANY, caller.getRef)

    def create(): Unit = ref.tell(order(new Order.Create(LifeSpec.facts(null))))

    def queued(): Contact = {
      create()
      caller.awaitAssert(() => { assert(!near.told.isEmpty); null })
      ref.tell(new Waited("billing", 0, LifeSpec.handling))
      caller.receiveMessage()
      this
    }

    def offered(patience: Duration = Duration.ofSeconds(15)): Contact = {
      queued()
      ref.tell(new Offer(offer, new Handling(patience, patience, WrapUp.NONE, Rona.DEFAULT, 1, 1, 1, null), null, null))
      caller.awaitAssert(() => { assert(near.told.asScala.exists(_.isInstanceOf[Told.Pending])); null })
      this
    }

    def status: Status = {
      val reader = kit.createTestProbe[Reply]()
      ref.tell(new Get(reader.getRef))
      reader.receiveMessage().asInstanceOf[Done].interaction.status
    }
  }

  /** Holds every write back until it is let go. */
  private def whileWritesHang[T](act: => T): T = {
    val go = new CountDownLatch(1)
    journal.withPolicy(new ProcessingPolicy[JournalOperation] {
      override def tryProcess(id: String, op: JournalOperation): ProcessingResult = op match {
        case _: WriteEvents => go.await(20, TimeUnit.SECONDS); ProcessingSuccess.getInstance
        case _ => ProcessingSuccess.getInstance
      }
    })
    try act
    finally {
      go.countDown()
      journal.resetPolicy()
    }
  }

  "a contact whose write hangs" should {
    "not end the JVM however often it is read meanwhile" in {
      val c = new Contact
      val reader = kit.createTestProbe[Reply]()
      whileWritesHang {
        c.create()
        for (_ <- 1 to 4000) c.ref.tell(new Get(reader.getRef))
      }
      reader.receiveMessage() // the first of those that found room
      assert(c.status == Status.QUEUED)
    }
  }

  "a contact that is born just when it would have gone to rest" should {
    "stay, and answer whoever reports it" in {
      val c = new Contact
      whileWritesHang {
        c.create()
        c.ref.tell(Alarm.REST)
      }
      c.caller.awaitAssert(() => { assert(!c.near.told.isEmpty); null })
      c.ref.tell(new Waited("billing", 0, LifeSpec.handling))
      assert(c.caller.receiveMessage().asInstanceOf[Done].created)
      c.shard.expectNoMessage(Duration.ZERO)
    }
  }

  "a contact that nobody has reported" should {
    "go to rest" in {
      val c = new Contact
      c.ref.tell(Alarm.REST)
      c.shard.expectMessageClass(classOf[ClusterSharding.Passivate[_]])
    }
  }

  "a contact whose write failed" should {
    "tell nobody that it was done, and answer as the journal has it" in {
      val c = new Contact().offered()
      journal.withPolicy(new ProcessingPolicy[JournalOperation] {
        override def tryProcess(id: String, op: JournalOperation): ProcessingResult = op match {
          case _: WriteEvents => StorageFailure.create(new RuntimeException("disk full"))
          case _ => ProcessingSuccess.getInstance
        }
      })
      c.ref.tell(c.order(new Order.Accept(1)))
      c.caller.awaitAssert(() => { assert(c.status == Status.OFFERED); null })
      journal.resetPolicy()
      c.caller.expectNoMessage()
      c.ref.tell(c.order(new Order.Accept(1)))
      assert(c.caller.receiveMessage().asInstanceOf[Done].changed)
      assert(c.status == Status.CONNECTED)
    }
  }

  "a contact" should {
    "promise nothing before its queue has it" in {
      val c = new Contact
      c.create()
      c.caller.expectNoMessage()
      c.ref.tell(new Waited("billing", 0, LifeSpec.handling))
      assert(c.caller.receiveMessage().asInstanceOf[Done].created)
    }

    "stay awake while it waits, however long ago it was nobody" in {
      val c = new Contact().queued()
      c.shard.expectNoMessage(Duration.ofSeconds(6))
    }

    "rest when it is over and owes nothing" in {
      val c = new Contact().queued()
      c.ref.tell(c.order(new Order.HungUp))
      c.ref.tell(new Parted("billing", 0))
      c.shard.expectMessageClass(classOf[ClusterSharding.Passivate[_]], Duration.ofSeconds(8))
    }

    "say where it stands when nobody takes it over, and the same to the same key" in {
      val c = new Contact().offered()
      val consult = s"${c.id}:c1"
      for (order <- Seq(new Order.Accept(1), new Order.Hold(consult))) {
        c.ref.tell(c.order(order))
        assert(c.caller.receiveMessage().asInstanceOf[Done].changed)
      }
      val hands = new Do(new Order.HandOver(new OfferId(consult, 0, "bob", 1)), new Cause("api", "k", "d"),
        null, Own.ANY, c.caller.getRef)
      c.ref.tell(hands)
      c.ref.tell(hands)
      c.caller.expectNoMessage()
      c.ref.tell(new NotTaken(OfferId.byHand(c.id, 1, "bob")))
      c.ref.tell(hands)
      for (_ <- 1 to 3) {
        val no = c.caller.receiveMessage().asInstanceOf[Refused].refusal
        assert(no.code == "consult.gone" && no.currentState == "held" && no.allowedActions.contains("retrieve"))
      }
    }

    "not rely, as a consult, on what it heard before it was born" in {
      val c = new Contact
      c.ref.tell(new ConsultIs("call", Consults.Fate.OVER))
      c.ref.tell(c.order(new Order.Create(LifeSpec.facts("sw").consult("call", "billing", null))))
      val question = new Told.ConsultKnows("call", c.id, null)
      c.caller.awaitAssert(Duration.ofSeconds(5), () => {
        assert(c.near.told.asScala.count(_ == question) >= 2); null // until somebody answers
      })
      c.ref.tell(new ConsultIs("call", Consults.Fate.OVER))
      assert(c.status == Status.COMPLETED)
    }

    "let an offer run out in time though the clock was set back an hour" in {
      val c = new Contact().offered(Duration.ofSeconds(1))
      c.wall.offset = Duration.ofHours(-1)
      c.caller.awaitAssert(Duration.ofSeconds(4), () => { assert(c.status == Status.QUEUED); null })
    }
  }
}
