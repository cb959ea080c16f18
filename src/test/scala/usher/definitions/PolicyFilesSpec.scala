package usher.definitions

import java.io.{ByteArrayOutputStream, PrintStream}
import java.nio.charset.StandardCharsets.{ISO_8859_1, UTF_16, UTF_8}
import java.time.Duration
import java.nio.file.{Files, Path}
import org.scalatest.wordspec.AnyWordSpec
import scala.jdk.CollectionConverters._
import usher.kernel.Media
import usher.queue.Definition

/** Policy files that are sound, and every way to get one wrong that somebody will find. */
class PolicyFilesSpec extends AnyWordSpec {
  import PolicyFilesSpec._

  "The policy files that come with the product" should {
    "be sound" in {
      val read = PolicyFiles.read(Path.of("conf"))
      assert(read.troubles.isEmpty && read.doubts.isEmpty)
      assert(read.summary.matches("\\d+ files, \\d+ queues, \\d+ agents, \\d+ calendars: no problems"))
    }
  }

  "Sound files" should {
    val read = PolicyFiles.read(written(Good))

    "say what they say" in {
      assert(read.troubles.isEmpty)
      assert(read.summary == "3 files, 2 queues, 1 agent, 1 calendar: no problems")
      val billing = read.policies.queues.get("billing")
      assert(billing.media == java.util.Set.of(Media.VOICE))
      assert(billing.offerTimeout.getSeconds == 15)
      assert(billing.calendar.name == "weekdays" && billing.calendar.zone.getId == "Europe/Moscow")
      assert(billing.overflow == new Definition.Overflow("care", "closed", java.time.Duration.ofMinutes(10)))
      assert(billing.steps.asScala.map(_.skills.asScala.get("billing").map(_.intValue)) == Seq(Some(8), Some(5), None))
      assert(read.policies.agents.get("ann").skills.get("billing") == 8)
    }

    "doubt an agent's name that no file knows: it may come over the API" in {
      val files = Good.updated("queues", edited("queues", "    - {anyone: true}", "    - {agents: [▶anna, \"${wanted}\"]}"))
      val (text, line, column) = unmarked(files("queues"))
      val doubts = PolicyFiles.read(written(files.updated("queues", text))).doubts
      assert(doubts.size == 1)
      assert((doubts.get(0).line, doubts.get(0).column) == (line, column))
      assert(doubts.get(0).message == "No agent of these files is called anna: did you mean ann?")
    }

    "be doubted where a step reaches nobody or never begins, or a line is overtaken for ever" in {
      def doubts(queues: String, agents: String = "ann: {name: Ann, skills: {tax: 8, law: 5}}\n", patience: Int = 3): Seq[String] =
        PolicyFiles.read(written(Map("queues" -> queues, "agents" -> agents)), Duration.ofMinutes(patience)).doubts.asScala.toSeq
          .map(d => s"${d.line} ${d.code}: ${d.message}")
      assert(doubts("q: {name: Q, steps: [{skills: {taxx: 5}}]}") ==
        Seq("1 skill.unknown: No agent of these files has the skill taxx: did you mean tax?"))
      assert(doubts("q: {name: Q, steps: [{skills: {tax: 9}}]}") ==
        Seq("1 step.nobody: No agent of these files fits this step"))
      assert(doubts("q: {name: Q, steps: [{skills: {tax: 9}}]}", agents = "") == Nil, "they come over the API")
      assert(doubts("q:\n  name: Q\n  overflow: {message: sorry, after: 60s}\n  steps:\n    - {skills: {tax: 5}, for: 60s}\n    - {anyone: true}\n") ==
        Seq("6 step.unreached: It would begin after 60s, and contacts leave after 60s: shorten the steps before it"))
      def two(low: String, patience: Int = 3) = doubts("high: {name: High, priority: {base: 30}, steps: [{skills: {tax: 5}}]}\n" +
        s"low: {name: Low$low, steps: [{skills: {law: 5}}]}\n", patience = patience)
      assert(two("") == Seq("2 priority.starves: New contacts of high are 30 points ahead, and whoever waits here never" +
        " makes that up: add aging, or who waits here may wait for ever"))
      assert(two(", priority: {aging: [{perPoint: 10s}]}") == Seq("2 priority.slow: New contacts of high are 30 points" +
        " ahead: to make that up takes 5m, and most give up after 3m: let points grow faster"))
      assert(two(", priority: {aging: [{perPoint: 3s}]}") == Nil)
      assert(two(", priority: {aging: [{perPoint: 10s}]}", patience = 5) == Nil)
      assert(two(", priority: {aging: [{perPoint: 3s, upTo: 20}, {perPoint: 60s}]}").exists(_.contains("takes 11m")))
      def steps(high: String, low: String) = doubts(s"high: {name: High, steps: [$high]}\nlow: {name: Low, steps: [$low]}\n")
      assert(steps("{skills: {tax: 5}, priority: 30}", "{skills: {law: 5}}").exists(_.startsWith("2 priority.starves")))
      assert(steps("{skills: {tax: 5}, priority: 20}", "{skills: {law: 5}, for: 20m}, {anyone: true, priority: 30}")
        .exists(_.contains("New contacts of high are 20 points ahead: to make that up takes 20m")))
      assert(steps("{skills: {tax: 5}, priority: 20}", "{skills: {law: 5}, for: 2m}, {anyone: true, priority: 30}") == Nil)
      val last = "{lastAgent: {within: 30d, waitIfBusy: 10s}}"
      assert(steps(s"$last, {skills: {tax: 5}, priority: 30}", "{skills: {tax: 5}}").exists(_.startsWith("2 priority.starves")))
      assert(steps("{skills: {tax: 5}}", s"$last, {skills: {law: 5}, priority: 30}").exists(_.startsWith("1 priority.starves")))
    }

    "be taken with a byte order mark, Windows line ends and comments" in {
      val text = "\uFEFF# ours\r\n" + Good("agents").replace("\n", "\r\n")
      assert(PolicyFiles.read(written(Good.updated("agents", text))).troubles.isEmpty)
    }

    "be empty where a directory holds no flow, and beside files that are none of theirs" in {
      val dir = written(Map.empty)
      Files.writeString(dir.resolve("flows/README.md"), "# ours")
      Files.writeString(dir.resolve("flows/F/.queues.yaml.swp"), "\u0000")
      Files.writeString(dir.resolve("flows/F/queues.yaml~"), "\t")
      assert(PolicyFiles.read(dir).summary == "0 files, 0 queues, 0 agents, 0 calendars: no problems")
    }
  }

