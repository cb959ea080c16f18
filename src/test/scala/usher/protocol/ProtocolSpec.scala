package usher.protocol

import java.util.concurrent.atomic.{AtomicInteger, AtomicLong, AtomicReference}

import org.scalatest.wordspec.AnyWordSpec

/**
 * DESIGN law 8: the protocol under random schedules. `-Dschedules=10000000` runs more of them,
 * `-Dseed=N` runs one and prints every step (with `-Drule=N` switched off).
 */
class ProtocolSpec extends AnyWordSpec {
  import ProtocolSpec._

  "the offer protocol" should {
    "keep every promise in random schedules" in {
      val only = sys.props.get("seed").filter(_.nonEmpty).map(_.toLong)
      if (only.isDefined)
        one(only.get, sys.props.getOrElse("rule", "0").toInt, trace = true).foreach(v => fail(v.what))
      else {
        val (found, ran) = search(0, schedules, first)
        info(s"$ran schedules, seeds from $first")
        found.foreach { case (seed, what) => fail(s"seed $seed: $what") }
        assert(ran == schedules, "a schedule did not come to its end")
      }
    }

    for ((rule, seen) <- rules)
      s"be caught without R$rule: $seen" in {
        val (found, ran) = search(rule, mostUntilCaught, 1)
        assert(found.isDefined, s"$ran schedules did not notice that R$rule is off")
        info(s"R$rule off: seed ${found.get._1}, ${found.get._2}")
      }
  }
}

object ProtocolSpec {
  val schedules: Int = sys.props.get("schedules").filter(_.nonEmpty).map(_.toInt).getOrElse(50000)
  val first: Long = sys.props.get("firstSeed").filter(_.nonEmpty).map(_.toLong).getOrElse(1L)
  private val mostUntilCaught = 200000
  private val steps = 110

  val rules: Seq[(Int, String)] = Seq(
    1 -> "a lease that frees by itself",
    2 -> "an agent that does not ask again",
    3 -> "an offer of an older round is taken up",
    4 -> "a verdict counts for any offer of that contact",
    5 -> "a farewell of an older round removes",
    6 -> "a contact is acknowledged before a queue has it",
    7 -> "a queue does not audit",
    8 -> "a revoked offer keeps its round",
    9 -> "an agent is let go before the next holder has it",
    10 -> "ledgers are not repeated",
    11 -> "proposals are made once",
    12 -> "terms are forgotten")

  def one(seed: Long, rule: Int, trace: Boolean = false): Option[Violation] =
    try {
      new World(seed, Roughness(rule, trace)).run(steps)
      None
    } catch {
      case v: Violation => Some(v)
    }

  /** The first seed that goes wrong, and how many were run. */
  def search(rule: Int, most: Int, from: Long): (Option[(Long, String)], Int) = {
    val next = new AtomicLong(from)
    val ran = new AtomicInteger
    val found = new AtomicReference[Option[(Long, String)]](None)
    val threads = Seq.fill(2)(new Thread(() => {
      var seed = next.getAndIncrement()
      while (seed < from + most && found.get.isEmpty) {
        val wrong =
          try one(seed, rule).map(_.what)
          catch { case e: Throwable => Some(e.toString) }
        wrong.foreach(what => found.compareAndSet(None, Some(seed -> what)))
        ran.incrementAndGet()
        seed = next.getAndIncrement()
      }
    }))
    threads.foreach(_.start())
    threads.foreach(_.join())
    (found.get, ran.get)
  }
}
