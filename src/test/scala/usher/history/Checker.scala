package usher.history

import usher.history.Checker._
import usher.process.Told

/** What a history breaks. */
final case class Violation(rule: String, what: String)

/** Holds a run against what the server promises about every run, whatever died in it. Each rule is a
  * function of the whole history that names what breaks it.
  */
final class Checker(h: History) {
  private val tries = h.told.filter(_.said.contact != null).groupBy(_.said.contact)
  private val steps = h.lives.toSeq.flatMap { case (id, life) => life.steps.map(id -> _) }

  def violations: Seq[Violation] =
    rules.flatMap { case (name, rule) => rule(this).map(Violation(name, _)) }

  private def lost: Seq[String] =
    for ((id, all) <- tries.toSeq; p <- all.map(_.said).find(_.promised) if !h.lives.contains(id))
      yield s"$id is unknown after ${p.action}"

  private def invented: Seq[String] =
    (h.written ++ h.lives.keySet).diff(tries.keySet).toSeq.map(id => s"nobody sent $id") ++
      h.lives.keySet.diff(h.written).map(id => s"$id is not in the journal")

  private def createdTwice: Seq[String] =
    for ((id, all) <- tries.toSeq; n = all.count(_.said.status == 201) if n > 1) yield s"$id: $n times"

  private def unkept: Seq[String] =
    for ((id, all) <- tries.toSeq; life <- h.lives.get(id).toSeq; p <- all.map(_.said) if p.promised;
      fault <- Promises.unmet(p, life)) yield s"$id: $fault"

  private def astray: Seq[String] =
    for ((id, life) <- h.lives.toSeq; fault <- Promises.illegal(life.steps)) yield s"$id: $fault"

  private def shared: Seq[String] =
    for ((id, life) <- h.lives.toSeq;
      fault <- Promises.twice(life.steps, tries.getOrElse(id, Nil).map(_.said).filter(_.promised)))
      yield s"$id: $fault"

  private def unfinished: Seq[String] =
    for ((id, life) <- h.lives.toSeq if life.state != "completed") yield s"$id is ${life.state}"

  /** Of each agent, what it had at any moment: from an offer to its end, or to the end of what it
    * became. What one node has ended may be a hair later by its clock than what another began.
    */
  private def overbooked: Seq[String] = {
    val held = h.lives.toSeq.flatMap { case (id, life) => Holding.of(id, life) }
    held.groupBy(_.agent).toSeq.flatMap { case (agent, all) => Holding.over(agent, all, ClocksDiffer) }
  }

  /** From a second after an agent's word that it is away, until it says that it is ready again. */
  private def disturbed: Seq[String] = {
    val words = h.told.filter(t => t.said.action == "ready" || t.said.action == "away").groupBy(_.said.agent)
    val offers = steps.collect { case (id, s) if s.kind == "offered" => (id, s) }.groupBy(_._2.agent)
    for ((agent, all) <- words.toSeq; away <- all if away.said.action == "away" && away.said.promised;
      back = all.filter(t => t.said.action == "ready" && t.sent >= away.sent).map(_.sent).minOption
        .getOrElse(Long.MaxValue);
      (id, offer) <- offers.getOrElse(agent, Nil) if offer.at > away.heard + 1000 && offer.at < back)
      yield s"$agent was offered $id ${offer.at - away.heard} ms after it was known to be away"
  }

  /** Who was in line before another of the same kind came is offered before it, but for offers under
    * way at once, and for those that a fault held up.
    */
  private def overtaken: Seq[String] = {
    val first = for ((id, life) <- h.lives.toSeq; offer <- life.steps.find(_.kind == "offered");
      arrive = tries.getOrElse(id, Nil).filter(_.said.action == "arrive") if arrive.exists(_.said.promised))
      yield Turn(id, life.media, arrive.map(_.sent).min, arrive.filter(_.said.promised).map(_.heard).min, offer.at)
    first.groupBy(_.media).values.toSeq.flatMap { all =>
      val calm = all.filterNot(t => h.isDisturbed(t.heard, t.offered)).sortBy(_.heard)
      Turn.overtaken(all.sortBy(_.sent), calm)
    }
  }

