package usher.faults

import scala.util.Random
import usher.process.PackagedServer

/** What a run of faults is asked for: `-Dfaults=kill,pause -Dtimes=30 -Drate=60 -Dlasts=30 -Dseed=4`, and what
  * its nodes are told besides, `-Dnode=NAME=value,NAME=value`, such as a protection that is switched off.
  */
object Asked {
  def text(name: String, usual: String): String = sys.props.get(name).filter(_.nonEmpty).getOrElse(usual)
  def number(name: String, usual: Int): Int = text(name, usual.toString).toInt

  val seed: Long = text("seed", Random.nextLong().toString).toLong

  /** What must hold, ms, where somebody asks for a fault by its name; twice as much in the run of all tests, whose
    * machine does much else.
    */
  def most(ms: Long): Long = if (text("faults", "").isEmpty) 2 * ms else ms

  /** The faults of these that are wanted, in their order, each as often as it is wanted.
    *
    * @param all by name, and how often each where nothing is asked for; 0: only by name
    */
  def of[T](all: Seq[(String, T, Int)]): Seq[(String, T)] = {
    val named = text("faults", "").split(',').filter(_.nonEmpty).toSet
    for {
      (name, fault, usual) <- all
      wanted = if (named.isEmpty) usual > 0 else named(name)
      _ <- 1 to (if (wanted) number("times", usual.max(1)) else 0)
    } yield name -> fault
  }

  /** Where none of them is wanted. */
  def noneOf(all: Seq[(String, _, Int)]): String = s"only where asked for: -Dfaults=${all.map(_._1).mkString(",")}"

  def options: Seq[String] =
    PackagedServer.Quick ++ text("node", "").split(',').filter(_.nonEmpty).map(setting => s"-D$setting")
}
