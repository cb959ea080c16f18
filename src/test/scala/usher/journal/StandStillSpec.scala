package usher.journal

import org.scalatest.wordspec.AnyWordSpec

class StandStillSpec extends AnyWordSpec {
  import StandStill.{ALONE, LONG}

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

    "write nothing while most of the others have been out of reach for a while" in {
      val still = new StandStill
      still.sees(true, 0)
      assert(still.mayWrite(ALONE) && !still.mayWrite(ALONE + 1))
      still.sees(true, ALONE)
      assert(!still.mayWrite(ALONE + 1))
      still.sees(false, ALONE + 2)
      assert(still.mayWrite(10 * ALONE))
      still.sees(true, 10 * ALONE)
      assert(still.mayWrite(11 * ALONE))
    }

    "not be watched by nobody" in {
      assert(!(new StandStill).isSeen(Long.MaxValue))
    }
  }
}
