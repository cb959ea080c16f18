package usher.protocol

import java.time.{Duration, Instant}
import java.util.SplittableRandom

import scala.collection.mutable
import scala.jdk.CollectionConverters._

import usher.agent.{Agent, Capacity, Presence, Profile}
import usher.interaction.{Facts, Interaction}
import usher.kernel.{Media, OfferId, Rona, WrapUp}
import usher.queue.{Change, Changed, Definition, Queue}
import usher.routing.Board

/** What was found wrong, and in which schedule. */
final case class Violation(what: String) extends RuntimeException(what, null, false, false)

/** A message on its way. `to` names an entity: `i0`, `a1`, `q0`, or `c` for whoever coordinates. */
final case class Letter(to: String, body: Any)

/**
 * How rough a schedule is.
 *
 * @param off one of PROTOCOL's rules, R1 to R12, switched off; 0 for none
 * @param trace prints every step
 */
final case class Roughness(off: Int = 0, trace: Boolean = false)

/**
 * The whole offer protocol in one thread: the product's own aggregates, queue batches, desk memories
 * and board, on a network and a journal that drop, double, delay and crash by a seed.
 *
 * A step is one message or one timer at one entity: its decision is written, then its messages go on
 * the network. A crash in between loses them; a crash at any time loses what only lived in memory.
 */
final class World(seed: Long, rough: Roughness) {
  val random = new SplittableRandom(seed)
  var now: Instant = Instant.ofEpochSecond(1000000)
  val letters = new mutable.ArrayBuffer[Letter]
  var calm = false

  /** Faults come in some schedules only, so that both the rough and the smooth ways are walked. */
  private val loss = if (random.nextInt(4) == 0) 0.0 else 0.01 + random.nextDouble() * 0.08
  private val doubling = if (random.nextInt(3) == 0) 0.0 else 0.01 + random.nextDouble() * 0.08
  private val crashing = if (random.nextInt(3) == 0) 0.0 else 0.01 + random.nextDouble() * 0.05

  /** Much of what happens is about consults and hand-overs. */
  val talkative: Boolean = random.nextInt(3) == 0

  /** Whoever wraps up completes it, instead of leaving that to its time. */
  val tidy: Boolean = random.nextBoolean()

  /** In these longer schedules a coordinator is replaced at this step and goes on unaware. */
  private val upheavalAt = if (random.nextInt(4) == 0) random.nextInt(60) else -1

  val off: Int = rough.off
  val queues: Vector[SimQueue] = Vector("q0", "q1").map(id => new SimQueue(this, World.queue(id, now)))
  val agents: Vector[SimAgent] = Vector.tabulate(3)(n => new SimAgent(this, World.agent(n, now)))
  val interactions: Vector[SimInteraction] = Vector.tabulate(5)(n => new SimInteraction(this, s"i$n"))
  val centre = new SimCentre(this)

  /** `i3` and `i4` are consults: an agent of `i0`, or of `i1`, asks somebody. */
  def facts(id: String, queue: String): Facts =
    if (isConsult(id)) consulted(id).state.facts.consult(consulted(id).id, queue, null)
    else World.facts(id, queue)
  def isConsult(id: String): Boolean = id.charAt(1) > '2'
  def consulted(id: String): SimInteraction = interaction(s"i${id.charAt(1) - '3'}")
  def customers: Vector[SimInteraction] = interactions.take(3)

  def queue(id: String): SimQueue = queues(id.charAt(1) - '0')
  def agent(id: String): SimAgent = agents(id.charAt(1) - '0')
  def interaction(id: String): SimInteraction = interactions(id.charAt(1) - '0')

  def chance(p: Double): Boolean = !calm && p > 0 && random.nextDouble() < p

  def log(text: => String): Unit = if (rough.trace) println(s"${now.toEpochMilli - 1000000000L}ms $text")

  /** Puts a message on the network. */
  def send(to: String, body: Any): Unit = letters += Letter(to, body)

