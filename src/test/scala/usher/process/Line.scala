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

  private def place: Int = node.get % nodes.size

  private def client: Client = nodes(place)

  /** The one that this caller keeps to is dead. */
  private def nextNode(): Unit = node.set(node.get + 1)

  /** False where the run is over. */
  def awaitUp(): Boolean = synchronized {
    while (!up && !over) wait()
    !over
  }

  /** A contact that is looked at is a request as any other. */
  def get(path: String): Answer = path match {
    case Line.Contact(id) => ask(Said(id, "look", null, null, _), "GET", path)
    case _                => insist("GET", path, null)(_ => null)
  }

  /** Sends until it is answered. */
  def ask(said: Int => Said, method: String, path: String, body: String = null): Answer =
    insist(method, path, body)(said)

  /** The same, where only the answer tells what was said. */
  def tell(method: String, path: String, body: String)(said: Answer => Said): Unit = {
    val sent = now()
    val answer = insist(method, path, body)(_ => null)
    record.add(Told(said(answer), place, sent, now(), -1))
  }

  /** Sends once; `None` where the fate is unknown. */
  def once(said: Int => Said, method: String, path: String, body: String = null): Option[Answer] =
    if (awaitUp()) attempt(method, path, body)(said) else None

  /** An event of the switch, told until it has a result other than "again". What is born by it is
    * 201, as where it is posted.
    */
  def event(said: Int => Said, body: String): String = {
    var result = ""
    while (result.isEmpty) {
      val sent = now()
      val first = insist("POST", "/v1/switch-events", body)(status => if (status == 0) said(0) else null)
        .json.path("results").path(0)
      val again = Set("outcome.unknown", "queue.busy", "server.busy", "journal.away").contains(first.path("code").asText)
      val status = first.path("status").asText("none")
      if (!again) result = status
      val known = status match {
        case _ if again  => 0
        case "applied"   => if (said(0).action == "arrive") 201 else 200
        case "duplicate" => 208
        case _           => 409
      }
      record.add(Told(said(known), place, sent, now(), -1))
    }
    result
  }

  private def insist(method: String, path: String, body: String)(said: Int => Said): Answer = {
    val by = System.nanoTime() + TimeUnit.MINUTES.toNanos(2)
    while (System.nanoTime() < by && awaitUp()) {
      val answer = attempt(method, path, body)(said)
      if (answer.isDefined) return answer.get
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100)) // as Retry-After asks, sooner
    }
    if (isOver) throw new Line.Over
    throw new AssertionError(s"$method $path was never answered")
  }

  /** Once; what `said` makes of its status (0: unknown) is recorded, unless that is null. */
  private def attempt(method: String, path: String, body: String)(said: Int => Said): Option[Answer] = {
    val sent = now()
    val at = place
    val answer =
      try Some(client.send(method, path, body)).filter(_.status != 503)
      catch {
        case _: IOException | _: InterruptedException =>
          nextNode()
          None
      }
    answer.foreach(a => record.saw(a.json))
    val entry = said(answer.fold(0)(_.status))
    val revision = answer.filter(_.done).fold(-1L)(_.json.path("revision").asLong(-1))
    if (entry != null) record.add(Told(entry, at, sent, now(), revision))
    answer
  }

  private def now(): Long = System.currentTimeMillis()

  def events(path: String): Iterator[String] =
    try client.events(path)
    catch {
      case dead: IOException =>
        nextNode()
        throw dead
    }
}

object Line {
  private val Contact = "/v1/interactions/([^/]+)".r

  /** The run is over: whoever still works may stop. */
  final class Over extends RuntimeException(null, null, false, false)
}
