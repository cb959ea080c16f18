package usher.switching

import java.time.{Clock, Duration, Instant, ZoneId, ZoneOffset}
import java.util.concurrent.{ConcurrentLinkedQueue, CountDownLatch, TimeUnit}
import java.util.{List => JList, Map => JMap, Set => JSet}

import scala.jdk.CollectionConverters._

import akka.actor.testkit.typed.javadsl.{ActorTestKit, TestProbe}
import akka.actor.typed.ActorRef
import akka.cluster.sharding.typed.javadsl.ClusterSharding
import akka.persistence.testkit.javadsl.PersistenceTestKit
import akka.persistence.testkit.{
  JournalOperation, PersistenceTestKitPlugin, PersistenceTestKitSnapshotPlugin, ProcessingPolicy, ProcessingResult,
  ProcessingSuccess, StorageFailure, WriteEvents}
import com.typesafe.config.ConfigFactory
import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec

import usher.kernel.SwitchOrder
import usher.kernel.SwitchOrder.Kind
import usher.switching.SwitchEntity._
import usher.switching.SwitchService.News

/** The shell around an outbox: what is written and when, who hears what, and what a crash leaves. */
class SwitchEntitySpec extends AnyWordSpec with BeforeAndAfterAll {
  private val kit = ActorTestKit.create(PersistenceTestKitPlugin.config
    .withFallback(PersistenceTestKitSnapshotPlugin.config)
    .withFallback(ConfigFactory.parseString("akka.actor.provider = local"))
    .withFallback(ConfigFactory.load()))
  private val journal = PersistenceTestKit.create(kit.system)
  private var made = 0

  override def afterAll(): Unit = kit.shutdownTestKit()

  private final class Wall extends Clock {
    @volatile var offset: Duration = Duration.ZERO
    override def instant: Instant = Instant.now.plus(offset)
    override def getZone: ZoneId = ZoneOffset.UTC
    override def withZone(zone: ZoneId): Clock = this
  }

  private final class Switch {
    made += 1
    val source = s"sw$made"
    val told = new ConcurrentLinkedQueue[String]
    val wall = new Wall
    val shard: TestProbe[ClusterSharding.ShardCommand] = kit.createTestProbe()
    private val contacts = new Contacts {
      override def ordered(interaction: String, order: String): Unit = told.add(s"ordered $order")
      override def routed(interaction: String, offer: String): Unit = told.add(s"routed $offer")
    }
    var ref: ActorRef[Command] = start()
    def start(): ActorRef[Command] = kit.spawn(SwitchEntity.create(source, contacts, wall, shard.getRef))

    def restart(): Unit = {
      val gone = kit.createTestProbe[Command]()
      ref.tell(Stop.STOP)
      gone.expectTerminated(ref)
      ref = start()
    }

    private def wanted(id: String, kind: Kind, seconds: Long) = new SwitchOrder(source, id, kind, "c", 1,
      id.takeWhile(_ != ':'), "ann", wall.instant.plusSeconds(seconds), JMap.of())

    def order(id: String, kind: Kind = Kind.ROUTE, seconds: Long = 60): Unit =
      ref.tell(new Order(wanted(id, kind, seconds), null))

    def orderAndWait(id: String): Unit = {
      val caller = kit.createTestProbe[Reply]()
      ref.tell(new Order(wanted(id, Kind.ROUTE, 3600), caller.getRef))
      caller.expectMessageClass(classOf[Done], Duration.ofSeconds(20))
      caller.stop()
    }

    def hasTold(what: String): Unit = eventually(assert(told.contains(what), told))

    def listener(): TestProbe[News] = {
      val stream = kit.createTestProbe[News]()
      ref.tell(new Listen(stream.getRef))
      stream
    }

    def status: Status = {
      val reader = kit.createTestProbe[Reply]()
      ref.tell(new Get(reader.getRef))
      reader.expectMessageClass(classOf[Status])
    }

    def take(id: String): Reply = {
      val caller = kit.createTestProbe[Reply]()
      ref.tell(new Take(id, caller.getRef))
      caller.receiveMessage()
    }

