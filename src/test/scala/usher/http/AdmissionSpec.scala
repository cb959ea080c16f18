package usher.http

import org.scalatest.wordspec.AnyWordSpec

import usher.http.Admission.Lane._
import usher.http.Admission._

/** What a node lets in when there is more to do than can be done. */
class AdmissionSpec extends AnyWordSpec {
  import AdmissionSpec._

  private val late = IN_TIME + 1

  /** A window in which so many are answered, each after so long, with as many inside as may be. */
  private def window(admission: Admission, n: Int, took: Long): Unit = {
    val inside = full(admission, CONTACTS)
    for (i <- 1 to inside) admission.leave(CONTACTS, took, n * WINDOW)
  }

  "a door" should {
    "refuse reports first, then reads, then new contacts, and never what is urgent" in {
      val door = new Admission
      assert(full(door, REPORTS) == FIRST / 2)
      assert(full(door, READS) == math.ceil(FIRST * 0.7).toInt - FIRST / 2)
      assert(full(door, CONTACTS) == FIRST - math.ceil(FIRST * 0.7).toInt)
      assert(!door.enter(REPORTS) && !door.enter(READS) && (1 to 1000).forall(_ => door.enter(URGENT)))
    }

    "let somebody in for everybody who leaves" in {
      val door = new Admission
      full(door, CONTACTS)
      door.leave(CONTACTS, 1, 0)
      assert(door.enter(CONTACTS) && !door.enter(CONTACTS))
    }

    "let in fewer while answers are late, once in a window, and some always" in {
      val door = new Admission
      window(door, 1, late)
      assert(door.limit == (FIRST * 0.9).toInt)
      for (n <- 2 to 100) window(door, n, late)
      assert(door.limit == LEAST)
    }

    "let in more while it is full and answers come in time" in {
      val door = new Admission
      for (n <- 1 to 100) window(door, n, late)
      for (n <- 101 to 130) window(door, n, IN_TIME)
      assert(door.limit > 8 * LEAST)
    }

    "not learn from a long list, from a few who are slow, or while nobody comes" in {
      val door = new Admission
      for (n <- 1 to 9) {
        assert(door.enter(REPORTS))
        door.leave(REPORTS, 10 * late, n * WINDOW)
      }
      for (i <- 1 to ENOUGH) {
        door.enter(CONTACTS)
        door.leave(CONTACTS, if (i <= ENOUGH / 2) late else 1, 10 * WINDOW)
      }
      for (n <- 11 to 99) {
        assert(door.enter(CONTACTS))
        door.leave(CONTACTS, 1, n * WINDOW)
      }
      assert(door.limit == FIRST)
    }
  }

  "each request" should {
    "have its lane" in {
      val lanes = Seq(
        ("GET", "/v1/interactions", REPORTS), ("GET", "/v1/interactions/a/history", REPORTS),
        ("GET", "/v1/agents/a/why-idle", REPORTS), ("GET", "/v1/interactions/a", READS),
        ("GET", "/health/ready", NODE), ("POST", "/v1/interactions", CONTACTS),
        ("POST", "/v1/interactions/a/hold", URGENT), ("PUT", "/v1/agents/a/state", URGENT))
      for ((method, path, lane) <- lanes) assert(Lane.of(method, path) == lane, path)
    }
  }
}

object AdmissionSpec {

  /** All that may enter have entered; how many those were. */
  def full(admission: Admission, lane: Lane): Int =
    Iterator.continually(admission.enter(lane)).takeWhile(identity).size
}
