package usher.fuzz

import ch.qos.logback.classic.spi.{ILoggingEvent, ThrowableProxyUtil}
import ch.qos.logback.classic.{Level, Logger}
import ch.qos.logback.core.AppenderBase
import java.util.concurrent.atomic.LongAdder
import java.util.concurrent.{ConcurrentHashMap, ConcurrentLinkedQueue}
import org.slf4j.LoggerFactory
import scala.jdk.CollectionConverters._
import scala.util.Try
import usher.process.{Answer, Contract}

/** What may be said to whatever is asked, and what was said. */
final class Judge {
  private val count = new ConcurrentHashMap[(String, Int), LongAdder]
  private val met = ConcurrentHashMap.newKeySet[String]()
  private val found = new ConcurrentHashMap[String, String]
  private val unknown = new ConcurrentLinkedQueue[(Long, String)]
  private val slow = new ConcurrentLinkedQueue[Long]
  private val late = new LongAdder
  private val logged = new ConcurrentLinkedQueue[String]

  def judge(attempt: Attempt, answer: Option[Answer], millis: Long): Unit = {
    count.computeIfAbsent((Judge.subject(attempt), answer.fold(0)(_.status)), _ => new LongAdder).increment()
    val now = System.nanoTime() / 1000000
    if (millis > 3000) slow.add(now)
    if (answer.exists(_.code == Judge.NotYet)) late.increment()
    if (answer.exists(_.code == Judge.Unknown)) unknown.add(now -> s"${Judge.subject(attempt)} after $millis ms: ${attempt.again}")
    for (fault <- faults(attempt, answer)) note(attempt, fault, answer.fold("nothing")(a => s"${a.status} after $millis ms: ${a.text.take(600)}"))
    answer.filter(_.done).foreach(a => Option(a.json.path("state").textValue).foreach(met.add))
  }

  /** Nobody answered in time, or what came was no answer. */
  def silence(attempt: Attempt, why: Throwable): Unit = note(attempt, "silence", why.toString)

  def note(attempt: Attempt, fault: String, said: String): Unit = {
    val kind = s"${Judge.subject(attempt)} ${said.take(4)} ${fault.replaceFirst("by \\S+ \\S+", "").take(70)}"
    found.putIfAbsent(kind, s"${Judge.subject(attempt)}, ${attempt.what}: $fault\n    said: $said\n    again: ${attempt.again}")
  }

  private def faults(attempt: Attempt, answer: Option[Answer]): Seq[String] = answer match {
    case None => if (attempt.isLast) Nil else Seq("no answer")
    case Some(a) =>
      val status = if (a.status >= 500 && a.code != Judge.NotYet && a.code != Judge.Unknown) Seq("a fault of the server") else Nil
      val insides = if (a.status >= 400) Judge.Insides.findFirstIn(a.text).map(i => s"shows its insides: $i").toSeq else Nil
      val breach = Try {
        if (attempt.method != "HEAD") Contract.hold(attempt.method, attempt.target, a)
        attempt match {
          case r: Request if a.done && Judge.Reads(r.method) && r.mutant.exists(m => m.isBroken && m.body.nonEmpty) => throw new AssertionError("broken, and taken")
          case r: Request if a.done && r.body.exists(_.nonEmpty) => Contract.holdRequest(r.method, r.target, r.text, a)
          case _                                                 => ()
        }
      }.failed.toOption.map(_.toString)
      status ++ insides ++ breach
  }

  /** What is said in the server's own log at the level of an error, or with a trace, is a fault too. */
  private val ear = new AppenderBase[ILoggingEvent] {
    override def append(e: ILoggingEvent): Unit =
      if (e.getLevel.isGreaterOrEqual(Level.ERROR) || e.getThrowableProxy != null)
        if (logged.size < 20 && !Judge.isAkkas(e.getFormattedMessage))
          logged.add(s"${e.getLoggerName}: ${e.getFormattedMessage}\n${Option(e.getThrowableProxy).fold("")(ThrowableProxyUtil.asString(_).take(1500))}")
  }

  private val root = LoggerFactory.getLogger("ROOT").asInstanceOf[Logger]

  def listen(): Unit = {
    ear.start()
    root.addAppender(ear)
    Thread.setDefaultUncaughtExceptionHandler((t, e) => logged.add(s"${t.getName}: $e"))
  }

  def close(): Unit = root.detachAppender(ear)

  def verdict: Seq[String] = found.values.asScala.toSeq ++ forgotten ++ behind ++ logged.asScala.map("in the log: " + _)

  /** Where several wait at once, the machine or its disk stood still; where one does, it was forgotten. One in ten
    * thousand may be: who comes just when an id that nobody has goes to rest is told to send the same again.
    */
  private def forgotten: Seq[String] = {
    val alone = unknown.asScala.toSeq.collect {
      case (at, what) if slow.asScala.count(t => (t - at).abs < 2000) < 3 => s"nobody answered $what"
    }
    if (alone.size * 10000L > total) alone else Nil
  }

  /** Where it is told to come again because the routing is behind: some may be. */
  private def behind: Seq[String] = {
    val times = late.sum
    if (times * 100 > total) Seq(s"$times of $total were told that the routing is behind") else Nil
  }

  def states: Set[String] = met.asScala.toSet

  def total: Long = count.values.asScala.map(_.sum).sum

  /** Requests by operation and status; 0: closed without a word. */
  def table: String = {
    val all = count.asScala.toSeq.map { case ((o, s), n) => (o, s, n.sum) }
    val statuses = all.map(_._2).distinct.sorted
    def row(name: String, cells: Seq[String]) = name.padTo(24, ' ') + cells.map(c => " " * (7 - c.length).max(1) + c).mkString
    val rows = all.groupBy(_._1).toSeq.sortBy(_._1).map { case (o, cells) =>
      row(o, statuses.map(s => cells.find(_._2 == s).fold("")(_._3.toString)))
    }
    (row("", statuses.map(_.toString)) +: rows).mkString("\n")
  }
}

object Judge {
  /** Of other methods nobody looks at the body. */
  private val Reads = Set("POST", "PUT", "PATCH")

  /** The live view is up to a second behind, and says so. */
  private val NotYet = "routing.behind"
  val Unknown = "outcome.unknown"

  /** Akka answers no request line with another scheme: it closes the connection, and says so with a trace. And a
    * live stream whose reader is 256 events behind is to be cut off: so it says.
    */
  private def isAkkas(message: String): Boolean =
    message.contains("HttpServerBluePrint$PrepareRequests") && message.contains("`uri` must have scheme") ||
      message.contains("Failing because buffer is full and overflowStrategy is: [Fail]") ||
      message.contains("/events] failed with 'Buffer overflow (max capacity was: 256)!'. Aborting connection.")

  private def subject(attempt: Attempt): String = attempt match {
    case r: Request => r.operation.id
    case b: Broken  => s"(${b.what})"
  }


  /** A class, a file or a trace of ours or of a library's. */
  private val Insides =
    """\b(java|javax|akka|scala|usher|slick|dev\.cel|com\.fasterxml|com\.google|org\.h2)\.[a-z]+\.|\w(Exception|Error)\b|\.(java|scala):\d|[Cc]oerc|[Dd]eserializ|JsonToken|\tat \w""".r
}