  /** Nobody who has seen a revision is shown an older one afterwards, by whichever node. */
  private def unread: Seq[String] =
    for ((id, all) <- tries.toSeq; fault <- older(all.filter(_.revision >= 0)).toSeq) yield s"$id: $fault"

  private def older(all: Seq[Told]): Option[String] = {
    val heard = all.sortBy(_.heard)
    var next = 0
    var newest: Told = null
    all.sortBy(_.sent).flatMap { t =>
      while (next < heard.size && heard(next).heard < t.sent) {
        if (newest == null || heard(next).revision > newest.revision) newest = heard(next)
        next += 1
      }
      Option(newest).filter(_.revision > t.revision).map { n =>
        s"node ${t.node} showed ${t.revision} to ${t.said.action} after node ${n.node} had shown ${n.revision}"
      }
    }.headOption
  }

  /** An unanswered offer ends at its time, not before; long after it only where a fault held it up. */
  private def untimely: Seq[String] =
    for ((id, life) <- h.lives.toSeq; end <- life.steps if end.kind == "offer-timed-out";
      begin <- life.steps.find(s => s.kind == "offered" && s.offer == end.offer).toSeq;
      lasted = end.at - begin.at;
      late = lasted > h.offerTimeout + Late && !h.isDisturbed(begin.at, end.at)
      if lasted < h.offerTimeout || late) yield s"$id: ${end.offer} ended after $lasted ms"

  /** A contact that its agent gave back while its word of leaving, or of coming back, was held up has
    * stayed, or was never back, as far as the queue could know: two stays count as one then, whether it was answered
    * in the end or hung up.
    */
  private def miscounted: Seq[String] = {
    val lives = h.lives.values
    val answered = lives.map(_.steps.count(_.kind == "connected")).sum
    val expected = Counted(0, lives.map(stays).sum, answered, lives.count(_.outcome == "abandoned"))
    val given = steps.count { case (_, s) => s.kind == "requeued" && h.isDisturbed(s.at, s.at) }
    val unseen = expected.offered - h.counted.offered
    val ends = Seq(expected.answered - h.counted.answered, expected.abandoned - h.counted.abandoned)
    if (h.counted.waiting == 0 && ends.forall(_ >= 0) && ends.sum <= unseen && unseen <= given) Nil
    else Seq(s"the queue says ${h.counted}, its contacts $expected, $given of them given back near a fault")
  }

  /** How often it came into the line: when it arrived, and whenever who had it gave it back. */
  def stays(life: Life): Int = {
    val held = life.steps.filter(s => s.kind == "connected" || s.kind == "requeued").map(_.kind)
    1 + held.sliding(2).count(_ == Seq("connected", "requeued"))
  }

  /** What was tried more than once, and how long until its end was known. */
  private def waits: Seq[(String, Long)] =
    h.told.filter(_.said.contact != null).groupBy(t => (t.said.contact, t.said.action, t.said.offer)).toSeq
      .filter { case (_, all) => all.size > 1 && all.exists(_.said.status == 0) }
      .map { case ((id, action, _), all) =>
        val end = all.filter(_.said.status != 0).map(_.heard).minOption.getOrElse(Long.MaxValue)
        s"$action of $id" -> (end - all.map(_.sent).min)
      }

  def longestGap: Long = waits.map(_._2).maxOption.getOrElse(0)

  private def stuck: Seq[String] =
    waits.filter(_._2 > Patience).map { case (what, ms) => s"$what took $ms ms" }

  /** The part of the tries in these ms that had an answer. */
  def answered(from: Long, until: Long): Double = {
    val all = h.told.filter(t => t.sent >= from && t.sent < until)
    if (all.isEmpty) 1 else all.count(_.said.status != 0).toDouble / all.size
  }

