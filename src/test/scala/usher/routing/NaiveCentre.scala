package usher.routing

import java.time.{Duration, Instant}

import scala.collection.mutable
import scala.jdk.CollectionConverters._

import usher.agent.Agent
import usher.queue.{Definition, Entry}

/**
 * The matcher's oracle: looks at everybody and everything each time, and works points out from their
 * definition with exact fractions.
 */
final class NaiveCentre(definitions: Map[String, Definition]) {
  val waiting = mutable.LinkedHashMap.empty[(String, String), Entry]
  val agents = mutable.LinkedHashMap.empty[String, Agent]

  /** Who has been asked in the wave that is on. */
  val asked: mutable.Map[(String, String), Set[String]] =
    mutable.Map.empty[(String, String), Set[String]].withDefaultValue(Set.empty)

  private val said = mutable.Map.empty[String, Agent]
  private val news = mutable.Set.empty[String]
  private val judged = mutable.Set.empty[(String, String, Int)]

  /** Those whose last agent is not waited for any more. */
  private val hopeless = mutable.Set.empty[(String, String)]

  def put(agent: Agent): Unit = {
    agents += agent.id -> agent
    said += agent.id -> agent
    news += agent.id
  }

  /** Who waits for a last agent gives up at once unless that one has room, or will have in time. */
  def hope(now: Long): Unit = {
    waiting.keys.toSeq.foreach(hope(_, now))
    news.clear()
  }

  /** The same for one of them. */
  def hope(key: (String, String), now: Long): Unit = {
    val (queue, id) = key
    val e = waiting(key)
    val on = step(queue, e, now)
    val s = definitions(queue).steps.get(on)
    for (agent <- lastAgent(queue, e, s) if meant(e, now).isEmpty && (judged.add((queue, id, on)) || news(agent)))
      if (!said.get(agent).exists(a => fits(a, queue, e, s) && roomAt(a, e).exists(_ < stepAndEnd(queue, e, now)._2)))
        hopeless += key
    def fits(a: Agent, queue: String, e: Entry, s: Definition.Step): Boolean =
      serves(a, e) && !a.declines(e.interaction, Instant.ofEpochMilli(now)) &&
        s.skills.asScala.forall { case (k, v) => a.profile.skills.getOrDefault(k, 0) >= v }
    def roomAt(a: Agent, e: Entry): Option[Long] = {
      val ends = a.slots.asScala.toSeq.map(s => (if (s.until == null) Long.MaxValue else s.until.toEpochMilli) -> s.media)
      val held = Seq(now -> ends) ++ ends.map(_._1).filter(_ < Long.MaxValue).sorted.map(at => at -> ends.filter(_._1 > at))
      held.find { case (_, some) => a.profile.capacity.fits(e.media, some.map(_._2).asJava) }.map(_._1)
    }
  }

  private def lastAgent(queue: String, e: Entry, s: Definition.Step): Option[String] =
    Option(s.lastAgent).filterNot(_ => hopeless((queue, e.interaction))).flatMap { last =>
      val at = Option(e.contact.attributes.get("lastAgentAt")).map(Instant.parse)
      Option(e.contact.attributes.get("lastAgent"))
        .filter(_ => at.forall(!_.isBefore(e.arrivedAt.minus(last.within))))
    }

  /** Points at `now` as a fraction of big integers, so that equal means equal. */
  def points(queue: String, e: Entry, now: Long): BigDecimal = {
    val d = definitions(queue)
    val base = BigDecimal(if (e.basePoints == null) d.basePoints else e.basePoints.doubleValue)
    val steps = d.steps.asScala.take(step(queue, e, now) + 1).map(s => BigDecimal(s.points)).sum
    var left = BigDecimal(now - e.arrivedAt.toEpochMilli)
    var sum = base + steps
    val segments = d.aging.asScala.iterator
    var more = true
    while (more && segments.hasNext) {
      val s = segments.next()
      val perPoint = BigDecimal(s.perPoint.toMillis)
      val whole = Option(s.upTo).map(u => perPoint * BigDecimal(u.intValue))
      if (whole.exists(left >= _)) { sum += BigDecimal(s.upTo.intValue); left -= whole.get }
      else { sum += NaiveCentre.divide(left, perPoint); more = false }
    }
    sum
  }

