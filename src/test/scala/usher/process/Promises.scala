package usher.process

import com.fasterxml.jackson.databind.JsonNode
import scala.jdk.CollectionConverters._

/** Holds what a server says of a contact against what callers were promised about it. */
object Promises {
  private case class Step(kind: String, agent: String, offer: String)

  /** What is wrong, in words; nothing where every promise holds. */
  def broken(contact: String, view: Answer, history: Answer, said: Seq[Said]): Seq[String] = {
    val promised = said.filter(_.promised)
    if (promised.isEmpty) Nil
    else if (view.status != 200 || history.status != 200)
      Seq(s"$contact is lost: ${view.status} and ${history.status} after ${promised.map(_.action)}")
    else {
      val steps = history.json.path("events").asScala
        .filterNot(_.path("computed").asBoolean).map(step).toSeq
      val state = view.json.path("state").asText
      val missing = promised.flatMap(p => unmet(p, steps, state, view.json)).distinct
      (missing ++ illegal(steps) ++ twice(steps, promised)).map(fault => s"$contact: $fault")
    }
  }

  private def step(event: JsonNode): Step =
    Step(
      event.path("type").asText,
      event.path("data").path("agent").asText(null),
      event.path("data").path("offer").asText(null)
    )

  /** What an answered request promised must be in the contact's past, under the same names. */
  private def unmet(p: Said, steps: Seq[Step], state: String, view: JsonNode): Option[String] = {
    def has(kinds: String*): Boolean = steps.exists(s =>
      kinds.contains(s.kind) && (p.offer == null || s.offer == p.offer && s.agent == p.agent)
    )
    val held = p.action match {
      case "arrive"      => steps.headOption.exists(_.kind == "arrived")
      case "accept"      => has("offer-accepted", "connected")
      case "established" => has("connected")
      case "reject"      => has("offer-rejected")
      case "requeue"     => steps.exists(s => s.kind == "requeued" || s.kind == "offer-rescinded")
      case "release"     => has("released", "completed")
      case "released"    => has("released", "completed", "abandoned")
      case "leave"       => has("abandoned", "released", "completed")
      case "cancel"      => state == "completed" && has("cancelled")
      case "complete"    => state == "completed" && view.path("outcome").asText == "handled"
      case other         => throw new AssertionError(s"No rule for $other")
    }
    if (held) None else Some(s"${p.action} by ${p.agent} was acknowledged and is not in $steps")
  }

  /** A contact's life goes only along these ways. */
  private def illegal(steps: Seq[Step]): Seq[String] = {
    val walked = steps.foldLeft[Either[String, String]](Right("unborn")) {
      case (Right(state), s) =>
        (state, s.kind) match {
          case ("unborn", "arrived")                           => Right("queued")
          case ("queued", "offered")                           => Right("offered")
          case ("offered", "offer-accepted")                   => Right("offered")
          case ("offered", "connected")                        => Right("connected")
          case ("queued" | "offered", k) if k.startsWith("offer-") => Right("queued")
          case ("queued" | "offered" | "connected", "requeued") => Right("queued")
          case ("connected", "released")                       => Right("wrap-up")
          case ("connected" | "wrap-up", "completed")          => Right("over")
          case ("queued" | "offered", "abandoned" | "cancelled") => Right("over")
          case (before, kind)                                  => Left(s"$kind while $before")
        }
      case (wrong, _) => wrong
    }
    walked.left.toOption.toSeq
  }

  /** Two agents were told that they have it: the first one's turn must have ended in between. */
  private def twice(steps: Seq[Step], promised: Seq[Said]): Seq[String] = {
    val takes = promised.filter(p => p.action == "accept" || p.action == "established")
    val offers = takes.map(_.offer).distinct
    for {
      first <- offers
      second <- offers
      from = steps.lastIndexWhere(_.offer == first)
      to = steps.indexWhere(_.offer == second)
      if first != second && from >= 0 && from < to
      end = steps.slice(from, to).exists(s => s.kind == "requeued" || s.kind == "offer-failed")
      if !end
    } yield s"both $first and $second were taken, with nothing in between: $steps"
  }
}
