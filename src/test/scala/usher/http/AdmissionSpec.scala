package usher.http

import org.scalatest.wordspec.AnyWordSpec

import usher.http.Admission.Lane._
import usher.http.Admission._

/** What a node lets in when there is more to do than can be done. */
class AdmissionSpec extends AnyWordSpec {
  import AdmissionSpec._

  private val late = IN_TIME + 1

  /** A window in which all who may enter are answered after so long. */
  private def window(admission: Admission, n: Int, took: Long): Unit = {
    val answered = n * WINDOW
    full(admission, CONTACTS, answered - took).foreach(admission.leave(_, true, answered))
  }

  "a door" should {
    "refuse reports first, then reads, then new contacts, and never what is urgent" in {
      val door = new Admission
      assert(full(door, REPORTS, 0).size == FIRST / 2)
      assert(full(door, READS, 0).size == math.ceil(FIRST * 0.7).toInt - FIRST / 2)
      assert(full(door, CONTACTS, 0).size == FIRST - math.ceil(FIRST * 0.7).toInt)
      assert(door.enter(REPORTS, 0) == null && door.enter(READS, 0) == null)
      assert((1 to 1000).forall(_ => door.enter(URGENT, 0) != null))
    }

    "let somebody in for everybody who leaves" in {
      val door = new Admission
      door.leave(full(door, CONTACTS, 0).head, true, 1)
      assert(full(door, CONTACTS, 1).size == 1)
    }

    "give the place of who is stuck to another, and count it once" in {
      val door = new Admission
      val stuck = full(door, CONTACTS, 0)
      assert(door.enter(CONTACTS, STUCK) == null)
      val others = full(door, CONTACTS, STUCK + 1)
      assert(others.size == FIRST)
      stuck.foreach(door.leave(_, false, STUCK + 2))
      assert(door.enter(CONTACTS, STUCK + 2) == null)
      door.leave(others.last, true, STUCK + 2)
      assert(full(door, CONTACTS, STUCK + 2).size == 1)
    }

    "let in fewer while answers are late, once in a window, and some always" in {
      val door = new Admission
      window(door, 10, late)
      assert(door.limit == (FIRST * 0.9).toInt)
      for (n <- 11 to 100) window(door, n, late)
      assert(door.limit == LEAST)
    }

    "let in more while it is full and answers come in time" in {
      val door = new Admission
      for (n <- 10 to 100) window(door, n, late)
      for (n <- 101 to 130) window(door, n, IN_TIME)
      assert(door.limit > 8 * LEAST)
    }

    "not learn from a long list, from a few who are slow, from silence, or while nobody comes" in {
      val door = new Admission
      for (n <- 1 to 9) door.leave(door.enter(REPORTS, 0), true, 10 * late + n * WINDOW)
      for (i <- 1 to ENOUGH) door.leave(door.enter(CONTACTS, 0), true, if (i <= ENOUGH / 2) late else 1)
      for (n <- 1 to 99) door.leave(door.enter(CONTACTS, n * WINDOW), true, n * WINDOW + 1)
      for (n <- 1 to 99) door.leave(door.enter(CONTACTS, 0), false, 10 * late + n * WINDOW)
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

  /** All that may enter do. */
  def full(admission: Admission, lane: Lane, now: Long): Seq[Place] =
    Iterator.continually(admission.enter(lane, now)).takeWhile(_ != null).toVector
}