  /** After a write: the messages leave, unless the writer dies first. True if it lived. */
  def leave(crash: () => Unit)(messages: => Unit): Boolean =
    if (chance(crashing * 0.3)) { crash(); false }
    else { messages; true }

  // ---- a schedule

  def run(steps: Int): Unit = {
    var n = 0
    if (talkative) beginConversations()
    val end = if (upheavalAt >= 0) 2 * steps else steps
    while (n < end) {
      if (n == upheavalAt) centre.restart(keepOld = true)
      step()
      check()
      n += 1
    }
    settleDown()
  }

  /** Without faults, so that what may go wrong between agents is not hidden behind getting there. */
  private def beginConversations(): Unit = {
    calm = true
    agents.foreach(_.intend(Presence.READY))
    val about = customers.take(1 + random.nextInt(2))
    about.foreach(_.post(s"q${random.nextInt(2)}"))
    answer(about)
    val consults = interactions.drop(3).filter(c => consulted(c.id).state.talks && random.nextInt(3) > 0)
    consults.foreach(c => Environment.ask(this, c))
    answer(consults)
    calm = false
  }

  private def answer(contacts: Seq[SimInteraction]): Unit = {
    var round = 0
    while (round < 15 && !contacts.forall(_.state.talks)) {
      deliverAll()
      interactions.foreach(Environment.answer)
      pass(Duration.ofSeconds(1))
      round += 1
    }
  }

  private def step(): Unit = {
    val dice = random.nextInt(100)
    if (dice < 62 && letters.nonEmpty) deliverOne()
    else if (dice < 84) Environment.act(this)
    else if (dice < 90 && upheavalAt >= 0) centre.proposeWildly()
    else if (dice < 97) pass(Duration.ofMillis(random.nextLong(3000)))
    else if (chance(crashing * 20)) crashSomebody()
  }

  private def deliverOne(): Unit = {
    val n = random.nextInt(letters.size)
    val letter = letters(n)
    val stays = chance(doubling)
    if (!stays) {
      letters(n) = letters.last
      letters.dropRightInPlace(1)
    }
    if (chance(loss)) log(s"lost: $letter") else deliver(letter)
  }

  private def deliver(letter: Letter): Unit = {
    log(s"-> $letter")
    letter.to.charAt(0) match {
      case 'i' => interaction(letter.to).hear(letter.body)
      case 'a' => agent(letter.to).hear(letter.body)
      case 'q' => queue(letter.to).hear(letter.body)
      case _ => centre.hear(letter.body)
    }
  }

  /** Time goes on, and whatever came due fires. */
  def pass(time: Duration): Unit = {
    now = now.plus(time)
    interactions.foreach(_.time())
    agents.foreach(_.time())
    queues.foreach(_.time())
    centre.time()
  }

  private def crashSomebody(): Unit = random.nextInt(10) match {
    case 0 =>
      log("the node crashes")
      letters.clear()
      interactions.foreach(_.crash())
      agents.foreach(_.crash())
      queues.foreach(_.crash())
      centre.restart(keepOld = false)
    case 1 | 2 if upheavalAt < 0 => centre.restart(keepOld = random.nextBoolean())
    case 3 | 4 => queues(random.nextInt(queues.size)).crash()
    case 5 | 6 => agents(random.nextInt(agents.size)).crash()
    case _ => interactions(random.nextInt(interactions.size)).crash()
  }

  // ---- the end of a schedule

  /** No more faults. In half of the schedules everybody works off what is left, else nobody is ready. */
  private def settleDown(): Unit = {
    calm = true
    val staffed = off match {
      case 7 => false
      case _ => random.nextBoolean()
    }
    log(if (staffed) "calm: everybody works" else "calm: nobody is ready")
    centre.dropOld()
    queues.foreach(q => q.state = q.state(new Changed(java.util.List.of(new Change.OpenSet(true, null)), q.state.last)))
    agents.foreach(a => a.intend(if (staffed) Presence.READY else Presence.OFFLINE))
    var round = 0
    while (round < 90 && !(round > 8 && settled(staffed))) {
      deliverAll()
      Environment.work(this, staffed)
      deliverAll()
      pass(Duration.ofSeconds(if (round < 5) 1 else 3))
      round += 1
    }
    deliverAll()
    check()
    lastLook(staffed)
  }

