package usher.fuzz

import com.fasterxml.jackson.databind.JsonNode
import scala.collection.mutable
import scala.jdk.CollectionConverters._
import scala.util.Random
import usher.process.Answer

/** What there may be to speak of: few names, so that they meet, and what answers have told. One caller's own. */
final class Names(caller: Int, dice: Random) {
  private val learned = mutable.Map.empty[String, Vector[String]].withDefaultValue(Vector.empty)
  private var contacts = Vector(s"w$caller-0")
  private var arrived = 0

  /** A name of what this word means: a field, a parameter, or the part of the path before it. */
  def of(word: String): Option[String] = word match {
    case "queues" | "queue"                                => Some(s"q${dice.nextInt(4)}")
    case "agents" | "agent"                                => Some(s"a${dice.nextInt(8)}")
    case "interactions" | "interaction" | "calls" | "call" => Some(contact)
    case "consult"                                         => Some(known("consult").getOrElse(s"$contact:c1"))
    case "offers" | "offer"                                => Some(known("offer").getOrElse(s"$contact~${dice.nextInt(3)}"))
    case "switches" | "source"                             => Some(s"sw${dice.nextInt(2)}")
    case "commands" | "command"                            => Some(known("offer").map(_ + ":route").getOrElse(contact))
    case "cursor"                                          => known("next")
    case "If-Match"                                        => known("etag")
    case "Idempotency-Key"                                 => Some(s"key-${dice.nextInt(40)}")
    case "skills"                                          => Some(s"s${dice.nextInt(2)}")
    case _                                                 => None
  }

  def isOurs(contact: String): Boolean = contacts.contains(contact)

  def contact: String = contacts(dice.nextInt(contacts.size))

  /** The newest few are spoken of: a new one, and the one that is left alone for it. */
  def newContact(): (String, Option[String]) = {
    arrived += 1
    val all = contacts :+ s"w$caller-$arrived"
    contacts = all.takeRight(5)
    (all.last, Option.when(all.size > 5)(all.head))
  }

  /** How a contact's newest offer is called. */
  def offerOf(contact: String): Option[String] = learned("offer").reverse.find(_.startsWith(contact + "~"))

  def learn(answer: Answer): Unit = if (answer.done) {
    answer.header("ETag").foreach(add("etag", _))
    walk("", answer.json, 0)
  }

  private def walk(field: String, node: JsonNode, depth: Int): Unit =
    if (node.isTextual) {
      val text = node.textValue
      if (text.matches("[^~]+~[0-9]+")) add("offer", text)
      else if (field == "next" || field == "consult") add(field, text)
    } else if (depth < 5) {
      node.fields().asScala.foreach(f => walk(f.getKey, f.getValue, depth + 1))
      if (node.isArray) node.elements().asScala.take(5).foreach(walk(field, _, depth + 1))
    }

  private def add(kind: String, text: String): Unit =
    if (!learned(kind).contains(text)) learned(kind) = (learned(kind) :+ text).takeRight(12)

  private def known(kind: String): Option[String] =
    Option.when(learned(kind).nonEmpty)(learned(kind)(dice.nextInt(learned(kind).size)))
}
