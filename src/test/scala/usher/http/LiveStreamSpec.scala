package usher.http

import akka.actor.testkit.typed.scaladsl.ActorTestKit
import akka.http.javadsl.model.{HttpEntities, MediaTypes}
import akka.stream.javadsl.{Sink, Source}
import akka.util.ByteString
import java.time.Duration
import java.util.concurrent.TimeUnit
import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec
import scala.jdk.CollectionConverters._

class LiveStreamSpec extends AnyWordSpec with BeforeAndAfterAll {
  private val kit = ActorTestKit()

  override def afterAll(): Unit = kit.shutdownTestKit()

  "a live stream on which nothing happens" should {
    "say comments, which are no events" in {
      val silent = HttpEntities.create(MediaTypes.TEXT_EVENT_STREAM.toContentType, Source.maybe[ByteString])
      val heard = LiveStream.commented(silent, Duration.ofMillis(10))
        .getDataBytes.take(2).runWith(Sink.seq[ByteString], kit.system)
        .toCompletableFuture.get(20, TimeUnit.SECONDS)
      assert(heard.asScala.map(_.utf8String).toSeq == Seq(":\n\n", ":\n\n"))
    }
  }
}
