package usher

import org.scalatest.wordspec.AnyWordSpec

class SteadyClockSpec extends AnyWordSpec {
  private final class Machine {
    var wall = 1000000L // ms
    var nanos = 0L
    val clock = new SteadyClock(() => wall, () => nanos)

    def pass(ms: Long): Long = {
      wall += ms
      nanos += ms * 1000000
      clock.millis
    }
  }

  "a steady clock" should {
    "tell the wall's time while that is sound" in {
      val m = new Machine
      assert(m.pass(1) == 1000001)
      assert(m.pass(60000) == 1060001)
    }

    "go on when the wall goes back an hour" in {
      val m = new Machine
      m.wall -= 3600000
      assert(m.pass(2000) >= 1001998)
      assert(m.pass(15000) >= 1001998 + 14985)
    }

    "not leap when the wall does" in {
      val m = new Machine
      m.wall += 3600000
      assert(m.pass(2000) <= 1002002)
    }

    "come back to the wall by a thousandth of the time, however often it is read" in {
      val m = new Machine
      m.wall += 50
      (1 to 100000).foreach(_ => m.pass(1))
      assert(m.clock.millis == m.wall)
    }
  }
}
