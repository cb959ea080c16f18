package usher.queue

import java.nio.file.{Files, Path}
import java.time.{Clock, Duration, Instant}
import java.util.Collections

import akka.actor.testkit.typed.javadsl.{ActorTestKit, TestProbe}
import com.typesafe.config.ConfigFactory
import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec

import usher.journal.Journals
import usher.settings.Settings

/** A queue's journal in a real database: what a start reads of it. */
class LedgerSpec extends AnyWordSpec with BeforeAndAfterAll {
  private val directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "ledger")
  private val config = ConfigFactory.parseString(s"""usher.data-dir = "$directory"
      |akka.actor.provider = local""".stripMargin).withFallback(ConfigFactory.load())
  private val settings = Settings.of(config)
  private val kit = ActorTestKit.create(Journals.prepare(settings, Clock.systemUTC).withFallback(config))

  override def afterAll(): Unit = kit.shutdownTestKit()

  private def batch(changes: Int) =
    new Changed(Collections.nCopies(changes, new Change.OpenSet(true, null)), Instant.now)

  private def snapshots: Seq[Long] = {
    val db = Journals.connect(settings)
    try {
      val rows = db.createStatement.executeQuery("""select "sequence_number" from "snapshot" order by 1""")
      Iterator.continually(rows).takeWhile(_.next()).map(_.getLong(1)).toList
    } finally db.close()
  }

  "a queue's ledger" should {
    "keep its newest snapshot alone, and begin there" in {
      val entity: TestProbe[LedgerEntity.Written] = kit.createTestProbe()
      val ledger = kit.spawn(LedgerEntity.create("q", entity.getRef))
      entity.receiveMessage() // it has read what there is
      for (n <- 1 to 3) {
        ledger.tell(batch(Queue.SNAPSHOT_AFTER))
        entity.receiveMessage()
        entity.awaitAssert(Duration.ofSeconds(10), () => assert(snapshots == Seq(n)))
      }
      ledger.tell(batch(7))
      entity.receiveMessage()
      kit.stop(ledger)
      kit.spawn(LedgerEntity.create("q", entity.getRef))
      val back = entity.receiveMessage().queue
      assert(back.sinceSnapshot == 7 && back.number == 3 * Queue.SNAPSHOT_AFTER + 7)
    }
  }
}
