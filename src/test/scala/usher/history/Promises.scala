package usher.history

import usher.process.Said

/** Holds what a server says of one contact against what callers were promised about it. */
object Promises {

  /** What is wrong, in words; nothing where every promise holds. `life`: `None` where the server does
    * not know the contact.
    */
  def broken(contact: String, life: Option[Life], said: Seq[Said]): Seq[String] = {
    val promised = said.filter(_.promised)
    life match {
      case _ if promised.isEmpty => Nil
      case None                  => Seq(s"$contact is lost after ${promised.map(_.action)}")
      case Some(l) =>
        val missing = promised.flatMap(unmet(_, l)).distinct
        (missing ++ illegal(l.steps) ++ twice(l.steps, promised)).map(fault => s"$contact: $fault")
    }
  }

  /** What an answered request promised must be in the contact's past, under the same names. */
  def unmet(p: Said, life: Life): Option[String] = {
    import life.{outcome, state, steps}
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
      case "complete"    => state == "completed" && outcome == "handled"
      case "look"        => true
      case other         => throw new AssertionError(s"No rule for $other")
    }
    if (held) None else Some(s"${p.action} by ${p.agent} was acknowledged and is not in $steps")
  }

  /** A contact's life goes only along these ways. */
  def illegal(steps: Seq[Step]): Seq[String] = {
    val walked = steps.foldLeft[Either[String, Moment]](Right(Moment("unborn", null))) {
      case (Right(m), s) => next(m, s).toRight(s"${s.kind} of ${s.offer} while ${m.state} in $steps")
      case (wrong, _)    => wrong
    }
    walked.left.toOption.toSeq
  }

  /** `offer`: the one that is open. */
  private final case class Moment(state: String, offer: String)

  private def next(m: Moment, s: Step): Option[Moment] = (m.state, s.kind) match {
    case ("unborn", "arrived")                                                => Some(Moment("queued", null))
    case ("queued", "offered")                                                => Some(Moment("offered", s.offer))
    case ("offered", "offer-accepted") if s.offer == m.offer                  => Some(m)
    case ("offered", "connected") if s.offer == m.offer                       => Some(Moment("connected", null))
    case ("queued" | "offered", "offer-revoked") if s.offer == null           => Some(m) // before it was seen
    case ("offered", k) if k.startsWith("offer-") && s.offer == m.offer       => Some(Moment("queued", null))
    case ("queued" | "offered" | "connected", "requeued")                     => Some(Moment("queued", null))
    case ("connected", "released")                                            => Some(Moment("wrap-up", null))
    case ("connected" | "wrap-up", "completed")                               => Some(Moment("over", null))
    case ("queued" | "offered", "abandoned" | "cancelled")                    => Some(Moment("over", null))
    case _                                                                    => None
  }

  /** Two agents were told that they have it: the first one's turn must have ended in between. */
  def twice(steps: Seq[Step], promised: Seq[Said]): Seq[String] = {
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
