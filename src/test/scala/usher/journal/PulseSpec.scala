package usher.journal

import com.typesafe.config.ConfigFactory
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres
import java.time.{Clock, Duration}
import java.util.concurrent.{CountDownLatch, TimeUnit}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec
import usher.process.Soon
import usher.settings.Settings

/** What a node knows of its database, and of its clock. */
class PulseSpec extends AnyWordSpec with BeforeAndAfterAll with Soon {
  private val database = EmbeddedPostgres.start()
  private val settings = {
    val url = s"jdbc:postgresql://127.0.0.1:${database.getPort}/postgres?user=postgres"
    Settings.of(ConfigFactory.parseString(s"usher.database.url = \"$url\"").withFallback(ConfigFactory.load()))
  }

  override def afterAll(): Unit = database.close()

  private def off(seconds: Int): Clock = Clock.offset(Clock.systemUTC, Duration.ofSeconds(seconds))

  "a node" should {
    "not start with a clock that is an hour off, to either side" in {
      Journals.prepare(settings, Clock.systemUTC)
      for (seconds <- Seq(3600, -3600)) {
        val no = intercept[Journals.Unusable](Journals.prepare(settings, off(seconds)))
        assert(no.getMessage.contains("clock"))
      }
    }

    "know by how much its clock is off while it runs" in {
      val pulse = new PulseService(settings, off(5))
      pulse.begin()
      try eventually(assert(pulse.isClockOff && math.abs(pulse.ahead.toMillis - 5000) < 1000))
      finally pulse.close()
    }
  }

  "its journal" should {
    "be known to be away when it is, and to be back" in {
      val pulse = new PulseService(settings, Clock.systemUTC)
      pulse.begin()
      val told = new CountDownLatch(1)
      pulse.whenItStops(() => told.countDown())
      val other = database.getPostgresDatabase.getConnection
      try {
        eventually(assert(pulse.fault == null && !pulse.isClockOff))
        other.setAutoCommit(false)
        other.createStatement().execute("LOCK TABLE pulse")
        assert(told.await(20, TimeUnit.SECONDS), "nobody was told")
        assert(pulse.fault != null)
        other.rollback()
        eventually(assert(pulse.fault == null))
      } finally {
        other.close()
        pulse.close()
      }
    }
  }

  "other nodes" should {
    "be known to write to the same database, reached or not, and to have stopped" in {
      val places = """usher.cluster { host = here, port = 1, seeds = "here:1,there:1" }"""
      val one = Settings.of(ConfigFactory.parseString(places).withFallback(settings.config))
      val pulse = new PulseService(one, Clock.systemUTC)
      Journals.prepare(one, Clock.systemUTC)
      val other = database.getPostgresDatabase.getConnection
      def beat(node: String, ago: Int) = other.createStatement().execute(
        s"INSERT INTO pulse VALUES ('$node', clock_timestamp() - INTERVAL '$ago s')" +
          " ON CONFLICT (node) DO UPDATE SET at = excluded.at"
      )
      try {
        beat("here:1", 0)
        beat("elsewhere:1", 0)
        assert(!pulse.othersBeat, "it takes itself, or another cluster's node, for one of the others")
        beat("there:1", 1)
        assert(pulse.othersBeat)
        beat("there:1", 6)
        assert(!pulse.othersBeat)
      } finally other.close()
    }
  }

  "two clocks" should {
    "differ by no more than is certain" in {
      val there = new java.sql.Timestamp(10000)
      assert(PulseService.ahead(there, 9900, 10100) == Duration.ZERO)
      assert(PulseService.ahead(there, 10600, 10700) == Duration.ofMillis(600))
      assert(PulseService.ahead(there, 9000, 9300) == Duration.ofMillis(-700))
    }
  }
}