  "A broken file" should {
    for (row <- Rows) s"be refused: ${row.name}" in {
      val (text, line, column) = unmarked(row.text)
      val read = PolicyFiles.read(written(Good.updated(row.kind, text)))
      val all = read.troubles.asScala
      assert(all.size == 1, all.mkString("\n"))
      val found = all.head
      assert(found.file.endsWith(s"flows/F/${row.kind}.yaml"))
      assert((found.line, found.column) == (line, column), found)
      assert(found.message.contains(row.hint), found)
      assert(!found.message.contains("usher."), "no class names")
    }

    "be one of at least fifty here" in assert(Rows.size >= 50)

    "be refused in an encoding that is none of ours, with the line" in {
      assert(troubles("agents", "ann:\n  name: Zoë\n".getBytes(ISO_8859_1)) == Seq(2 -> "Save it as UTF-8: this line is not"))
      assert(troubles("agents", Good("agents").getBytes(UTF_16)) == Seq(1 -> "Save it as UTF-8: this line is not"))
    }

    "be refused when it is huge, without being read" in {
      val huge = ("# " + "x" * 1000 + "\n").getBytes(UTF_8)
      assert(troubles("agents", Array.fill(1100)(huge).flatten).map(_._2) == Seq("At most 1 MiB: make several flows of it"))
    }

    "be refused under a name that nobody reads" in {
      for ((name, hint) <- Seq("queue.yaml" -> "did you mean queues.yaml", "agents.yml" -> "did you mean agents.yaml",
          "rules.json" -> "; known are [queues.yaml, agents.yaml, calendars.yaml]")) {
        val dir = written(Good)
        Files.writeString(dir.resolve(s"flows/F/$name"), "{}")
        val found = PolicyFiles.read(dir).troubles
        assert(found.size == 1 && found.get(0).file.endsWith(name) && found.get(0).message.contains(hint), found)
      }
    }

    "be refused beside the flows instead of in one, or a directory deeper" in {
      val beside = written(Good)
      Files.writeString(beside.resolve("flows/queues.yaml"), "{}")
      assert(PolicyFiles.read(beside).troubles.asScala.map(_.message) == Seq("Put it into a flow: flows/NAME/"))
      val deeper = written(Good)
      Files.createDirectories(deeper.resolve("flows/F/more"))
      assert(PolicyFiles.read(deeper).troubles.get(0).message.contains("A flow has no directories"))
    }

    "be refused where another flow has the same id already, and say where" in {
      val dir = written(Good)
      Files.createDirectories(dir.resolve("flows/G"))
      Files.writeString(dir.resolve("flows/G/queues.yaml"), "other:\n  name: Other\ncare:\n  name: Care\n")
      val found = PolicyFiles.read(dir).troubles
      assert(found.size == 1)
      assert(found.get(0).toString.endsWith(s"flows/G/queues.yaml:3:1: /care: care is in ${dir.resolve("flows/F/queues.yaml")}:26 already: give one of them another name"))
    }

    "not make others look broken: who names what could not be read is not blamed" in {
      val calendars = Good.updated("calendars", "weekdays:\n  zone: Europe/Moskau\n")
      val found = PolicyFiles.read(written(calendars)).troubles.asScala
      assert(found.forall(_.file.endsWith("calendars.yaml")) && found.nonEmpty, found)
    }

    "be told all its faults at once, in the order of its lines" in {
      val text = "a:\n  nam: A\n  media: fax\nb:\n  name: 5\n  ttl: 1\n"
      val found = PolicyFiles.read(written(Map("queues" -> text))).troubles.asScala
      assert(found.map(_.line) == Seq(1, 2, 3, 5, 6))
    }
  }