    def rows: Int = journal.persistedInStorage(s"switch|$source").size
  }

  private def eventually(check: => Unit): Unit =
    kit.createTestProbe[String]().awaitAssert(() => { check; null })

  private def ids(news: News): Seq[String] = news.orders.asScala.map(_.order.id).toSeq

  private def hears(stream: TestProbe[News], whole: Boolean, orders: String*): News = {
    val news = stream.receiveMessage()
    assert(news.whole == whole && ids(news) == orders)
    news
  }

  private def withPolicy[T](decide: WriteEvents => ProcessingResult)(act: => T): T = {
    journal.withPolicy(new ProcessingPolicy[JournalOperation] {
      override def tryProcess(id: String, op: JournalOperation): ProcessingResult = op match {
        case write: WriteEvents => decide(write)
        case _ => ProcessingSuccess.getInstance
      }
    })
    try act finally journal.resetPolicy()
  }

  "a switch for which nobody has ever listened" should {
    "cost the journal nothing, and its contacts no waiting" in {
      val switch = new Switch
      switch.order("c~1:route")
      switch.hasTold("ordered c~1:route")
      assert(switch.status.owed == 1 && switch.rows == 0)
    }

    "hear all that is owed when it begins to listen, and from then on a crash loses none of it" in {
      val switch = new Switch
      switch.order("c~1:route")
      hears(switch.listener(), whole = true, "c~1:route")
      assert(switch.rows == 1)
      switch.order("c~2:route")
      switch.hasTold("ordered c~2:route")
      switch.restart()
      hears(switch.listener(), whole = true, "c~1:route", "c~2:route")
    }

    "rest when nothing is left to know" in {
      val switch = new Switch
      switch.order("c~1:route", seconds = 1)
      switch.hasTold("ordered c~1:route")
      switch.wall.offset = Duration.ofMinutes(20)
      switch.shard.expectMessageClass(classOf[ClusterSharding.Passivate[_]], Duration.ofSeconds(20))
    }
  }

  "a listener" should {
    "hear what is owed first, then each new order once" in {
      val switch = new Switch
      val stream = switch.listener()
      hears(stream, whole = true)
      switch.order("c~1:route")
      hears(stream, whole = false, "c~1:route")
      switch.ref.tell(new Listen(stream.getRef)) // it makes sure, every now and then
      switch.order("c~1:route")
      switch.order("c~2:route")
      hears(stream, whole = false, "c~2:route")
    }

    "not be the only one, and be counted until it is gone" in {
      val switch = new Switch
      val both = Seq(switch.listener(), switch.listener())
      both.foreach(hears(_, whole = true))
      switch.order("c~1:route")
      both.foreach(hears(_, whole = false, "c~1:route"))
      assert(switch.status.listeners == 2)
      both.head.stop()
      eventually(assert(switch.status.listeners == 1))
    }
  }

  "an acknowledged order" should {
    "not be owed after a crash either" in {
      val switch = new Switch
      switch.listener()
      switch.order("c~1:route")
      assert(switch.take("c~1:route").asInstanceOf[Done].changed)
      assert(!switch.take("c~1:route").asInstanceOf[Done].changed)
      assert(switch.take("c~7:route").asInstanceOf[Refused].refusal.code == "command.unknown")
      switch.restart()
      hears(switch.listener(), whole = true)
    }
  }

  "an outbox with a long past" should {
    "come back from its snapshot and the few rows after it" in {
      val switch = new Switch
      switch.listener()
      val all = (1 to 1010).map(n => s"c~$n:route")
      all.foreach(switch.orderAndWait)
      eventually(assert(switch.rows < 600, switch.rows))
      switch.restart()
      hears(switch.listener(), whole = true, all: _*)
    }
  }

  "an order that an event has answered" should {
    "be owed no more, and cost a row only with the next one" in {
      val switch = new Switch
      switch.listener()
      switch.order("c~1:route")
      switch.hasTold("ordered c~1:route")
      val before = switch.rows
      switch.ref.tell(new Answered("c", "ann", "c~1", JSet.of(Kind.ROUTE)))
      eventually(assert(switch.status.owed == 0))
      assert(switch.rows == before)
      switch.order("c:play", Kind.PLAY)
      switch.hasTold("ordered c:play")
      assert(switch.rows == before + 1)
      switch.restart()
      hears(switch.listener(), whole = true, "c:play")
    }
  }

