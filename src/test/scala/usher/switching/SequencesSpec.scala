package usher.switching

import java.time.Instant

import scala.jdk.CollectionConverters._
import scala.util.Random

import org.scalatest.wordspec.AnyWordSpec

/** Which numbered events of a switch did not come. */
class SequencesSpec extends AnyWordSpec {
  private val now = Instant.parse("2026-01-01T10:00:00Z")

  private def heard(numbers: Long*): Sequences =
    numbers.foldLeft(Sequences.none(now))((known, n) => known.heard(n, now))

  private def gaps(s: Sequences): Seq[(Long, Long)] = s.gaps.asScala.map(g => g.from -> g.to).toSeq

  "a gap" should {
    "show between numbers that came, and not before the first" in {
      assert(gaps(heard(7, 8)).isEmpty)
      assert(gaps(heard(7, 10, 11, 15)) == Seq(8L -> 9L, 12L -> 14L))
    }

    "be filled by late events, from either end and from within" in {
      assert(gaps(heard(1, 6, 2)) == Seq(3L -> 5L))
      assert(gaps(heard(1, 6, 5)) == Seq(2L -> 4L))
      assert(gaps(heard(1, 6, 4)) == Seq(2L -> 3L, 5L -> 5L))
      assert(gaps(heard(1, 6, 4, 2, 5, 3)).isEmpty)
    }

    "not be made by an event that comes twice" in
      assert(gaps(heard(1, 2, 2, 1, 3)).isEmpty)

    "not be reported any more after a thousand newer events" in {
      assert(gaps(heard(1, 3, 1002)) == Seq(2L -> 2L, 4L -> 1001L))
      assert(gaps(heard(1, 3, 1003)) == Seq(4L -> 1002L))
    }

    "say since when" in {
      val later = now.plusSeconds(9)
      assert(heard(1).heard(3L, later).gaps.get(0).since == later)
    }
  }

  "a switch that counts anew" should {
    "be believed when it begins far below" in {
      val anew = heard(5000, 5002, 1)
      assert(anew.last == 1 && gaps(anew).isEmpty)
    }
  }

  "events without numbers" should {
    "be heard, and leave the numbers alone" in {
      val known = heard(1, 3).heard(null, now.plusSeconds(1))
      assert(known.lastEventAt == now.plusSeconds(1) && known.last == 3 && gaps(known) == Seq(2L -> 2L))
    }
  }

  "whatever comes in whatever order" should {
    for (seed <- 1 to 50) s"be reported exactly: seed $seed" in {
      val dice = new Random(seed)
      val all = (1L to 60L).toSet
      val lost = all.filter(n => n != 1 && n != 60 && dice.nextInt(5) == 0)
      val came = 1L +: dice.shuffle(((all -- lost - 1).toSeq ++ Seq.fill(10)(2L + dice.nextInt(50))).filterNot(lost))
      val missed = heard(came: _*).gaps.asScala.flatMap(g => g.from to g.to).toSet
      assert(missed == lost)
    }

    "never be more than a hundred gaps" in {
      assert(heard((1L to 999L by 2): _*).gaps.size == 100)
      assert(heard((1L to 999L by 2): _*).gaps.get(99).to == 998)
    }
  }
}