  def step(queue: String, e: Entry, now: Long): Int = stepAndEnd(queue, e, now)._1

  private def stepAndEnd(queue: String, e: Entry, now: Long): (Int, Long) = {
    val steps = definitions(queue).steps.asScala
    var ends = e.enteredAt.toEpochMilli
    def lasts(s: Definition.Step): Long =
      if (named(queue, e, s).exists(_.isEmpty)) 0 else s.lasts.toMillis
    var n = 0
    while (steps(n).lasts != null) {
      ends += lasts(steps(n))
      if (now < ends || n + 1 == steps.size) return (n, ends)
      n += 1
    }
    (n, Long.MaxValue)
  }

  /** The agents a step names for this contact; nobody where it names an attribute that is not there. */
  private def named(queue: String, e: Entry, s: Definition.Step): Option[Seq[String]] =
    if (s.lastAgent != null) Some(lastAgent(queue, e, s).toSeq) else Option.when(!s.agents.isEmpty)(s.agents.asScala.toSeq.flatMap {
      case name if name.startsWith("${") =>
        Option(e.contact.attributes.get(name.drop(2).dropRight(1)))
      case name => Some(name)
    })

  /** Meant for one agent, for now or for good. */
  private def meant(e: Entry, now: Long): Option[String] = Option(e.contact.wish)
    .filter(w => w.until == null || now < w.until.toEpochMilli).map(_.agent)

  def room(queue: String, e: Entry, now: Long): Int = {
    val wanted =
      if (meant(e, now).isDefined) 1 else definitions(queue).steps.get(step(queue, e, now)).offers
    wanted - asked((queue, e.interaction)).size
  }

  private def active(queue: String, e: Entry, now: Long): Seq[Definition.Step] = {
    val all = definitions(queue).steps.asScala.take(step(queue, e, now) + 1)
    all.drop(all.lastIndexWhere(_.replace).max(0)).toSeq
  }

  def serves(a: Agent, e: Entry): Boolean = a.profile.capacity.media.containsKey(e.media)

  def suits(a: Agent, queue: String, e: Entry, now: Long): Boolean =
    a.takes(e.media) && !a.declines(e.interaction, Instant.ofEpochMilli(now)) &&
      room(queue, e, now) > 0 && !asked((queue, e.interaction))(a.id) &&
      meant(e, now).map(_ == a.id).getOrElse(active(queue, e, now).exists { s =>
        named(queue, e, s).forall(_.contains(a.id)) &&
        s.skills.asScala.forall { case (k, v) => a.profile.skills.getOrDefault(k, 0) >= v } &&
        (s.teams.isEmpty || a.profile.teams.asScala.exists(t => s.teams.contains(t)))
      })

  /** All who wait, the first to be served first. */
  def inOrder(now: Long): Seq[((String, String), Entry)] =
    waiting.toSeq.sortBy { case ((q, i), e) => (-points(q, e, now), e.arrivedAt.toEpochMilli, i, q) }

  def best(queue: String, e: Entry, now: Long): Option[Agent] = {
    val steps = active(queue, e, now)
    val skills = steps.flatMap(_.skills.asScala.keys).distinct
    val rank = ranks(steps)
    def key(a: Agent): Seq[Double] = rank.map {
      case Definition.Rank.BEST_SKILL => -skills.map(a.profile.skills.getOrDefault(_, 0).toDouble).sum
      case Definition.Rank.LONGEST_IDLE => a.idleSince.toEpochMilli.toDouble
      case Definition.Rank.LEAST_OCCUPIED =>
        a.profile.capacity.used(a.held).toDouble / a.profile.capacity.total
      case Definition.Rank.PREDICTED => -chance(queue, e, a)
    }
    agents.values.filter(suits(_, queue, e, now)).toSeq.sortWith { (a, b) =>
      val (x, y) = (key(a), key(b))
      x.zip(y).find { case (p, q) => p != q }.map { case (p, q) => p < q }.getOrElse(a.id < b.id)
    }.headOption
  }