  private def deliverAll(): Unit = {
    var budget = 20000
    while (letters.nonEmpty && budget > 0) {
      deliverOne()
      check()
      budget -= 1
    }
    if (budget == 0) throw Violation(s"no end of messages, such as ${letters.head}")
  }

  private def settled(staffed: Boolean): Boolean =
    letters.isEmpty && unsettled(staffed).isEmpty

  private def lastLook(staffed: Boolean): Unit =
    unsettled(staffed).foreach(what => throw Violation(what))

  /** Liveness: nothing waits beside a free eligible agent, nothing stays reserved, no ghost. */
  private def unsettled(staffed: Boolean): Option[String] = {
    import usher.interaction.Status
    import usher.agent.Slot
    val reserved = agents.find(_.state.slots.asScala.exists(_.status == Slot.Status.RESERVED))
    val ghost = queues.flatMap(q => q.state.entries.asScala.keys.map(q -> _)).find { case (q, id) =>
      val i = interaction(id).state
      !i.waits || i.queue != q.state.id
    }
    val homeless = interactions.find { i =>
      i.state.status == Status.QUEUED &&
      !Option(queue(i.state.queue).state.entries.get(i.id)).exists(_.round == i.state.round)
    }
    val stuck = agents.find(a => a.state.slots.asScala.exists { s =>
      val i = interaction(s.offer.interaction).state
      i.status == Status.COMPLETED || !(i.offers.asScala.map(_.id) ++ talk(i)).toSet(s.offer)
    })
    val unheld = interactions.find(i => (i.state.talks || i.state.status == Status.WRAP_UP) && !isHeld(i))
    val unasked = interactions.find(i => isConsult(i.id) && i.state.waits && !consulted(i.id).isConsulting(i.id))
    val waiting = interactions.find(i =>
      staffed && i.state.status != Status.COMPLETED && !(isConsult(i.id) && i.state.status == Status.UNBORN))
    reserved.map(a => s"${a.state.id} stays reserved")
      .orElse(ghost.map { case (q, id) => s"ghost of $id in ${q.state.id}" })
      .orElse(homeless.map(i => s"${i.id} waits in ${i.state.queue}, which does not know"))
      .orElse(stuck.map(a => s"${a.state.id} is held by a contact it no longer has"))
      .orElse(unheld.map(i => s"${i.id} is ${i.state.status}, and its agent does not have it"))
      .orElse(unasked.map(i => s"${i.id} waits, and nobody asks any more"))
      .orElse(waiting.map(i => s"${i.id} is ${i.state.status} though everybody works"))
      .orElse(agents.find(a => staffed && !a.state.slots.isEmpty).map(a => s"${a.state.id} never ends"))
  }

  // ---- safety, looked at after every step

  private def talk(i: Interaction): Option[OfferId] = Option(i.talk).map(_.offer.id)

  /** What a contact says is open, each with the agents one of whom must hold it. */
  private def open(i: SimInteraction): Seq[(OfferId, Boolean)] = {
    val s = i.state
    val offers = if (s.stay == null) Nil else s.offers.asScala.toSeq.map(o => o.id -> held(o.id))
    if (!s.talks && s.status != usher.interaction.Status.WRAP_UP) offers
    else {
      val o = s.talk.offer.id
      val from = s.stay.leaving
      val old = from != null && s.stay.isHandingOver && held(from.offer.id)
      offers :+ (o -> (held(o) || old))
    }
  }