  /** Before the first fault, and after each for a minute or until the next. */
  private def sluggish: Seq[String] = {
    val end = h.told.map(_.sent).max + 1
    val calm = (h.told.map(_.sent).min, h.faults.headOption.fold(end)(_.from)) +:
      h.faults.zip(h.faults.drop(1).map(_.from) :+ end).map { case (f, next) => (f.until, next.min(f.until + 60000)) }
    for ((from, until) <- calm if from + 1000 < until; part = answered(from, until) if part < Floor)
      yield f"of the tries from $from until $until ${part * 100}%.1f %% were answered"
  }
}

object Checker {

  /** Between the clocks of nodes on one machine, ms. */
  val ClocksDiffer = 20L

  /** Between a deadline and what comes of it, ms, where nothing is broken. */
  val Late = 3000L

  /** Longest that one thing may have to be tried, ms. */
  val Patience = 60000L
  val Floor = 0.95

  val rules: Seq[(String, Checker => Seq[String])] = Seq(
    "lost" -> (_.lost),
    "invented" -> (_.invented),
    "created twice" -> (_.createdTwice),
    "promise not kept" -> (_.unkept),
    "no life a contact can have" -> (_.astray),
    "two agents at once" -> (_.shared),
    "not finished" -> (_.unfinished),
    "agent over its capacity" -> (_.overbooked),
    "offer to an agent who is away" -> (_.disturbed),
    "overtaken" -> (_.overtaken),
    "older than what was seen" -> (_.unread),
    "deadline" -> (_.untimely),
    "counts" -> (_.miscounted),
    "tried too long" -> (_.stuck),
    "too few answers" -> (_.sluggish)
  )

  /** A contact's first turn: when it was sent, known to be in line, and offered. */
  private final case class Turn(id: String, media: String, sent: Long, heard: Long, offered: Long)

  private object Turn {

    /** `early` in the order they were known to be in line, `all` in the order they were sent. */
    def overtaken(all: Seq[Turn], early: Seq[Turn]): Seq[String] = {
      // Latest first offer among those who were in line before a moment; moments ascend.
      var next = 0
      var last: Turn = null
      all.flatMap { t =>
        while (next < early.size && early(next).heard < t.sent) {
          if (last == null || early(next).offered > last.offered) last = early(next)
          next += 1
        }
        Option(last).filter(_.offered > t.offered + 1000).map { l =>
          s"${l.id} was in line before ${t.id} came, and was offered ${l.offered - t.offered} ms after it"
        }
      }
    }
  }
}

/** A contact that an agent has, or is to have. */
private final case class Holding(contact: String, agent: String, media: String, from: Long, to: Long)

private object Holding {
  private val Ends =
    Set("requeued", "abandoned", "cancelled", "completed", "transferred")

  def of(contact: String, life: Life): Seq[Holding] =
    life.steps.zipWithIndex.collect { case (s, n) if s.kind == "offered" =>
      val end = life.steps.drop(n + 1).find { e =>
        Ends.contains(e.kind) || e.kind.startsWith("offer-") && e.kind != "offer-accepted" && e.offer == s.offer
      }
      Holding(contact, s.agent, life.media, s.at, end.fold(Long.MaxValue)(_.at))
    }

  /** Moments at which it had more than it can. */
  def over(agent: String, all: Seq[Holding], tolerance: Long): Seq[String] = {
    val lasting = all.filter(x => x.to - x.from > tolerance)
    lasting.flatMap { x =>
      val at = x.from + tolerance
      val now = lasting.filter(o => o.from <= x.from && o.to > at)
      val cost = now.map(o => Capacity.of(o.media)._1).sum
      val crowd = now.groupBy(_.media).exists { case (media, some) => some.size > Capacity.of(media)._2 }
      if (cost > Capacity.total || crowd) Some(s"$agent had ${now.map(_.contact).sorted.mkString(", ")} at once")
      else None
    }.distinct
  }
}
