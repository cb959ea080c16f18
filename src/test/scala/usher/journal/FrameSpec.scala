package usher.journal

import akka.actor.testkit.typed.javadsl.ActorTestKit
import akka.serialization.SerializationExtension
import com.typesafe.config.ConfigFactory
import java.time.Instant
import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec
import scala.jdk.CollectionConverters._
import usher.kernel.{Contact, Media}
import usher.queue.{Definition, Entry, Follower}

/** What is larger than a frame between nodes is dropped, and whoever asked waits in vain. */
class FrameSpec extends AnyWordSpec with BeforeAndAfterAll {
  private val config = ConfigFactory.load()
  private val frame = config.getBytes("akka.remote.artery.advanced.maximum-frame-size").toLong
  private val kit =
    ActorTestKit.create("frame", ConfigFactory.parseString("akka.actor.provider = local").withFallback(config))

  override def afterAll(): Unit = kit.shutdownTestKit()

  private def bytes(message: AnyRef): Long =
    SerializationExtension(akka.actor.typed.javadsl.Adapter.toClassic(kit.system)).serialize(message).get.length

  private def line(length: Int, attributes: Int): AnyRef = {
    val known = (1 to attributes).map(n => s"attribute-$n" -> "x" * 60).toMap.asJava
    val entries = (1 to length).map { n =>
      val contact = new Contact(
        s"some-switch.example/2026-01-31/call-$n", 3, 12, Instant.EPOCH, Media.VOICE, "some-switch.example",
        "+64215550100", 10.0, known, null)
      new Entry(contact, Instant.EPOCH)
    }
    new Follower.Page("care", 1, 1, null: Definition, 0, 1, entries.asJava)
  }

  "A page of a line, 1 000 contacts with thirty attributes each," should {
    "fit into a frame" in {
      assert(bytes(line(1000, 30)) < frame)
    }
  }
}
