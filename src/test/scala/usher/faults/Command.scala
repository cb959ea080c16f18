package usher.faults

import scala.sys.process._

/** A command of this machine; red where it fails. */
object Command {
  def run(words: String*): String = {
    val said = new StringBuilder
    val status = words.!(ProcessLogger(line => said.append(line).append('\n')))
    if (status != 0) throw new AssertionError(s"${words.mkString(" ")}: $status $said")
    said.toString
  }

  /** Why these cannot be done here; None where they can. */
  def fails(commands: Seq[String]*): Option[String] =
    commands.iterator.map { words =>
      try { run(words: _*); None }
      catch { case e @ (_: java.io.IOException | _: AssertionError) => Some(e.getMessage.trim) }
    }.collectFirst { case Some(why) => why }
}