  "A directory without flows" should {
    "be refused: it is most likely the wrong one" in {
      val found = PolicyFiles.read(written(Good).resolve("flows")).troubles
      assert(found.size == 1 && found.get(0).message.contains("There is no such directory"))
    }
  }

  "check" should {
    def run(dir: Path): (Int, Seq[String]) = {
      val bytes = new ByteArrayOutputStream
      val command = new picocli.CommandLine(new CheckCommand(new PrintStream(bytes, true)))
      val code = command.execute(dir.toString)
      code -> bytes.toString.linesIterator.toSeq
    }

    "print one line and end with 0 where all is well" in {
      assert(run(written(Good)) == (0, Seq("3 files, 2 queues, 1 agent, 1 calendar: no problems")))
    }

    "print each problem on a line, then how many there are, and end with 1" in {
      val dir = written(Good.updated("agents", "ann:\n  name: Ann\n  skils: {}\n").updated("queues", "q:\n  name: 5\n"))
      val (code, lines) = run(dir)
      assert(code == 1)
      assert(lines.size == 3 && lines.last == "2 problems in 2 files")
      assert(lines.head.startsWith(s"${dir.resolve("flows/F/agents.yaml")}:3:3: /ann/skils: There is no skils here: did you mean skills?"))
    }
  }

  private def troubles(kind: String, bytes: Array[Byte]): Seq[(Int, String)] = {
    val dir = written(Good)
    Files.write(dir.resolve(s"flows/F/$kind.yaml"), bytes)
    PolicyFiles.read(dir).troubles.asScala.filter(_.file.endsWith(s"$kind.yaml")).map(t => t.line -> t.message).toSeq
  }
}

