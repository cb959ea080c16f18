package usher.http

import com.typesafe.config.ConfigFactory
import java.nio.file.{Files, Path}
import org.scalatest.wordspec.AnyWordSpec
import scala.jdk.CollectionConverters._
import usher.process.{InProcess, Passes}
import usher.settings.Settings

class EntranceSpec extends AnyWordSpec {
  private val passes = new Passes("entrance")
  private val anywhere = "usher.http.host" -> "0.0.0.0"

  private def settings(told: (String, Any)*): Settings =
    Settings.of(ConfigFactory.parseMap(told.toMap.asJava).withFallback(ConfigFactory.load()))
  private def refusal(told: (String, Any)*): String =
    intercept[IllegalArgumentException](Entrance.credentials(settings(told: _*))).getMessage

  "A server without credentials" should {
    "serve this machine, and ask nobody" in {
      for (host <- Seq("127.0.0.1", "127.0.0.9", "localhost", "::1"))
        assert(Entrance.credentials(settings("usher.http.host" -> host)) == null)
    }

    "serve nobody else, and be told what to do" in {
      for (host <- Seq("0.0.0.0", "::", "10.0.0.7", "example.org", "127.0.0.1.example.org"))
        assert(refusal("usher.http.host" -> host).contains("make credentials.yaml"), host)
      val started = intercept[IllegalArgumentException](new InProcess("entrance", told = Map("usher.http.host" -> "192.0.2.1")))
      assert(started.getMessage.contains("make credentials.yaml"))
    }
  }

  "A server with credentials" should {
    "serve whoever reaches it" in {
      val told = passes.told.toSeq :+ anywhere
      assert(Entrance.credentials(settings(told: _*)) != null)
      assert(Entrance.isOverheard(settings(told: _*)))
      assert(!Entrance.isOverheard(settings("usher.http.host" -> "127.0.0.1")))
    }

    "find them beside the policy files, and not do without those it is told of" in {
      assert(settings("usher.conf-dir" -> passes.file.getParent.toString).credentials == passes.file)
      val empty = Files.createTempDirectory(Path.of("target"), "entrance")
      assert(settings("usher.conf-dir" -> empty.toString).credentials == null)
      assert(refusal("usher.credentials" -> empty.resolve("nowhere.yaml").toString).contains("There is no such file"))
    }
  }

  "A cluster" should {
    "be of nodes that reach each other on this machine, or in a network they are told to trust" in {
      val elsewhere = "usher.cluster.host" -> "10.0.0.7"
      assert(refusal(elsewhere).contains("USHER_CLUSTER_TRUSTED_NETWORK=true"))
      assert(Entrance.credentials(settings(elsewhere, "usher.cluster.trusted-network" -> "true")) == null)
    }
  }
}
