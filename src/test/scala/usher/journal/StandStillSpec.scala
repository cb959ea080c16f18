package usher.journal

import org.scalatest.wordspec.AnyWordSpec

class StandStillSpec extends AnyWordSpec {
  import StandStill.LONG

  "a process" should {
    "have stood still once it has not gone on for long, and for good" in {
      val still = new StandStill
      still.goesOn(100)
      assert(!still.isSeen(100 + LONG))
      still.goesOn(100 + LONG)
      assert(!still.isSeen(100 + 2 * LONG) && still.isSeen(101 + 2 * LONG))
      still.goesOn(102 + 2 * LONG)
      assert(still.isSeen(102 + 2 * LONG))
    }

    "notice it when it goes on, whoever asks first" in {
      val still = new StandStill
      still.goesOn(100)
      still.goesOn(101 + LONG)
      assert(still.isSeen(101 + LONG))
    }

    "not be watched by nobody" in {
      assert(!(new StandStill).isSeen(Long.MaxValue))
    }
  }
}
