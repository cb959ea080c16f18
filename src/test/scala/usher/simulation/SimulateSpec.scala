package usher.simulation

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import java.io.{ByteArrayOutputStream, PrintStream}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.security.MessageDigest
import java.util.HexFormat
import org.scalatest.wordspec.AnyWordSpec
import picocli.CommandLine

/** The command as somebody types it: what it says of centres about which theory knows the truth. */
class SimulateSpec extends AnyWordSpec {
  private case class Said(status: Int, out: String, err: String) {
    lazy val json: JsonNode = new ObjectMapper().readTree(out)
    def mean(policy: String, kpi: String): Double = json.at(s"/policies/$policy/all/$kpi/mean").asDouble(Double.NaN)
    def half(policy: String, kpi: String): Double = json.at(s"/policies/$policy/all/$kpi/halfWidth").asDouble(Double.NaN)
  }

  private def simulate(args: String*): Said = {
    val (out, err) = (new ByteArrayOutputStream, new ByteArrayOutputStream)
    val command = new SimulateCommand(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), () => 0L)
    val status = new CommandLine(command).execute(args: _*)
    Said(status, out.toString(UTF_8), err.toString(UTF_8))
  }

  private def scenario(name: String): String = s"conf/scenarios/$name.yaml"

  private def file(text: String, suffix: String = ".yaml"): Path =
    Files.writeString(Files.createTempFile(Files.createDirectories(Path.of("target")), "scenario", suffix), text)

  private def within(found: Double, wanted: Double, by: Double): Unit =
    assert(math.abs(found - wanted) <= by, s"$found instead of $wanted ± $by")

  "a file of calls" should {
    for ((calls, agents) <- Seq("mm1" -> 1, "mm10" -> 10); kind <- Seq("fcfs", "aged"))
      s"wait to the millisecond as it says: $calls, $kind" in {
        val path = Path.of(s"../shared/vectors/${calls}_rho90.csv")
        if (!Files.exists(path)) cancel(s"$path is not here")
        val said = simulate(scenario(s"vector-$kind"), "--file", path.toString, "--agents", s"$agents", "--expect", s"${kind}_wait_ms")
        assert(said.status == 0 && said.out.contains("greatest difference 0 ms"), said)
      }

    "wait by the rules where two agents have three calls, worked out by hand" in {
      val calls = file("arrival_ms,service_ms,fcfs_wait_ms\n0,100,0\n0,50,0\n10,30,40\n", ".csv")
      val said = simulate(scenario("vector-fcfs"), "--file", calls.toString, "--agents", "2", "--expect", "fcfs_wait_ms")
      assert(said.status == 0, said)
      val wrong = file("arrival_ms,service_ms,fcfs_wait_ms\n0,100,0\n0,50,0\n10,30,41\n", ".csv")
      val told = simulate(scenario("vector-fcfs"), "--file", wrong.toString, "--agents", "2", "--expect", "fcfs_wait_ms")
      assert(told.status == 1 && told.out.contains("greatest difference 1 ms"), told)
    }

    "say what is wrong with it" in {
      def told(text: String): String = {
        val said = simulate(scenario("vector-fcfs"), "--file", file(text, ".csv").toString)
        assert(said.status == 1, said)
        said.err
      }
      assert(told("arrival_ms,service_ms\n5,x\n").contains(":2: service_ms is \"x\": write a whole number of ms"))
      assert(told("arrival_ms,service_ms\n5,1\n4,1\n").contains(":3: sort the file by arrival_ms"))
      assert(told("when,service_ms\n5,1\n").contains("has no column arrival_ms"))
    }
  }

  "a centre that theory knows" should {
    "wait as Erlang C says" in { // conf/scenarios/erlang-c.yaml has the long form
      val said = simulate(scenario("erlang-c"), "--runs", "4", "--calls", "100000", "--json")
      within(said.mean("fcfs", "asa"), 61.38, 5)
      within(said.mean("fcfs", "within"), 64.19, 1.5)
    }

    "lose as many as Erlang A says" in {
      val said = simulate(scenario("erlang-a"), "--runs", "2", "--calls", "100000", "--json")
      within(said.mean("fcfs", "abandoned"), 3.09, 0.3)
    }
  }

  "the same seed" should {
    "say the same to the byte, another seed something else" in {
      def run(seed: Int): (String, String) = {
        val contacts = Files.createTempFile(Files.createDirectories(Path.of("target")), "contacts", ".csv")
        val said = simulate(scenario("erlang-a"), "--runs", "2", "--calls", "2000", "--seed", s"$seed", "--json",
          "--contacts", contacts.toString)
        (said.out, Files.readString(contacts))
      }
      assert(run(7) == run(7))
      assert(run(7) != run(8))
      val digest = MessageDigest.getInstance("SHA-256").digest(run(7)._2.getBytes(UTF_8))
      assert(HexFormat.of.formatHex(digest).startsWith("b87f875b227fd099"), "not what another process, or machine, says")
    }
  }

  "two policies" should {
    val text =
      """name: Half or all of them
        |calls: 3000
        |runs: 5
        |policies:
        |  experts: {line: {name: Line, steps: [{skills: {tax: 8}}], wrapUp: {mode: none}}}
        |  all: {line: {name: Line, steps: [{skills: {tax: 1}}], wrapUp: {mode: none}}}
        |agents:
        |  - {name: expert, count: 3, skills: {tax: 9}}
        |  - {name: novice, count: 3, skills: {tax: 2}}
        |contacts:
        |  - {name: calls, queue: line, arrivals: {perHour: 50}, service: {mean: 180s}, patience: {mean: 120s}}
        |""".stripMargin

    "meet the same contacts, so that a difference is theirs" in {
      val said = simulate(file(text).toString, "--json")
      assert(said.status == 0, said)
      assert(said.mean("all", "offered") == said.mean("experts", "offered"))
      val difference = said.json.at("/policies/all/difference/abandoned")
      within(difference.path("mean").asDouble, said.mean("all", "abandoned") - said.mean("experts", "abandoned"), 1e-9)
      assert(difference.path("mean").asDouble + difference.path("halfWidth").asDouble < 0, "more agents, and no fewer lost")
      assert(difference.path("halfWidth").asDouble < said.half("all", "abandoned") + said.half("experts", "abandoned"))
    }

    "not differ where they are the same" in {
      val said = simulate(file(text.replace("tax: 8", "tax: 1")).toString, "--json")
      assert(said.json.at("/policies/all/difference/asa/mean").asDouble == 0.0)
    }
  }

  "a scenario" should {
    "be refused with line and hint where it is not sound" in {
      val said = simulate(file("name: x\npolicies: {p: {line: {name: Line}}}\nagents: [{name: a, count: two}]\n" +
        "contacts: [{name: c, queue: lime, arrivals: {perHour: 5}, service: {mean: 5}}]\n").toString)
      assert(said.status == 1)
      assert(said.err.contains(":3:") && said.err.contains("count"), said.err)
      assert(said.err.contains("\"5s\"") || said.err.contains("write 5s"), said.err)
    }

    "be refused where somebody would be gone for good, or time would stand still" in {
      def told(crew: String, arrivals: String) = {
        val said = simulate(file(s"name: x\npolicies: {p: {line: {name: Line}}}\nagents: [{name: a, count: 2$crew}]\n" +
          s"contacts: [{name: c, queue: line, arrivals: $arrivals, service: {mean: 5s}}]\n").toString)
        assert(said.status == 1, said)
        said.err
      }
      assert(told(", answers: 0.9", "{perHour: 5}").contains("would stay away for ever"))
      assert(told("", "{profile: [{for: 0s, perHour: 5}]}").contains("It would be over at once"))
    }

    "be refused where an option means nothing" in {
      for ((option, value, most) <- Seq(("--runs", "0", "1000"), ("--calls", "-1", "100000000"),
          ("--calls", "999999999999", "100000000"), ("--agents", "0", "100000")))
        assert(simulate(scenario("erlang-a"), option, value).err.contains(s"$option is $value: from 1 to $most"))
      assert(simulate(scenario("erlang-a"), "--expect", "wait_ms").err.contains("--expect: there is no file with a column wait_ms"))
      val nowhere = "target/nowhere/out.csv"
      assert(simulate(scenario("erlang-a"), "--contacts", nowhere).err.contains(s"--contacts: $nowhere cannot be written"))
    }

    "be refused where its contacts have no queue" in {
      val said = simulate(file("name: x\npolicies: {p: {line: {name: Line}}}\nagents: [{name: a, count: 2}]\n" +
        "contacts: [{name: c, queue: lime, arrivals: {perHour: 5}, service: {mean: 5s}}]\n").toString)
      assert(said.status == 1 && said.err.contains("Policy p has no queue lime; it has [line]"), said.err)
    }
  }

  "callers who come back" should {
    "come to their last agent by chance, if it is free, or by waiting for it a little; and are then served sooner" in {
      val said = simulate(scenario("last-agent"), "--runs", "2", "--calls", "20000", "--json")
      def again(policy: String) = said.mean(policy, "again")
      within(again("anybody"), 100.0 / 30, 1)
      assert(again("if-free") > 2 * again("anybody"), said.out)
      assert(again("wait-15s") > again("if-free") && again("wait-60s") > again("wait-15s"), said.out)
      assert(said.mean("if-free", "occupancy") < said.mean("anybody", "occupancy"), said.out)
    }
  }

  "who has solved most such contacts" should {
    "be asked first, and more is solved: by the reason most, without costing anybody time" in {
      val said = simulate(scenario("predicted"), "--runs", "8", "--json")
      def reached(policy: String) = said.mean(policy, "reached")
      within(reached("longest-idle"), 65, 4)
      assert(reached("predicted") > reached("longest-idle") + 5, said.out)
      assert(reached("whatever-the-reason") > reached("longest-idle") + 1, said.out)
      assert(reached("predicted") > reached("whatever-the-reason") + 2, said.out)
      within(said.mean("predicted", "within"), said.mean("longest-idle", "within"), 1)
    }
  }

  private def one(contacts: String, queue: String = "", crew: String = ""): String =
    s"""name: One agent
       |policies: {p: {line: {name: Line$queue}}}
       |agents: [{name: agent, count: 1$crew}]
       |contacts: [{name: calls, queue: line, $contacts}]
       |""".stripMargin

  private def contacts(scenario: String, calls: Int): String = {
    val out = Files.createTempFile(Files.createDirectories(Path.of("target")), "contacts", ".csv")
    val said = simulate(file(scenario).toString, "--calls", calls.toString, "--contacts", out.toString)
    assert(said.status == 0, said)
    Files.readString(out)
  }

  "a queue's wrap-up" should {
    "last as long as work does, up to its limit" in {
      val calls = file("arrival_ms,service_ms\n0,1000\n0,1000\n", ".csv")
      def waits(wrapUp: String) = simulate(file(one(s"file: ${calls.getFileName}, wrapUp: {mean: 8s, shape: constant}",
        s", wrapUp: $wrapUp")).toString, "--json").mean("p", "longest")
      assert(waits("{mode: none}") == 1 && waits("{mode: timeboxed, limit: 5s}") == 6 && waits("{mode: unlimited}") == 9)
    }
  }

  "the occupancy" should {
    "be the part of their room that is taken, of the time they are there" in {
      val calls = file("arrival_ms,service_ms,who\n0,100000,somebody\n0,50000,else\n100000,0,last\n", ".csv")
      def occupancy(medium: String, crew: String = "") = simulate(
        file(one(s"file: ${calls.getFileName}, medium: $medium", crew = crew)).toString, "--json").mean("p", "occupancy")
      assert(occupancy("voice") == 100)
      within(occupancy("chat"), 45, 0.01) // 30 of 100 each, for all and for half of the time
      within(occupancy("voice", """, shifts: [{from: "00:00", to: "00:01"}]"""), 100, 0.01) // 60 s, and until its end
    }
  }

  "agents" should {
    "work through shifts that touch, in whatever order they are written" in {
      def rows(shifts: String) = contacts(one("arrivals: {perHour: 5}, service: {mean: 60s}",
        queue = ", rona: {return: 4h}", crew = s", answers: 0.8, shifts: [$shifts]"), calls = 4000)
      val (morning, afternoon) = ("""{from: "08:00", to: "12:00"}""", """{from: "12:00", to: "16:00"}""")
      val day = rows("""{from: "08:00", to: "16:00"}""")
      assert(rows(s"$morning, $afternoon") == day && rows(s"$afternoon, $morning") == day)
    }

    "come back to each medium in its time" in {
      val line = "{name: Line, wrapUp: {mode: none}, rona: {return: 60s, scope: medium}}"
      def stream(name: String, medium: String) =
        s"{name: $name, queue: $name, medium: $medium, arrivals: {perHour: 30}, service: {mean: 20s}}"
      val rows = contacts(s"""name: Chats and letters
        |policies: {p: {chats: $line, mails: $line}}
        |agents: [{name: day, count: 1, answers: 0.9}]
        |contacts: [${stream("chats", "chat")}, ${stream("mails", "email")}]
        |""".stripMargin, calls = 3000).linesIterator.drop(1).map(_.split(",")).toSeq
      assert(rows.size == 3000 && rows.forall(row => row(4) == "served" && row(2).toLong >= 0))
      assert(rows.count(row => row(2).toLong > 600000) == 0, "who is off for a minute leaves nobody waiting for ten")
    }

    val text =
      """name: One who does not always answer
        |calls: 400
        |policies:
        |  p: {line: {name: Line, offerTimeout: 15s, rona: {after: 1, return: 30s}, wrapUp: {mode: none}}}
        |agents:
        |  - {name: agent, count: 1, answers: 0.5, shifts: [{from: "08:00", to: "16:00"}]}
        |contacts:
        |  - {name: calls, queue: line, arrivals: {perHour: 5}, service: {mean: 60s, shape: constant}}
        |""".stripMargin

    "work in their shifts, let it ring, come back, and serve everybody in the end" in {
      val out = Files.createTempFile(Files.createDirectories(Path.of("target")), "contacts", ".csv")
      val said = simulate(file(text).toString, "--json", "--contacts", out.toString)
      val rows = Files.readAllLines(out).toArray(Array.empty[String]).drop(1).map(_.split(","))
      assert(rows.length == 400 && rows.forall(_(4) == "served"), said)
      val answered = rows.map(r => (r(1).toLong + r(2).toLong) % 86400000 / 3600000)
      assert(answered.forall(hour => hour >= 8 && hour <= 16))
      assert(rows.count(r => r(2).toLong >= 45000) > 100, "half of the offers ring out, and it takes 45 s until the next")
    }
  }


}
