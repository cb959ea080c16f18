package usher.history

import java.time.Instant
import scala.jdk.CollectionConverters._
import usher.process.{Answer, Told}

/** One event of a contact's past. `at` in ms. */
final case class Step(kind: String, at: Long, agent: String = null, offer: String = null)

/** What the server says of a contact in the end. */
final case class Life(media: String, state: String, outcome: String, revision: Long, steps: Seq[Step])

object Life {

  /** `None`: there is no such contact. */
  def of(view: Answer, past: Answer): Option[Life] =
    if (view.status == 404 || past.status == 404) None
    else {
      if (!view.done || !past.done) throw new AssertionError(s"${view.text} ${past.text}")
      val json = view.json
      val steps = past.json.path("events").asScala.filterNot(_.path("computed").asBoolean).map { e =>
        val data = e.path("data")
        val at = Instant.parse(e.path("at").asText).toEpochMilli
        Step(e.path("type").asText, at, data.path("agent").asText(null), data.path("offer").asText(null))
      }
      Some(
        Life(
          json.path("media").asText,
          json.path("state").asText,
          json.path("outcome").asText(null),
          json.path("revision").asLong,
          steps.toList
        )
      )
    }
}

/** What a queue says it has seen today. */
final case class Counted(waiting: Long, offered: Long, answered: Long, abandoned: Long)

/** All that is known of a run: what the callers did and were told, and what was read back after it. One
  * queue; every agent takes `capacity`.
  *
  * @param lives what a node says in the end; a contact that it does not know is not in it
  * @param written the contacts that the journal has
  * @param faults each from its begin until what was broken was whole again, in order
  * @param offerTimeout in ms
  */
final case class History(
    told: Seq[Told],
    lives: Map[String, Life],
    written: Set[String],
    counted: Counted,
    faults: Seq[Fault],
    offerTimeout: Long
) {

  /** Something was broken for a part of this time, or had just come back: what lives on a node moves
    * to it for a while, and is out of reach while it moves.
    */
  def isDisturbed(from: Long, to: Long): Boolean =
    faults.exists(f => from <= f.until + History.Settling && to >= f.from)
}

object History {

  /** Shards are spread anew every 10 s, ms. */
  val Settling = 15000L
}

/** When something was broken, ms. */
final case class Fault(what: String, from: Long, until: Long)

/** What an agent can do at once, as an agent that says nothing of it can. */
object Capacity {
  val total = 100
  val of: Map[String, (Int, Int)] = Map("voice" -> (100, 1), "chat" -> (30, 3))
}
