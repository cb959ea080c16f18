package usher.flows

import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit
import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.GivenWhenThen
import usher.process.{Client, PackagedServer}

/** Policy files as an operator meets them: on the command line and when the server starts. */
class PolicyStartSpec extends AnyFeatureSpec with GivenWhenThen {
  private val home = Files.createTempDirectory(Files.createDirectories(PackagedServer.home), "policy-start")

  private def conf(name: String, queues: String): Path = {
    val dir = home.resolve(name)
    Files.createDirectories(dir.resolve("flows/F"))
    Files.writeString(dir.resolve("flows/F/queues.yaml"), queues)
    dir
  }

  /** The jar's exit code, what it said, and what it complained of. */
  private def usher(conf: Path, arguments: String*): (Int, String, String) = {
    val java = Path.of(System.getProperty("java.home"), "bin", "java").toString
    val (out, err) = (home.resolve("out"), home.resolve("err"))
    val builder = new ProcessBuilder(Seq(java, "-XX:TieredStopAtLevel=1", "-jar", PackagedServer.Jar) ++ arguments: _*)
    builder.environment().keySet().removeIf(_.startsWith("USHER_"))
    builder.environment().put("USHER_CONF_DIR", conf.toString)
    builder.environment().put("USHER_DATA_DIR", home.resolve("data").toString)
    val process = builder.redirectOutput(out.toFile).redirectError(err.toFile).start()
    try assert(process.waitFor(2, TimeUnit.MINUTES), "it did not end")
    finally process.destroyForcibly()
    (process.exitValue, Files.readString(out), Files.readString(err))
  }

  Feature("Broken policy files") {
    Scenario("check and the server say the same of them, and the server does not start") {
      val broken = conf("broken", "billing:\n  name: Billing\n  offerTimeout: 15\n")
      val said = s"$broken/flows/F/queues.yaml:3:17: /billing/offerTimeout: 15 is not a duration such as 20s, 15m, 4h or 2d: write 15s"

      When("the files are checked")
      val (checked, output, _) = usher(broken, "check")
      assert(checked == 1)
      assert(output.linesIterator.toSeq == Seq(said, "1 problem in 1 file"))
      assert(usher(home, "check", broken.toString)._2 == output, "and the same by name")

      When("the server is started")
      val (ended, _, complaint) = usher(broken)
      assert(ended == 1)
      assert(complaint.linesIterator.toSeq.contains(said))
      assert(complaint.contains("Usher does not start. The policy files have 1 problem in 1 file:"))
      assert(!Files.exists(home.resolve("data")), "nothing was opened")
    }

    Scenario("a directory without flows is not taken for an empty one") {
      val (code, output, _) = usher(home.resolve("nowhere"), "check")
      assert(code == 1 && output.contains("There is no such directory"))
      assert(usher(home.resolve("nowhere"))._1 == 1)
    }
  }

  Feature("Sound policy files") {
    Scenario("are taken on when the server starts, and change nothing when it starts again") {
      val sound = conf("sound", "billing:\n  name: Billing\n  offerTimeout: 15s\n")
      assert(usher(sound, "check")._1 == 0)
      val server = new PackagedServer("policy-sound", Map("USHER_CONF_DIR" -> sound.toString))
      try {
        server.start()
        val first = new Client(server.port).get("/v1/queues/billing").json
        assert(first.path("policyVersion").asInt == 1)
        server.kill()
        server.start()
        val second = new Client(server.port).get("/v1/queues/billing").json
        assert(second.path("policyVersion").asInt == 1 && second.path("revision") == first.path("revision"))

        server.kill()
        conf("sound", "billing:\n  name: Billing\n  offerTimeout: 20s\n")
        server.start()
        assert(new Client(server.port).get("/v1/queues/billing").json.path("offerTimeout").asText == "20s")
      } finally server.kill()
    }
  }
}
