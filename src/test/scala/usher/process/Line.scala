package usher.process

import java.io.IOException
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.locks.LockSupport

/** The way to a server that is killed now and then. What nobody answered is sent again, the very
  * same, when it is back; every try is recorded. Where there are several nodes, each caller (a
  * thread) keeps to one, the first come to the first, and goes to the next when it is dead.
  */
final class Line(nodes: Seq[Client], record: Record) {
  private val callers = new AtomicInteger()
  private val node = ThreadLocal.withInitial[Int](() => callers.getAndIncrement())
  private var up = false
  private var over = false

  def opened(): Unit = synchronized { up = true; notifyAll() }
  def closed(): Unit = synchronized { up = false }

  /** No more: whoever waits for the server is let go. */
  def end(): Unit = synchronized { over = true; notifyAll() }

  def isOver: Boolean = synchronized(over)

  def this(port: Int, record: Record) = this(Seq(new Client(port)), record)

  private def client: Client = nodes(node.get % nodes.size)

  /** The one that this caller keeps to is dead. */
  private def nextNode(): Unit = node.set(node.get + 1)

  /** False where the run is over. */
  def awaitUp(): Boolean = synchronized {
    while (!up && !over) wait()
    !over
  }

  def get(path: String): Answer = insist("GET", path, null)(_ => ())

  /** Sends until it is answered. */
  def ask(said: Int => Said, method: String, path: String, body: String = null): Answer =
    insist(method, path, body)(status => record.add(said(status)))

  /** Sends once; `None` where the fate is unknown. */
  def once(said: Int => Said, method: String, path: String, body: String = null): Option[Answer] =
    if (!awaitUp()) None
    else
      try {
        val answer = client.send(method, path, body)
        record.saw(answer.json)
        record.add(said(if (answer.status == 503) 0 else answer.status))
        Some(answer).filter(_.status != 503)
      } catch {
        case _: IOException =>
          nextNode()
          record.add(said(0))
          None
      }

  /** An event of the switch, told until it has a result other than "again". */
  def event(said: Int => Said, body: String): String = {
    var result = ""
    while (result.isEmpty) {
      val first = insist("POST", "/v1/switch-events", body)(s => if (s == 0) record.add(said(0)))
        .json.path("results").path(0)
      val again = Set("outcome.unknown", "queue.busy", "server.busy").contains(first.path("code").asText)
      if (again) record.add(said(0)) else result = first.path("status").asText("none")
    }
    record.add(said(if (result == "applied" || result == "duplicate") 200 else 409))
    result
  }

  private def insist(method: String, path: String, body: String)(tell: Int => Unit): Answer = {
    for (_ <- 1 to 200 if awaitUp())
      try {
        val answer = client.send(method, path, body)
        if (answer.status != 503) {
          record.saw(answer.json)
          tell(answer.status)
          return answer
        }
        tell(0)
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100)) // as its Retry-After asks, sooner
      } catch {
        case _: IOException =>
          nextNode()
          tell(0)
      }
    if (isOver) throw new Line.Over
    throw new AssertionError(s"$method $path was never answered")
  }

  def events(path: String): Iterator[String] =
    try client.events(path)
    catch {
      case dead: IOException =>
        nextNode()
        throw dead
    }
}

object Line {

  /** The run is over: whoever still works may stop. */
  final class Over extends RuntimeException(null, null, false, false)
}