object PolicyFilesSpec {
  val Good: Map[String, String] = Map(
    "calendars" ->
      """weekdays:
        |  zone: Europe/Moscow
        |  hours:
        |    - {days: [mon, tue], from: "09:00", to: "18:00"}
        |  closed: [2026-12-25]
        |""".stripMargin,
    "agents" ->
      """ann:
        |  name: Ann
        |  skills: {billing: 8}
        |  teams: [care]
        |  capacity:
        |    total: 100
        |    media: {voice: {cost: 100, max: 1}, email: {cost: 30, max: 2}}
        |    interrupts: {voice: [email]}
        |  attributes: {site: AKL}
        |""".stripMargin,
    "queues" ->
      """billing:
        |  name: Billing
        |  media: [voice]
        |  maxWaiting: 500
        |  offerTimeout: 15s
        |  wrapUp: {mode: timeboxed, limit: 60s}
        |  rona: {after: 2, return: 30s, scope: medium}
        |  ttl: never
        |  serviceLevel: {percent: 80, within: 20s}
        |  calendar: weekdays
        |  overflow: {queue: care, message: closed, after: 10m}
        |  priority:
        |    base: 0
        |    aging:
        |      - {perPoint: 3s, upTo: 60}
        |      - {perPoint: 30s}
        |  steps:
        |    - skills: {billing: 8}
        |      for: 20s
        |      rank: [best-skill, longest-idle]
        |    - skills: {billing: 5}
        |      where: attributes.site == "AKL"
        |      for: 40s
        |    - {anyone: true}
        |
        |care:
        |  name: Care
        |""".stripMargin)

  /** `text` has one sign ▶ before the place that is to be named. */
  case class Row(name: String, kind: String, text: String, hint: String)

  def edited(kind: String, from: String, to: String): String = {
    val text = Good(kind)
    assert(text.indexOf(from) >= 0 && text.indexOf(from) == text.lastIndexOf(from), s"once in $kind: $from")
    text.replace(from, to)
  }

  private def queues(name: String, from: String, to: String, hint: String) = Row(name, "queues", edited("queues", from, to), hint)
  private def agents(name: String, from: String, to: String, hint: String) = Row(name, "agents", edited("agents", from, to), hint)
  private def calendars(name: String, from: String, to: String, hint: String) = Row(name, "calendars", edited("calendars", from, to), hint)

