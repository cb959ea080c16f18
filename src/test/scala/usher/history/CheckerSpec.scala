package usher.history

import org.scalatest.funsuite.AnyFunSuite
import scala.util.Random

/** A check that finds nothing is worth nothing: it must find what is put there. */
class CheckerSpec extends AnyFunSuite {
  private val seed = sys.props.get("seed").filter(_.nonEmpty).map(_.toLong).getOrElse(Random.nextLong())

  test("what a centre without faults leaves behind breaks no rule") {
    for (n <- 1 to 20) {
      val found = new Checker(new SampleRun(seed + n).history).violations
      assert(found.isEmpty, s"-Dseed=$seed")
    }
  }

  test("of 220 histories with one fault each all are found, by the rule that is meant") {
    val random = new Random(seed)
    for (n <- 1 to 10) {
      val run = new SampleRun(seed + n).history
      for ((rule, broken) <- new Mutations(run, random).all) {
        val found = new Checker(broken()).violations
        assert(found.exists(_.rule == rule), s"$rule was broken, found was $found (-Dseed=$seed)")
      }
    }
  }

  test("an offer that its agent took back before it was seen changes nothing for another that is open") {
    val life = Seq(
      Step("arrived", 0),
      Step("offered", 1, "ann", "c~1"),
      Step("offer-revoked", 2, "bob"),
      Step("connected", 3, "ann", "c~1")
    )
    assert(Promises.illegal(life).isEmpty)
    assert(Promises.illegal(life.updated(2, Step("offer-revoked", 2, "ann", "c~1"))).nonEmpty)
    assert(Promises.illegal(life.updated(3, Step("connected", 3, "bob", "c~2"))).nonEmpty)
  }

  test("there is a fault for each rule") {
    val made = new Mutations(new SampleRun(1).history, new Random(1)).all.map(_._1).toSet
    assert(made == Checker.rules.map(_._1).toSet)
  }
}
