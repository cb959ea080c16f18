package usher.replay

import org.scalatest.wordspec.AnyWordSpec

import java.nio.file.Path
import scala.jdk.CollectionConverters._

class BankFileSpec extends AnyWordSpec {
  import Invented.row

  private val nine = 9 * 3600

  private def day(rows: String*): Day =
    BankFile.parse((Invented.header +: rows).asJava).days(null, 1).get(0)

  private val aNormalCall = row(nine, "AGENT", 30, 120, "ANN", "NE", 2)

  "a row" should {
    "give a call what belongs to the call" in {
      val call = day(aNormalCall).calls.get(0)
      assert(call == new Call(1, "NE", true, nine * 1000L, Call.ENDLESS, 120_000))
    }

    "take its time from where it contradicts itself least" in {
      val negative = aNormalCall.split("\t").updated(8, "-57").mkString("\t")
      assert(day(negative).calls.get(0) == day(aNormalCall).calls.get(0))
    }

    "give a caller who hung up the patience he had, and a conversation of his type" in {
      val calls = day(aNormalCall, row(nine + 5, "HANG", 45, kind = "NE")).calls
      assert(calls.get(1).patience == 45_000)
      assert(calls.get(1).service == 120_000)
    }

    "say when a caller leaves at once" in {
      assert(day(aNormalCall, row(nine + 5, "HANG")).calls.get(1).leavesAtOnce)
    }

    "leave no agent behind where it names none" in {
      val d = day(aNormalCall, row(nine + 5, "AGENT", service = 4))
      assert(d.calls.size == 2)
      assert(d.agents.asScala.map(_.id) == Seq("bank-ANN"))
    }

    "let the agent's shift run past midnight with his last call" in {
      val late = day(row(86400 - 60, "AGENT", 0, 300, "ANN"))
      assert(late.agents.get(0).shifts.get(0).to == (86400 - 60 + 300 + 60) * 1000L)
    }

    "say which line is wrong and what to do" in {
      val cut = intercept[ReplayFailure](day(aNormalCall, "XX0101\t2"))
      assert(cut.getMessage.startsWith("Line 3 of the file has 2 columns, not 17"))
      val odd = intercept[ReplayFailure](day(aNormalCall.replace("AGENT", "GHOST")))
      assert(odd.getMessage.contains("Line 2") && odd.getMessage.contains("GHOST"))
    }
  }

  "a day" should {
    "leave phantoms out and say so" in {
      val d = day(aNormalCall, row(nine + 9, "PHANTOM", 17))
      assert(d.calls.size == 1)
      assert(d.notes.get(0).startsWith("2 rows: 1 calls are posted, 1 PHANTOM"))
    }

    "hold the file's own figures" in {
      val d = day(aNormalCall, row(nine + 1, "AGENT", 10, 5, "BEN"), row(nine + 2, "HANG", 50))
      assert((d.recorded.calls, d.recorded.answered, d.recorded.abandoned) == ((3.0, 2.0, 1.0)))
      assert(d.recorded.ofAnswered.meanMillis == 20_000)
      assert(d.recorded.ofAll.meanMillis == 30_000)
    }

    "have agents ready around their calls, and away where they had none for long" in {
      val d = day(
        row(nine, "AGENT", 0, 60, "ANN"),
        row(nine + 600, "AGENT", 0, 60, "ANN"),
        row(nine + 3600, "AGENT", 0, 60, "ANN", "NE"))
      val ann = d.agents.get(0)
      def minutes(ms: Long) = (ms / 60_000).toInt - 9 * 60
      assert(ann.shifts.asScala.map(s => (minutes(s.from), minutes(s.to))) == Seq((-1, 12), (59, 62)))
      assert(ann.skills.asScala.toSet == Set("PS", "NE"))
    }

    "let everybody take a type that nobody with a name took" in {
      val d = day(aNormalCall, row(nine + 5, "AGENT", service = 4, kind = "TT"))
      assert(d.agents.get(0).skills.contains("TT"))
    }

    "be chosen by date; all of them, or the first" in {
      val file = BankFile.parse(
        (Invented.header +: Seq("770101", "770103").map(d =>
          row(nine, "AGENT", 0, 60, "ANN", date = d))).asJava)
      def dates(wanted: String) = file.days(wanted, 1).asScala.map(_.date)
      assert(dates(null) == Seq("770101"))
      assert(dates("770103") == Seq("770103"))
      assert(dates("all") == Seq("770101", "770103"))
      val none = intercept[ReplayFailure](dates("770102"))
      assert(none.getMessage.contains("[770101, 770103]"))
    }
  }

  "a file" should {
    "be there" in {
      val gone = intercept[ReplayFailure](BankFile.read(Path.of("no-such-file.tsv")))
      assert(gone.getMessage.contains("no-such-file.tsv") && gone.getMessage.contains("generated"))
    }

    "name its columns" in {
      intercept[ReplayFailure](BankFile.parse(Seq(aNormalCall).asJava))
      intercept[ReplayFailure](BankFile.parse(Seq.empty[String].asJava))
      intercept[ReplayFailure](BankFile.parse(Seq(Invented.header).asJava))
    }

    "be understood whole, where the real one is at hand" in {
      val real = Path.of("../shared/data/bank-1999-02-odd-days.tsv")
      if (!real.toFile.exists()) cancel(s"SKIPPED LOUDLY: $real is not here")
      val days = BankFile.read(real).days("all", 1).asScala
      assert(days.map(_.recorded.answered).sum == 13_330)
      assert(days.map(_.calls.size).sum == 13_330 + 3_551)
    }
  }
}
