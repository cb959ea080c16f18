package usher.agent

import akka.actor.testkit.typed.javadsl.ActorTestKit
import akka.cluster.sharding.typed.javadsl.ClusterSharding
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit
import com.typesafe.config.ConfigFactory
import java.time.{Clock, Duration}
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit.SECONDS
import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec
import usher.kernel.Why

/** When a definition is acknowledged: not before the coordinator has said that it knows the agent. */
class AgentListingSpec extends AnyWordSpec with BeforeAndAfterAll {

  private val system = ActorTestKit.create(
    EventSourcedBehaviorTestKit.config
      .withFallback(ConfigFactory.parseString("akka.actor.provider = local"))
      .withFallback(ConfigFactory.load()))

  override def afterAll(): Unit = system.shutdownTestKit()

  "An agent" should {
    "be acknowledged when its coordinator knows it" in {
      val answer = define("Ann")
      answer.expectNoMessage(Duration.ofMillis(50))
      ann.runCommand(new AgentEntity.Heard(1))
      assert(answer.receiveMessage().isInstanceOf[AgentEntity.Done])
    }

    "ask at once, after a restart, whether it is known, and not wait for the next digest" in {
      ann.restart()
      asked.clear()
      val answer = define("Ann")
      assert(asked.poll(1, SECONDS) == "ann 1", "the digest is due in 5 s only")
      ann.runCommand(new AgentEntity.Heard(1))
      assert(answer.receiveMessage().isInstanceOf[AgentEntity.Done])
    }

    "be answered without asking when it has been heard since it woke" in {
      asked.clear()
      val answer = define("Anna")
      assert(answer.receiveMessage().isInstanceOf[AgentEntity.Done])
      assert(asked.isEmpty)
    }

    "not go to rest when it was defined while the word for it was on its way" in {
      ann.runCommand(AgentEntity.Alarm.REST)
      shard.expectNoMessage(Duration.ZERO)
    }
  }

  private val asked = new LinkedBlockingQueue[String]

  private object Coordinator extends Follower {
    override def agent(agent: Agent): Unit = ()
    override def digest(agent: String, revision: Long): Unit = asked.add(s"$agent $revision")
  }

  private object NoContacts extends Contacts {
    override def tell(told: Told, why: Why): Unit = ()
  }

  private lazy val ann = EventSourcedBehaviorTestKit
    .create[AgentEntity.Command, AgentEvent, Agent](
      system.system,
      AgentEntity.create("ann", NoContacts, Coordinator, Clock.systemUTC, shard.ref))

  private lazy val shard = system.createTestProbe[ClusterSharding.ShardCommand]()

  private def define(name: String) = {
    val answer = system.createTestProbe[AgentEntity.Reply]()
    val profile = new Profile(name, null, java.util.Map.of(), java.util.List.of(), Capacity.DEFAULT, java.util.Map.of())
    ann.runCommand(new AgentEntity.Define(profile, null, answer.ref))
    answer
  }
}
