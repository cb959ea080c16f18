package usher.process

import com.fasterxml.jackson.databind.JsonNode
import java.util.concurrent.ConcurrentHashMap
import scala.collection.mutable
import scala.jdk.CollectionConverters._

/** What a caller knows of one request. `status` 0: it was sent, and nobody knows what became of it.
  */
final case class Said(contact: String, action: String, agent: String, offer: String, status: Int) {
  def promised: Boolean = status / 100 == 2
}

/** One try of a request: when it was sent and its end known, in ms, to which node, and the revision in
  * the answer, -1 for none.
  */
final case class Told(said: Said, node: Int, sent: Long, heard: Long, revision: Long)

/** The callers' own memory of a run: all that is ever checked is checked against this. */
final class Record {
  private val told = mutable.ArrayBuffer.empty[Told]
  private val ages = new ConcurrentHashMap[String, String]()
  private val aged = ConcurrentHashMap.newKeySet[String]()
  private var promises = 0

  def add(entry: Told): Unit = synchronized {
    told += entry
    if (entry.said.promised) {
      promises += 1
      notifyAll()
    }
  }

  /** A contact was seen: its creation must have the time it had when it was first seen. */
  def saw(view: JsonNode): Unit = if (view.hasNonNull("createdAt")) {
    val id = view.path("id").asText
    val now = view.path("createdAt").asText
    val first = ages.putIfAbsent(id, now)
    if (first != null && first != now) aged.add(s"$id was created at $first, and then at $now")
  }

  def createdAt(contact: String): String = ages.get(contact)

  def changedAges: Seq[String] = aged.asScala.toSeq

  def all: Seq[Said] = timed.map(_.said)

  def timed: Seq[Told] = synchronized(told.toList)

  /** What was known since then, the latest first. */
  def since(moment: Long): Seq[Told] = synchronized(told.reverseIterator.takeWhile(_.heard >= moment).toList)

  def promiseCount: Int = synchronized(promises)

  /** Waits until so many promises were given. */
  def awaitPromises(count: Int, seconds: Int): Unit = synchronized {
    val deadline = System.nanoTime() + seconds * 1000000000L
    while (promises < count) {
      val rest = (deadline - System.nanoTime()) / 1000000
      if (rest <= 0) throw new AssertionError(s"Only $promises promises in $seconds s, not $count")
      wait(rest)
    }
  }
}
