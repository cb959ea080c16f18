package usher.process

/** Where a node runs.
  *
  * @param within what the command that starts it begins with, where it has a network of its own
  * @param settings what it must be told there
  * @param always headers of every request to it, such as who asks
  */
final case class Stand(
    host: String,
    within: Seq[String] = Nil,
    settings: Map[String, String] = Map.empty,
    always: Seq[(String, String)] = Nil
) {

  /** A free one; in a network of its own all are. */
  def port(from: Int): Int = if (within.isEmpty) PackagedServer.freePort(host, from) else from
}

object Stand {
  val Here: Stand = Stand("127.0.0.1")

  /** Three addresses that every Linux has. */
  val Three: Seq[Stand] = Seq("127.0.0.1", "127.0.0.2", "127.0.0.3").map(Stand(_))
}
