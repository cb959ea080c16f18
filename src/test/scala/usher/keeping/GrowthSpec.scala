package usher.keeping

import java.time.{Duration, Instant}
import org.scalatest.wordspec.AnyWordSpec

class GrowthSpec extends AnyWordSpec {
  private val start = Instant.parse("2026-11-22T08:00:00Z")
  private def after(minutes: Long) = start.plus(Duration.ofMinutes(minutes))

  /** Looked at once a minute, growing by so much each. */
  private def looked(minutes: Int, each: Long): Growth =
    (0 to minutes).foldLeft(Growth.UNKNOWN)((g, n) => g.`with`(new Growth.Size(after(n), 1000 + n * each)))

  "a journal's growth" should {
    "be unknown for ten minutes" in {
      assert(Growth.UNKNOWN.perHour == null && Growth.UNKNOWN.fullAt(10) == null)
      assert(looked(9, 100).perHour == null && looked(9, 100).fullAt(10) == null)
      assert(looked(10, 100).perHour == 6000)
    }

    "say when the room is taken at this rate" in {
      assert(looked(60, 100).fullAt(12000) == after(180))
      assert(looked(60, 100).fullAt(0) == after(60))
      assert(looked(60, 100).fullAt(-5) == after(60))
    }

    "say nothing of it where it does not grow, or for ten years to come" in {
      assert(looked(60, 0).fullAt(12000) == null)
      assert(looked(60, -10).perHour == -600 && looked(60, -10).fullAt(12000) == null)
      assert(looked(60, 100).fullAt(Long.MaxValue) == null)
    }

    "forget what was six hours ago" in {
      val burst = looked(60, 100000)
      val calm = (61 to 700).foldLeft(burst)((g, n) => g.`with`(new Growth.Size(after(n), 7000000)))
      assert(calm.perHour == 0 && calm.sizes.size == 361)
    }
  }
}
