package usher.replay

import org.scalatest.wordspec.AnyWordSpec

import scala.jdk.CollectionConverters._

class GeneratedDaySpec extends AnyWordSpec {
  private val many = (1 to 40).map(n => GeneratedDay.of(n))
  private val calls = many.flatMap(_.calls.asScala)

  private def near(found: Double, expected: Double, within: Double) =
    assert(math.abs(found - expected) <= within * expected, s"$found is not near $expected")

  "a generated day" should {
    "be the same for the same seed, and another for another" in {
      assert(GeneratedDay.of(7) == GeneratedDay.of(7))
      assert(GeneratedDay.of(7).calls != GeneratedDay.of(8).calls)
    }

    "have as many arrivals as the bank, in the whole and by half hour" in {
      near(calls.size / 40.0, BankProfile.ARRIVALS.sum, 0.02)
      val byHalfHour = calls.groupBy(_.arrivesAt / BankProfile.HALF_HOUR)
      BankProfile.ARRIVALS.zipWithIndex.foreach { case (expected, n) =>
        near(byHalfHour(BankProfile.FIRST_HALF_HOUR + n).size / 40.0, expected, 0.2)
      }
    }

    "be in order of arrival" in {
      many.foreach { day =>
        val times = day.calls.asScala.map(_.arrivesAt)
        assert(times == times.sorted)
      }
    }

    "serve each type as long as the bank did" in {
      val published = Map("PS" -> 185.0, "NW" -> 107.0, "NE" -> 277.0, "IN" -> 267.0)
      BankProfile.KINDS.asScala.foreach { kind =>
        val of = calls.filter(_.`type` == kind.`type`)
        near(of.size.toDouble / calls.size, kind.share, 0.15)
        near(of.map(_.service).sum / 1000.0 / of.size, kind.meanServiceSeconds, 0.25)
        published.get(kind.`type`).foreach(near(kind.meanServiceSeconds, _, 0.2))
      }
    }

    "give callers the patience of the bank's" in {
      val waiting = calls.filterNot(_.leavesAtOnce)
      near(1 - waiting.size.toDouble / calls.size, BankProfile.LEAVES_AT_ONCE, 0.1)
      near(waiting.map(_.patience).sum / 1000.0 / waiting.size, BankProfile.MEAN_PATIENCE, 0.03)
    }

    "have somebody for every type at every hour" in {
      val agents = many.head.agents.asScala
      for {
        half <- BankProfile.ARRIVALS.indices
        noon = (BankProfile.FIRST_HALF_HOUR + half) * BankProfile.HALF_HOUR + BankProfile.HALF_HOUR / 2
        kind <- BankProfile.KINDS.asScala
      } assert(
        agents.exists(a =>
          a.skills.contains(kind.`type`) && a.shifts.asScala.exists(s => s.from <= noon && noon < s.to)))
    }
  }
}
