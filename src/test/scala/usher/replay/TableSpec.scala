package usher.replay

import org.scalatest.wordspec.AnyWordSpec

import java.util
import scala.jdk.CollectionConverters._

class TableSpec extends AnyWordSpec {
  private def counted(answered: Seq[Long], abandoned: Seq[Long]): Figures = {
    val count = new Figures.Count
    answered.foreach(count.answered(_))
    abandoned.foreach(count.abandoned(_))
    count.figures
  }

  "figures" should {
    "count, and take means exactly and percentiles within a thousandth" in {
      val f = counted((1 to 100).map(_ * 1000L), Seq(500_000L))
      assert((f.calls, f.answered, f.abandoned) == ((101.0, 100.0, 1.0)))
      assert(f.ofAnswered.meanMillis == 50_500)
      assert(math.abs(f.ofAnswered.p95Millis - 95_000) <= 95)
      assert(f.ofAll.meanMillis == (5_050_000 + 500_000) / 101.0)
      assert(math.abs(f.ofAll.p95Millis - 96_000) <= 96)
    }

    "be nothing for nothing" in {
      assert(counted(Nil, Nil).ofAll == new Figures.Waits(0, 0))
    }
  }

  "a table" should {
    "set the replay beside its source" in {
      val day = new Day(
        "770101",
        util.List.of,
        util.List.of,
        "the file",
        counted(Seq(10_000L, 30_000L, 20_000L), Seq(4_000L)),
        util.List.of)
      val lines = Table.lines(day, counted(Seq(1_000L, 2_000L), Nil), 60).asScala
      assert(lines.head.startsWith("At speed 60, 1 ms of server time is 0.06 s of the day"))
      val cells = lines.tail.map(_.trim.split(" {2,}").toSeq)
      assert(cells(0) == Seq("this replay", "the file"))
      assert(cells(1) == Seq("calls", "2", "4"))
      assert(cells(2) == Seq("answered", "2 (100.0 %)", "3 (75.0 %)"))
      assert(cells(3) == Seq("abandoned", "0 (0.0 %)", "1 (25.0 %)"))
      assert(cells(4) == Seq("wait of the answered, mean", "1.5 s", "20.0 s"))
      assert(cells(5) == Seq("wait of the answered, p95", "2.0 s", "30.0 s"))
      assert(cells(6) == Seq("wait of all, mean", "1.5 s", "16.0 s"))
    }
  }

  "the way to the server" should {
    "be told in seconds of the day, with advice where it weighs" in {
      assert(Table.answers(4, 60) == "The server answered an event in 4.0 ms (median): 0.2 s of the day.")
      assert(Table.answers(20, 1000).endsWith("20.0 s of the day. For truer waits give a lower --speed."))
    }
  }

  "a pace" should {
    "play a day in a minute" in {
      assert(Pace.oneMinuteFor(17L * 3600 * 1000) == 1020)
      assert(Pace.oneMinuteFor(10_000) == 1)
    }

    "write the day's clock" in {
      assert(Pace.clock((9 * 60 + 5) * 60_000L) == "09:05")
    }
  }
}