  val Rows: Seq[Row] = Seq(
    // the text
    Row("nothing in it", "agents", "▶", "write {} or delete it"),
    Row("comments only", "agents", "▶# later\n", "write {} or delete it"),
    Row("a text where ids are expected", "agents", "▶ann\n", "is not agents by their ids, such as ann: {name: Ann}"),
    Row("a list where ids are expected", "agents", "▶- name: Ann\n", "A list is not agents by their ids"),
    queues("indented with a tab", "  maxWaiting: 500", "▶\tmaxWaiting: 500", "Indent with spaces"),
    queues("indented unevenly", "  maxWaiting: 500", "   ▶maxWaiting: 500", "are lines of one level indented alike?"),
    queues("a bracket that is not closed", "media: [voice]\n  maxWaiting: 500", "media: [voice\n  maxWaiting▶: 500", "bracket or a comma missing"),
    queues("a quote that is not closed", "  name: Care\n", "  name: \"Care\n▶", "quote or a bracket missing"),
    queues("a colon in a text", "name: Billing", "name: Billing▶: all of it", "text with a colon without quotes"),
    queues("a control sign", "name: Billing", "name: Bil▶\u0007ling", "U+0007"),
    queues("two documents", "\ncare:", "\n▶---\ncare:", "leave --- out"),
    queues("an anchor", "wrapUp: {mode", "wrapUp: ▶&w {mode", "Leave &w out"),
    queues("an alias", "wrapUp: {mode: timeboxed, limit: 60s}", "wrapUp: ▶*w", "Write it out"),
    queues("a merge key", "  name: Care", "  ▶<<: {name: Care}", "<< is not taken"),
    queues("a tag", "maxWaiting: 500", "maxWaiting: ▶!!int 500", "tags are not taken"),
    queues("a list as a name", "  name: Care", "  name: Care\n  ? ▶[a]\n  : b", "A name is a text"),
    queues("far too deep", "  name: Care", "  name: " + "[" * 29 + "▶" + "[" * 12, "levels"),
    queues("a name twice", "  maxWaiting: 500", "  maxWaiting: 500\n  ▶media: [chat]", "in line 3 already"),
    queues("an id twice", "\ncare:", "\n▶billing:\n  name: Again\ncare:", "in line 1 already"),
    queues("a name twice on one line", "{perPoint: 30s}", "{perPoint: 30s, ▶perPoint: 3s}", "leave one of them out"),

    // shapes
    queues("a name misspelt", "  media: [voice]", "  ▶medai: [voice]", "did you mean media?"),
    queues("a name in another case", "offerTimeout", "▶offertimeout", "did you mean offerTimeout?"),
    queues("a name of somebody else's", "  maxWaiting: 500", "  ▶strategy: ringall", "; known are [name, media,"),
    queues("a name at the wrong level", "      where:", "      ▶offerTimeout: 3s\n      where:", "There is no offerTimeout here"),
    queues("a step's misspelt", "      rank: [", "      ▶ranks: [", "did you mean rank?"),
    queues("an overflow's misspelt", "overflow: {queue", "overflow: {▶que", "did you mean queue?"),
    queues("no name", "care:\n  name: Care", "▶care:\n  media: [voice]", "name is missing: write a text"),
    queues("nothing after the name", "name: Billing", "name:▶", "Nothing is given: write a text"),
    queues("nothing after an id", "care:\n  name: Care", "care:▶", "write a queue such as {name: Billing}"),
    queues("a number as a text", "name: Billing", "name: ▶2026", "write \"2026\" in quotes"),
    queues("a truth as a text", "name: Billing", "name: ▶true", "write \"true\" in quotes"),
    queues("a text as a number", "maxWaiting: 500", "maxWaiting: ▶\"500\"", "write 500 without quotes"),
    queues("a half as a whole number", "maxWaiting: 500", "maxWaiting: ▶0.5", "whole number from 0"),
    queues("a number below what is possible", "maxWaiting: 500", "maxWaiting: ▶-1", "whole number from 0"),
    queues("a number beyond everything", "maxWaiting: 500", "maxWaiting: ▶99999999999999999999", "whole number from 0"),
    queues("a word for a list", "media: [voice]", "media: ▶voice", "write [voice]"),
    queues("a medium misspelt", "media: [voice]", "media: [▶vioce]", "write voice"),
    queues("a medium that is none", "media: [voice]", "media: [▶telegraph]", "one of [voice, chat, email"),
    queues("a duration without a unit", "offerTimeout: 15s", "offerTimeout: ▶15", "write 15s"),
    queues("a duration with a long unit", "offerTimeout: 15s", "offerTimeout: ▶15 seconds", "write 15s"),
    queues("a duration in two units", "offerTimeout: 15s", "offerTimeout: ▶1m30s", "a duration such as 20s, 15m, 4h or 2d"),
    queues("a duration below zero", "offerTimeout: 15s", "offerTimeout: ▶-15s", "a duration such as"),
    queues("yes for true", "{anyone: true}", "{anyone: ▶yes}", "write true"),
    queues("no for false", "{anyone: true}", "{anyone: true, replace: ▶no}", "write false"),
    queues("a mode misspelt", "mode: timeboxed", "mode: ▶timebox", "write timeboxed"),
    queues("a proficiency that is none", "skills: {billing: 8}", "skills: {billing: ▶80}", "from 1 to 10"),
    queues("skills as a list", "skills: {billing: 8}", "skills: ▶[billing]", "A list is not levels by skill such as {billing: 8}"),
    queues("steps as a group", "    - {anyone: true}\n", "    - ▶anyone\n", "\"anyone\" is not a step such as"),
    queues("a service level of more than all", "percent: 80", "percent: ▶180", "up to 100"),
    queues("a service level without a time", "serviceLevel: {percent: 80, within: 20s}", "▶serviceLevel: {percent: 80}", "within is missing: write a duration"),
    queues("an overflow that says nothing", "overflow: {queue: care, message: closed, after: 10m}", "overflow: ▶{}", "an overflow such as"),
    queues("a way to rank that is none", "rank: [best-skill", "rank: [▶best_skills", "write best-skill"),
    queues("too many at once", "      for: 40s", "      for: 40s\n      offers: ▶11", "from 1 to 10"),
    agents("a medium that is none, for an agent", "email: {cost", "▶mail: {cost", "did you mean email?"),
    agents("an attribute that is no text", "site: AKL", "site: ▶12", "write \"12\" in quotes"),
    agents("a team that is no id", "teams: [care]", "teams: [▶the care team]", "an id: 1 to 128 of"),
    agents("an id with a space", "ann:\n", "▶ann lee:\n", "An id is 1 to 128 of"),
    calendars("a time without its zero", "from: \"09:00\"", "from: ▶9:00", "write \"09:00\""),
    calendars("a time of afternoon", "to: \"18:00\"", "to: ▶6pm", "a time of day such as"),
    calendars("a day in full", "[mon, tue]", "[mon, ▶tuesday]", "one of [mon, tue, wed"),
    calendars("a closed day the other way round", "2026-12-25", "▶25.12.2026", "a day such as 2026-12-25"),

    // meanings
    queues("a duration of no time", "offerTimeout: 15s", "offerTimeout: ▶0s", "From 100ms to 1d"),
    queues("a limit where there is none", "mode: timeboxed, limit: 60s", "mode: none, limit: ▶60s", "leave it out"),
    queues("a step without an end", "    - skills: {billing: 8}\n      for: 20s\n", "    - ▶skills: {billing: 8}\n", "This field is needed"),
    queues("a last step with an end", "{anyone: true}", "{anyone: true, for: ▶20s}", "leave \"for\" out"),
    queues("a step for nobody", "{anyone: true}", "▶{priority: 5}", "or says \"anyone\": true"),
    queues("a step for some and for anyone", "{anyone: true}", "▶{anyone: true, teams: [care]}", "not both"),
    queues("an aging that never ends before the next", "{perPoint: 3s, upTo: 60}", "▶{perPoint: 3s}", "This field is needed"),
    queues("a condition with an unknown name", "attributes.site ==", "▶atributes.site ==", "undeclared reference to 'atributes'"),
    queues("a condition that is no question", "attributes.site == \"AKL\"", "▶attributes.site", "expected type 'bool'"),
    queues("a condition that is no CEL", "attributes.site == \"AKL\"", "▶site is AKL", "At column"),
    queues("an agent who is no id", "{anyone: true}", "{agents: [▶\"Ann Lee\"]}", "Write an agent's id, or \"${name}\""),
    queues("an unknown calendar", "calendar: weekdays", "calendar: ▶weekday", "did you mean weekdays?"),
    queues("an unknown queue to overflow into", "queue: care", "queue: ▶car", "did you mean care?"),
    queues("an overflow into itself", "queue: care", "queue: ▶billing", "cannot overflow into itself"),
    Row("an overflow in a circle", "queues",
      edited("queues", "queue: care", "queue: ▶care") + "  overflow: {queue: billing}\n  media: [voice]\n",
      "Contacts would go round from billing to care to billing"),
    Row("an overflow into a queue that does not take the medium", "queues",
      edited("queues", "queue: care", "queue: ▶care") + "  media: [chat]\n", "care takes no voice: add it to its media"),
    agents("a medium that interrupts itself", "interrupts: {voice: [email]}", "interrupts: {voice: [▶voice]}", "raise its max instead"),
    calendars("a zone that is none", "zone: Europe/Moscow", "zone: ▶Europe/Moscou", "did you mean Europe/Moscow?"),
    calendars("a day that no year has", "2026-12-25", "▶2026-02-30", "Write a day such as"),
    calendars("a calendar that never opens", "  hours:\n    - {days: [mon, tue], from: \"09:00\", to: \"18:00\"}", "  hours: ▶[]", "a list of periods such as"),
    calendars("a period without an end", "- {days: [mon, tue], from: \"09:00\", to: \"18:00\"}",
      "- ▶{days: [mon, tue], from: \"09:00\"}", "to is missing"))

  /** The text without its mark, and where that stood. */
  def unmarked(text: String): (String, Int, Int) = {
    val at = text.indexOf('▶')
    assert(at >= 0 && at == text.lastIndexOf('▶'), text)
    val before = text.take(at)
    (text.replace("▶", ""), before.count(_ == '\n') + 1, at - before.lastIndexOf('\n'))
  }

  def written(files: Map[String, String]): Path = {
    val dir = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "policies")
    val flow = Files.createDirectories(dir.resolve("flows/F"))
    files.foreach { case (kind, text) => Files.writeString(flow.resolve(s"$kind.yaml"), text) }
    dir
  }
}
