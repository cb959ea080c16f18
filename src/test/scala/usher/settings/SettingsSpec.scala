package usher.settings

import com.typesafe.config.ConfigFactory
import org.scalatest.wordspec.AnyWordSpec
import scala.jdk.CollectionConverters._

class SettingsSpec extends AnyWordSpec {
  private val postgres = "database.url" -> "jdbc:postgresql://127.0.0.1/usher"
  private val place = "cluster.port" -> "7355"
  private val seeds = "cluster.seeds" -> "127.0.0.1:7355, 127.0.0.2:7355,node-3.example:7355"

  private def settings(told: (String, String)*): Settings = {
    val own = told.map { case (name, value) => s"usher.$name" -> value }.toMap
    Settings.of(ConfigFactory.parseMap(own.asJava).withFallback(ConfigFactory.load()))
  }

  private def refusal(told: (String, String)*): String =
    intercept[IllegalArgumentException](settings(told: _*)).getMessage

  "A node that is told nothing" should {
    "be alone, at any free port" in {
      assert(settings().cluster == new Cluster("127.0.0.1", 0, false, java.util.List.of()))
      assert(!settings("cluster.seeds" -> " ").cluster.isShared)
    }
  }

  "A node that is told of others" should {
    "know where it finds them, and where they find it" in {
      val cluster = settings(postgres, place, seeds, "cluster.host" -> "127.0.0.2").cluster
      assert(cluster.isShared)
      assert(cluster.seeds.asScala == Seq("127.0.0.1:7355", "127.0.0.2:7355", "node-3.example:7355"))
      val canonical = cluster.remoting.getConfig("akka.remote.artery.canonical")
      assert(canonical.getString("hostname") == "127.0.0.2")
      assert(canonical.getInt("port") == 7355)
    }

    "be refused on a journal that the others cannot open, and told of PostgreSQL" in {
      for (own <- Seq("", "jdbc:h2:/tmp/usher"))
        assert(refusal(place, seeds, "database.url" -> own).contains("USHER_DATABASE_URL to a PostgreSQL"))
    }

    "be refused without a port of its own, and told how to give it one" in {
      assert(refusal(postgres, seeds).contains("set USHER_CLUSTER_PORT"))
    }

    "be told how to write a list of places" in {
      val wrong = Seq("127.0.0.1", "127.0.0.1:", ":7355", "127.0.0.1:0", "127.0.0.1:70000", "a b:7355", "akka://u@h:1")
      for (one <- wrong) {
        val said = refusal(postgres, place, "cluster.seeds" -> s"127.0.0.1:7355,$one")
        assert(said.contains(s"'$one'") && said.contains("write host:port"))
      }
    }
  }

  "A port" should {
    "be a number that a port can be" in {
      for (wrong <- Seq("x", "-1", "65536", "")) {
        assert(refusal("http.port" -> wrong).startsWith("USHER_HTTP_PORT is a number"))
        assert(refusal("cluster.port" -> wrong).startsWith("USHER_CLUSTER_PORT is a number"))
      }
    }
  }

  "How long the journal keeps what is over" should {
    "be a time, or for ever" in {
      assert(settings().keep == java.time.Duration.ofDays(30))
      assert(settings("journal.keep" -> "12h").keep == java.time.Duration.ofHours(12))
      assert(settings("journal.keep" -> "forever").keep == null)
      for (wrong <- Seq("", "a while", "-1d", "0s", "30"))
        assert(refusal("journal.keep" -> wrong).startsWith("USHER_JOURNAL_KEEP is a time such as 30d"))
    }
  }
}
