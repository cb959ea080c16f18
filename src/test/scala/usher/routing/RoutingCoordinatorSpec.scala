package usher.routing

import java.time.{Clock, Duration}
import java.util.{List => JList}

import akka.actor.testkit.typed.javadsl.{ActorTestKit, TestProbe}
import akka.persistence.testkit.{PersistenceTestKitPlugin, PersistenceTestKitSnapshotPlugin}
import com.typesafe.config.ConfigFactory
import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec

import usher.queue.Change

/** The shell around the board: what it makes of those who speak before it can listen. */
class RoutingCoordinatorSpec extends AnyWordSpec with BeforeAndAfterAll {
  private val kit = ActorTestKit.create(PersistenceTestKitPlugin.config
    .withFallback(PersistenceTestKitSnapshotPlugin.config)
    .withFallback(ConfigFactory.parseString("akka.remote.artery.canonical.port = 0"))
    .withFallback(ConfigFactory.load()))

  override def afterAll(): Unit = kit.shutdownTestKit()

  "a coordinator" should {
    "ask a queue that is new to its domain, also where it heard of it before it had read its journal" in {
      val told: TestProbe[Told] = kit.createTestProbe()
      val outward: Outward = t => told.getRef.tell(t)
      val coordinator = kit.spawn(RoutingCoordinator.create("default", outward, Clock.systemUTC()))
      // At once: its journal is read meanwhile, and the queue says it again only after seconds.
      coordinator.tell(new RoutingCoordinator.QueueChanges("new", 1, JList.of(new Change.Listed)))
      told.fishForMessage(Duration.ofSeconds(2), "", {
        case ask: Told.ReportQueue if ask.queue == "new" =>
          akka.actor.testkit.typed.javadsl.FishingOutcomes.complete()
        case _ => akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore()
      })
    }
  }
}