  /** The one agent whom it names has it, in the same sense. */
  def isHeld(i: SimInteraction): Boolean = {
    import usher.agent.Slot
    val o = i.state.talk.offer.id
    val slot = agent(o.agent).state.slot(o)
    val wrapsUp = i.state.status == usher.interaction.Status.WRAP_UP
    slot.filter(s => (s.status == Slot.Status.WRAP_UP) == wrapsUp).isPresent
  }

  private def held(o: OfferId): Boolean = agent(o.agent).state.slot(o).isPresent

  def check(): Unit = {
    var n = 0
    while (n < interactions.size) {
      check(interactions(n))
      n += 1
    }
    n = 0
    while (n < 3) {
      val a = agents(n).state
      if (a.slots.size > 1 && work(a) > 1) throw Violation(s"${a.id} has ${work(a)} contacts at once")
      n += 1
    }
  }

  /** A consult whose contact the agent has taken over is no work any more. */
  private def work(a: Agent): Int = {
    val contacts = a.slots.asScala.map(_.offer.interaction).toSet
    contacts.count(id => !(isConsult(id) && contacts(consulted(id).id)))
  }

  private def check(i: SimInteraction): Unit = {
    import usher.interaction.Status._
    val s = i.state
    if (s.status == UNBORN) return
    for ((o, isHeld) <- open(i) if !isHeld)
      throw Violation(s"${i.id} is ${s.status} with $o, which its agent does not hold")
    if (i.ended != null && (s.ended == null || s.ended != i.ended)) throw Violation(s"${i.id} came back")
    if (s.status == COMPLETED) i.ended = s.ended
    if (i.acknowledged && s.status != COMPLETED && !held(i.id))
      throw Violation(s"${i.id} is acknowledged and alive (${s.status}), and nobody holds it")
  }

  private def held(id: String): Boolean = {
    var n = 0
    while (n < 3) {
      val slots = agents(n).state.slots
      if (!slots.isEmpty && slots.asScala.exists(_.offer.interaction == id)) return true
      n += 1
    }
    queues(0).state.entries.containsKey(id) || queues(1).state.entries.containsKey(id)
  }
}

object World {
  private def step(skill: Int, lasts: Duration, offers: Int = 1): Definition.Step = new Definition.Step(
    if (skill > 0) java.util.Map.of("s", Int.box(skill)) else java.util.Map.of(),
    java.util.List.of(), java.util.List.of(), null, skill == 0, lasts, false, 0, offers, java.util.List.of(), null)

  def definition(id: String): Definition = new Definition(
    id, java.util.Set.of[Media](), if (id == "q1") Int.box(2) else null,
    Duration.ofSeconds(5), Duration.ofSeconds(3),
    if (id == "q0") WrapUp.upTo(Duration.ofSeconds(2)) else WrapUp.NONE, Rona.DEFAULT,
    if (id == "q0") Duration.ofSeconds(120) else null, null, null,
    if (id == "q1") new Definition.Overflow("q0", null, Duration.ofSeconds(20)) else null, 0,
    java.util.List.of(new Definition.Aging(Duration.ofSeconds(if (id == "q0") 1 else 2), null)),
    if (id == "q0") java.util.List.of(step(5, Duration.ofSeconds(4)), step(0, null, offers = 2))
    else java.util.List.of(step(0, null)), null)

  def queue(id: String, now: Instant): Queue =
    Queue.undefined(id)(new Changed(
      java.util.List.of(new Change.Defined(definition(id)), new Change.Listed), now))

  def agent(n: Int, now: Instant): Agent = {
    val profile = new Profile(s"a$n", null, java.util.Map.of("s", Int.box(3 + 3 * n)),
      java.util.List.of(), Capacity.DEFAULT, java.util.Map.of())
    var agent = Agent.unknown(s"a$n")
    agent.define(profile, now).events.forEach(e => agent = e.applyTo(agent))
    agent
  }

  private def facts(id: String, queue: String): Facts = Facts.reported(
    Media.VOICE, if (id == "i0") null else "sw", queue, null, java.util.Map.of(), null, null, queue)

}
