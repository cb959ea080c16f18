package usher.journal

import akka.actor.testkit.typed.javadsl.ActorTestKit
import akka.actor.typed.javadsl.Adapter
import akka.persistence.{AtomicWrite, PersistentRepr}
import akka.persistence.jdbc.config.JournalConfig
import akka.persistence.jdbc.journal.dao.{DefaultJournalDao, JournalDao}
import akka.serialization.SerializationExtension
import akka.stream.Materializer
import akka.stream.scaladsl.Sink
import com.typesafe.config.ConfigFactory
import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec
import scala.concurrent.Await
import scala.concurrent.duration._
import scala.io.Source
import slick.jdbc.H2Profile
import slick.jdbc.H2Profile.api._

/** What an entity is given when it wakes is what Akka's own way of reading gives it. */
class UsherJournalDaoSpec extends AnyWordSpec with BeforeAndAfterAll {
  private val kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local").withFallback(ConfigFactory.load()))
  private val classic = Adapter.toClassic(kit.system)
  private val database = slick.jdbc.JdbcBackend.Database.forURL("jdbc:h2:mem:one-query;DB_CLOSE_DELAY=-1")
  private implicit val materializer: Materializer = Materializer(classic)
  private val config = new JournalConfig(classic.settings.config.getConfig("jdbc-journal"))
  private val serialization = SerializationExtension(classic)
  private val plain = new DefaultJournalDao(database, H2Profile, config, serialization)(classic.dispatcher, materializer)
  private val ours = new UsherJournalDao(database, H2Profile, config, serialization, classic.dispatcher, materializer)

  override def beforeAll(): Unit = {
    val script = Source.fromResource("schema/h2.sql").mkString
    Await.result(database.run(SimpleDBIO(_.connection.createStatement().execute(script))), 20.seconds)
  }

  override def afterAll(): Unit = {
    database.close()
    kit.shutdownTestKit()
  }

  private def write(id: String, numbers: Range): Unit = {
    val events = numbers.map(n => AtomicWrite(PersistentRepr(s"event $n", n, id, "a", writerUuid = s"w-${n / 7}").withTimestamp(n)))
    Await.result(plain.asyncWriteMessages(events), 20.seconds).foreach(_.get)
  }

  private def highest(dao: JournalDao, id: String, from: Long): Long =
    Await.result(dao.highestSequenceNr(id, (from - 1).max(0)), 20.seconds)

  private def events(dao: JournalDao, id: String, from: Long, to: Long): Seq[(PersistentRepr, Long)] = {
    val all = dao.messagesWithBatch(id, from, to, 100, None).runWith(Sink.seq)
    Await.result(all, 20.seconds).map(_.get).map { case (event, _) => event -> event.timestamp }
  }

  "an entity" should {
    "be given the same however many events it has, from wherever it needs them" in {
      for (n <- Seq(0, 1, 2, 7, 199, 200, 201, 202, 430)) {
        val id = s"has|$n"
        write(id, 1 to n)
        for (from <- Seq(1, 2, n / 2, n, n + 1).distinct if from > 0) {
          val last = highest(ours, id, from)
          assert(last == highest(plain, id, from), s"$n from $from")
          if (last >= from) assert(events(ours, id, from, last) == events(plain, id, from, last), s"$n from $from")
        }
      }
    }

    "be given what is in the journal though another incarnation reads between, or wrote" in {
      write("twice", 1 to 5)
      val first = highest(ours, "twice", 1)
      write("twice", 6 to 7)
      val second = highest(ours, "twice", 4)
      assert(events(ours, "twice", 1, first).map(_._2) == (1L to 5L))
      assert(events(ours, "twice", 4, second).map(_._2) == (4L to 7L))
      assert(events(ours, "twice", 4, second).map(_._2) == (4L to 7L))
    }

    "not be given events that were marked as deleted" in {
      write("deleted", 1 to 4)
      Await.result(plain.delete("deleted", 2), 20.seconds)
      val last = highest(ours, "deleted", 1)
      assert(last == 4 && events(ours, "deleted", 1, last) == events(plain, "deleted", 1, last))
    }
  }
}