  /** What is worth how much together ([[Ranking.value]]), from the words of its description. */
  def value(queue: String, e: Entry, a: Agent, now: Long): Double = {
    val steps = active(queue, e, now)
    val skills = steps.flatMap(_.skills.asScala.keys).distinct
    ranks(steps).zipWithIndex.map { case (rank, n) =>
      val share = rank match {
        case Definition.Rank.BEST_SKILL if skills.isEmpty => 0.0
        case Definition.Rank.BEST_SKILL =>
          skills.map(a.profile.skills.getOrDefault(_, 0).toDouble).sum / (10 * skills.size)
        case Definition.Rank.LONGEST_IDLE =>
          val idle = (now - a.idleSince.toEpochMilli).max(0).toDouble
          idle / (idle + 600000)
        case Definition.Rank.LEAST_OCCUPIED =>
          1 - a.profile.capacity.used(a.held).toDouble / a.profile.capacity.total
        case Definition.Rank.PREDICTED => chance(queue, e, a)
      }
      share * math.pow(10, -4.0 * n)
    }.sum
  }

  /** How likely it is to reach the goal: counted from everybody's past each time. */
  private def chance(queue: String, e: Entry, a: Agent): Double = {
    def rate(of: Iterable[Agent], trait_ : String, expected: Double): Double = {
      val counts = of.flatMap(x => Option(x.past.counts.get(trait_)))
      (counts.map(_.reached).sum + 20 * expected) / (counts.map(_.all).sum + 20)
    }
    val usual = rate(said.values, queue, 0.5)
    val general = rate(Seq(a), queue, usual)
    val traits = definitions(queue).goal.traits(queue, e.contact.attributes).asScala.drop(1)
    val each = traits.map(t => rate(Seq(a), t, rate(said.values, t, usual) + general - usual))
    math.rint((if (each.isEmpty) general else each.sum / each.size) * 1e9) / 1e9
  }

  /** Who is idle for longest is compared among those who are occupied as little (SEMANTICS e15). */
  private def ranks(steps: Seq[Definition.Step]): Seq[Definition.Rank] = {
    val given = steps.last.rank.asScala.toSeq
    (if (given.isEmpty) Seq(Definition.Rank.LONGEST_IDLE) else given).flatMap {
      case Definition.Rank.LONGEST_IDLE => Seq(Definition.Rank.LEAST_OCCUPIED, Definition.Rank.LONGEST_IDLE)
      case other                        => Seq(other)
    }.distinct
  }

  /** Who is served at this moment, once for every agent it is given to, and the greatest value in all. */
  def moment(now: Long): (Seq[(String, String)], Double) = {
    var served = Seq.empty[((String, String), Entry)]
    for (one @ ((queue, _), e) <- inOrder(now); _ <- 0 until room(queue, e, now))
      if (worth(served :+ one, now).isDefined) served :+= one
    (served.map(_._1), worth(served, now).getOrElse(0.0))
  }

  /** The greatest value of giving each of these an agent of its own; nothing where that is not possible. */
  private def worth(rows: Seq[((String, String), Entry)], now: Long): Option[Double] = {
    val people = agents.values.toIndexedSeq
    var best = Map(Set.empty[Int] -> 0.0)
    for (((queue, _), e) <- rows)
      best = (for {
        (taken, sum) <- best.toSeq
        n <- people.indices if !taken(n) && suits(people(n), queue, e, now)
      } yield (taken + n) -> (sum + value(queue, e, people(n), now))).groupMapReduce(_._1)(_._2)(_ max _)
    best.values.maxOption
  }
}

object NaiveCentre {
  private val exact = new java.math.MathContext(40)
  def divide(a: BigDecimal, b: BigDecimal): BigDecimal = BigDecimal(a.bigDecimal.divide(b.bigDecimal, exact))
}