  "while a write hangs" should {
    "nothing be confirmed or said, and then all in one more write" in {
      val switch = new Switch
      val stream = switch.listener()
      hears(stream, whole = true)
      val (begun, go) = (new CountDownLatch(1), new CountDownLatch(1))
      val before = switch.rows
      withPolicy { _ => begun.countDown(); go.await(20, TimeUnit.SECONDS); ProcessingSuccess.getInstance } {
        switch.order("c~1:route")
        assert(begun.await(20, TimeUnit.SECONDS))
        switch.order("c~1:cancel", Kind.CANCEL_ROUTE)
        switch.order("c~2:route")
        assert(switch.status.owed == 0) // it has read them, and says nothing
        assert(switch.told.isEmpty)
        stream.expectNoMessage(Duration.ofMillis(50))
        go.countDown()
        hears(stream, whole = false, "c~1:route")
        hears(stream, whole = false, "c~1:cancel", "c~2:route")
        assert(switch.rows == before + 2)
      }
    }
  }

  "a write that fails" should {
    "confirm nothing: who is owed the word asks again, and the order is there once" in {
      val switch = new Switch
      hears(switch.listener(), whole = true)
      val gone = kit.createTestProbe[Command]()
      withPolicy(_ => StorageFailure.create()) {
        switch.order("c~1:route")
        gone.expectTerminated(switch.ref)
      }
      assert(switch.told.isEmpty)
      switch.ref = switch.start()
      switch.order("c~1:route")
      switch.order("c~1:route")
      hears(switch.listener(), whole = true, "c~1:route")
    }
  }

  "a route whose time is over" should {
    "be asked about: a cancellation may have been lost in a crash" in {
      val switch = new Switch
      switch.listener()
      switch.order("c~1:route", seconds = 1)
      switch.hasTold("ordered c~1:route")
      switch.wall.offset = Duration.ofSeconds(10)
      kit.createTestProbe[String]().awaitAssert(Duration.ofSeconds(20), () => {
        assert(switch.told.contains("routed c~1")); null })
    }
  }

  "lists of live calls" should {
    "be remembered from one to the next" in {
      val switch = new Switch
      val caller = kit.createTestProbe[Reply]()
      val at = Instant.parse("2026-01-01T10:00:00Z")
      for ((seconds, lost) <- Seq(0 -> JMap.of[String, Instant](), 10 -> JMap.of("a", at))) {
        switch.ref.tell(new Listed(at.plusSeconds(seconds), JSet.of("a"), caller.getRef))
        assert(caller.receiveMessage() == new Lost(lost))
      }
    }
  }

  "what goes to and fro" should {
    "be judged by when it was seen" in {
      val latest = new Latest
      val at = Instant.parse("2026-01-01T10:00:00Z")
      assert(latest.isLatest("ann", at) && latest.isLatest("ann", at))
      assert(!latest.isLatest("ann", at.minusMillis(1)) && latest.isLatest("bob", at.minusMillis(1)))
      assert(latest.isLatest("ann", at.plusMillis(1)) && !latest.isLatest("ann", at))
    }

    "be forgotten in the end" in {
      val latest = new Latest
      val at = Instant.parse("2026-01-01T10:00:00Z")
      (0 to 20000).foreach(n => latest.isLatest(s"agent-$n", at))
      assert(latest.isLatest("agent-0", at.minusMillis(1)) && !latest.isLatest("agent-20000", at.minusMillis(1)))
    }
  }

  "numbers of events" should {
    "show what is missing" in {
      val switch = new Switch
      switch.ref.tell(new Noted(JList.of(1L, 2L, 5L)))
      val heard = switch.status.sequences
      assert(heard.last == 5 && heard.gaps.get(0).from == 3 && heard.lastEventAt != null)
    }
  }
}
