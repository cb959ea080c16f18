package usher.protocol

import java.time.{Duration, Instant}

import scala.collection.mutable
import scala.jdk.CollectionConverters._

import usher.agent.{Agent, AgentEvent, Desk, Presence, Slot, Told => AgentTold}
import usher.interaction.{Consulting, Conversation, Debts, Interaction, InteractionEvent, Life, Memory, Moves, Order, Status, Verdicts, Told => ITold}
import usher.kernel.{Cause, Decision, Ending, Handling, Media, OfferId, Subject}
import usher.queue.{Batch, Change, Deadlines, Follower, Queue, Told => QTold}
import usher.routing.{Board, Told => CTold}

/** One contact: its journal (`state`), and what lives in memory while it is awake. */
final class SimInteraction(world: World, val id: String) {
  var state: Interaction = Interaction.unborn(id)
  var ended: Interaction.Ended = _
  var acknowledged = false
  private var memory: Memory = _
  private var asked = false // a caller waits for the promise
  private var seenTerm = 0L
  private var accepted = Map.empty[Int, String]

  def crash(): Unit = if (memory != null) {
    world.log(s"$id crashes")
    asked = false
    forget()
  }

  private def forget(): Unit = {
    memory = null
    if (world.off == 12) state = SimInteraction.forgetTerm(state)
  }

  private def wake(): Unit = if (memory == null) {
    memory = Memory.fresh(world.random.nextLong())
    Debts.effects(state, world.now).forEach(t => send(t))
    Debts.of(state, memory).forEach(t => send(t))
  }

  def isAwake: Boolean = memory != null
  def random: java.util.SplittableRandom = world.random

  /** Its agent asks somebody in this consult just now. */
  def isConsulting(consult: String): Boolean = state.talks && state.consults.current == consult

  // ---- what callers do

  def post(queue: String): Unit = {
    wake()
    asked = true
    settle(Life.decide(state, memory, new Order.Create(world.facts(id, queue)), Cause.by("test"), world.now))
    if (world.off == 6 && state.status != Status.UNBORN) acknowledged = true
  }

  def call(decide: (Interaction, Memory, Instant) => Decision[InteractionEvent, ITold]): Boolean = {
    wake()
    val decision = decide(state, memory, world.now)
    settle(decision)
    !decision.refused
  }

  def order(order: Order): Boolean =
    call((i, m, now) => Life.decide(i, m, order, Cause.by("test"), now))

  def accept(number: Int): Unit = {
    val round = state.round
    val agent = state.offers.asScala.find(_.number == number).map(_.id.agent)
    val ok = order(new Order.Accept(number))
    for (a <- agent if ok && state.status == Status.CONNECTED) {
      if (accepted.get(round).exists(_ != a)) throw Violation(s"$id: two accepts of round $round")
      accepted += round -> a
    }
  }

  def move(order: Order): Unit = {
    val before = state
    this.order(order)
    if (world.off == 9 && before.talks && state.status == Status.QUEUED)
      send(new ITold.Closed(before.offer.id, Ending.MOVED))
  }

  // ---- what queues and agents say

  def hear(body: Any): Unit = {
    wake()
    body match {
      case m: QTold.Waited =>
        if (m.queue == state.queue) memory = memory.waited(m.round, m.handling)
        settle(Moves.waited(state, memory, m.queue, m.round))
      case m: QTold.TurnedAway =>
        settle(Moves.turnedAway(state, memory, m.queue, m.round, m.attempt, m.code, m.to, m.message, world.now))
      case m: QTold.Overdue =>
        settle(Moves.overdue(state, memory, m.queue, m.expired, m.to, m.message, world.now))
      case m: QTold.Parted => memory = memory.parted(m.queue, m.round)
      case m: QTold.StillThere => settle(Verdicts.stillThere(state, memory, m.queue))
      case _: QTold.Busy =>
      case m: AgentTold.Offer => offer(m)
      case m: AgentTold.Revoke => revoke(m.offer)
      case _: AgentTold.Unfit =>
      case m: AgentTold.NotTaken => settle(Conversation.notTaken(state, m.offer, world.now))
      case m: ITold.ConsultIs =>
        if (state.status != Status.UNBORN) memory = memory.knowing(id, m.fate)
        settle(Consulting.hears(state, m.of, m.fate, world.now))
      case m: ITold.ConsultKnows =>
        memory = memory.knowing(m.consult, m.fate)
        settle(Consulting.knows(state, memory, m.consult, m.fate))
      case m: AgentTold.WrapUpOver => verdict(Verdicts.wrapUpOver(state, memory, m.offer, world.now))
    }
  }

  private def offer(m: AgentTold.Offer): Unit = {
    val before = state
    if (state.talk != null && state.talk.isOf(m.offer)) memory = memory.taken(state.round)
    if (world.off == 3 && before.status == Status.QUEUED && m.offer.round < state.round) {
      val late = new InteractionEvent.Offered(
        m.offer, state.stay.made + 1, m.handling, null, null, world.now, Cause.ROUTING)
      settle(Decision.accept[InteractionEvent, ITold](late))
    } else verdict(Verdicts.offer(state, memory, m.offer, m.handling, null, null, world.now))
    if (!m.offer.isByHand && state.stay != null && state.stay.made > before.stay.made) {
      if (m.offer.term < seenTerm) throw Violation(s"$id took up an offer of an old term")
      seenTerm = m.offer.term
    }
  }

  private def revoke(o: OfferId): Unit =
    if (world.off == 8 && state.waits && o.round == state.round && state.stay.open(o).isEmpty)
      send(new ITold.Closed(o, Ending.REVOKED))
    else verdict(Verdicts.revoke(state, memory, o, world.now))

  private def verdict(decision: Decision[InteractionEvent, ITold]): Unit =
    if (decision.refused) crash() else settle(decision)

  // ---- time

  def time(): Unit = if (memory != null) {
    settle(Life.deadline(state, memory, world.now))
    if (memory != null) Debts.of(state, memory).forEach(t => send(t))
    val idle = memory != null && Life.deadlines(state, memory).isEmpty && world.random.nextInt(20) == 0
    if (idle && Debts.of(state, memory).isEmpty) forget() // passivated
  }

  private def settle(decision: Decision[InteractionEvent, ITold]): Unit = {
    decision.events.forEach { e =>
      world.log(s"$id: $e")
      state = e.applyTo(state)
    }
    val lived = decision.events.isEmpty || world.leave(() => crash())(())
    if (lived) {
      decision.messages.forEach(t => send(t))
      if (asked && state.settled(memory)) {
        asked = false
        acknowledged = true
      }
    }
  }

  private def send(told: ITold): Unit = told match {
    case m: ITold.Wait => world.send(m.queue, (m, memory.attempt))
    case m: ITold.Left => world.send(m.queue, m)
    case _: ITold.Ordered | _: ITold.Settled => // the switch is not simulated: its orders only have to be asked for
    case m: ITold.ConsultIs => world.send(m.consult, m)
    case m: ITold.ConsultKnows => world.send(m.of, m)
    case m: ITold.Assign => world.send(m.offer.agent, m)
    case m: ITold.TakeOver => world.send(m.offer.agent, m)
    case m: ITold.Pending =>
      if (state.status != Status.OFFERED) throw Violation(s"$id shows an offer it does not have")
      world.send(m.offer.agent, m)
    case m: ITold.Connected => world.send(m.offer.agent, m)
    case m: ITold.Closed => world.send(m.offer.agent, m)
  }
}

object SimInteraction {
  /** R12 off: the highest term was only in memory. */
  def forgetTerm(i: Interaction): Interaction = new Interaction(
    i.id, i.status, i.facts, i.stay, i.talk, i.consults, i.past, i.keys, 0, i.times, i.ended, i.revision)
}

/** One agent: its journal, and its desk's memory while it is awake. */
final class SimAgent(world: World, initial: Agent) {
  var state: Agent = initial
  private var desk: Desk = new Desk
  private var told = -1L
  private var heard = -1L

  def crash(): Unit = if (desk != null) {
    world.log(s"${state.id} crashes")
    desk = null
    if (world.off == 12)
      state = new Agent(state.id, state.profile, state.duty, state.slots, 0, state.idleSince,
        state.declined, state.keys, state.past, state.revision, state.last)
  }

  private def wake(): Unit = if (desk == null) {
    desk = new Desk
    told = -1
    heard = -1
    desk.woken(state, world.now).forEach(t => ask(t))
    after()
  }

  def intend(presence: Presence): Unit = {
    wake()
    settle(state.setPresence(presence, "test", world.now))
  }

  def hear(body: Any): Unit = {
    wake()
    body match {
      case m: CTold.Propose =>
        val decision = state.propose(m.offer, m.queue, m.subject, m.handling, world.now)
        if (decision.events.isEmpty) report() else settle(decision)
      case _: CTold.ReportAgent => report()
      case m: CTold.HeardAgent => heard = heard.max(m.revision)
      case m: ITold.Pending => pending(m)
      case m: ITold.Assign =>
        settle(state.assign(m.offer, m.queue, m.subject, m.handling, m.force, world.now))
      case m: ITold.TakeOver =>
        settle(state.takeOver(m.offer, m.instead, m.queue, m.subject, m.handling, world.now))
      case m: ITold.Connected => settle(state.connected(meant(m.offer), world.now))
      case m: ITold.Closed => settle(state.closed(meant(m.offer), m.ending, world.now))
    }
  }

  /** R4 off: a verdict counts for whatever offer of that interaction is held. */
  private def meant(o: OfferId): OfferId =
    if (world.off != 4) o
    else state.slots.asScala.map(_.offer).find(_.interaction == o.interaction).getOrElse(o)

  private def pending(m: ITold.Pending): Unit =
    if (state.slot(m.offer).filter(_.status == Slot.Status.RESERVED).isPresent)
      desk.pending(m.offer, m.number, m.accepted, m.expiresAt, world.now)

  private def report(): Unit = world.send("c", state)

  def time(): Unit = if (desk != null) {
    if (world.off == 1) leaseEnds()
    if (desk != null) settle(state.returns(world.now))
    if (desk != null) desk.questions(state, world.now).forEach(t => ask(t))
    if (heard < state.revision && world.off != 10) world.send("c", Digest(state.id, state.revision, -1))
  }

  /** R1 off: the lease itself frees. */
  private def leaseEnds(): Unit =
    state.slots.asScala
      .find(s => s.status == Slot.Status.RESERVED && world.now.isAfter(s.until))
      .foreach(s => settle(state.closed(s.offer, Ending.UNKNOWN, world.now)))

  private def settle(decision: Decision[AgentEvent, AgentTold]): Unit = {
    decision.events.forEach { e =>
      world.log(s"${state.id}: $e")
      state = e.applyTo(state)
    }
    val lived = decision.events.isEmpty || world.leave(() => crash())(())
    if (lived) {
      decision.messages.forEach(t => world.send(t.offer.interaction, t))
      after()
    }
  }

  private def ask(told: AgentTold): Unit =
    if (world.off != 2) world.send(told.offer.interaction, told)

  private def after(): Unit = {
    desk.follow(state, world.now)
    if (state.revision > told) {
      told = state.revision
      report()
    }
  }
}

/** What a ledger says it is at: an agent (`entries` −1) or a queue. */
final case class Digest(id: String, number: Long, entries: Int)

final case class Changes(queue: String, first: Long, changes: java.util.List[Change])

/** One queue with group commit: a write under way, and what has come meanwhile. */
final class SimQueue(world: World, initial: Queue) {
  var state: Queue = initial
  private val lane = new mutable.ArrayBuffer[Any]
  private var batch: Batch = _
  private var audited = world.now
  private var digested = world.now

  private var overdue = Deadlines.of(state)

  def crash(): Unit = {
    world.log(s"${state.id} crashes")
    if (batch != null && world.random.nextBoolean()) commit() // written, and nobody was told
    batch = null
    lane.clear()
    overdue = Deadlines.of(state)
  }

  def hear(body: Any): Unit = body match {
    case Written(b) => if (b eq batch) written()
    case m: CTold.ReportQueue =>
      if (m.known >= 0) digest()
      else state.pages(2).forEach(p => world.send("c", p))
    case m: CTold.Doubt =>
      if (state.entries.containsKey(m.interaction) && world.off != 7) ask(m.interaction)
    case other =>
      lane += other
      flush()
  }

  private def flush(): Unit = if (batch == null && lane.nonEmpty) {
    batch = new Batch(state, world.now)
    lane.foreach(decide)
    lane.clear()
    if (batch.changesNothing) {
      val told = batch.told
      batch = null
      told.forEach(t => world.send(t.interaction, t))
    } else world.send(state.id, Written(batch))
  }

  private def decide(command: Any): Unit = command match {
    case (m: ITold.Wait, attempt: Long) =>
      batch.add(q =>
        q.`wait`(m.contact, attempt, world.now))
    case m: ITold.Left => batch.add(q => q.left(m.interaction, if (world.off == 5) 9999 else m.round, m.how, m.at))
    case Open(open) => batch.add(q => q.setOpen(open, null))
    case _: CTold.HeardQueue => batch.add(q => q.list)
  }

  private def commit(): Unit = {
    world.log(s"${state.id}: ${batch.event}")
    state = state(batch.event)
    overdue.follow(state, batch.event.changes)
  }

  private def written(): Unit = {
    val before = state.number
    val done = batch
    commit()
    batch = null
    if (world.leave(() => crash())(())) {
      world.send("c", Changes(state.id, before + 1, done.event.changes))
      done.told.forEach(t => world.send(t.interaction, t))
      flush()
    }
  }

  /** The write is lost with the letter that stands for its end; a real journal answers or fails. */
  def time(): Unit = {
    if (batch != null && !world.letters.exists(_.body == Written(batch))) crash()
    if (world.off != 10 && !world.now.isBefore(digested.plusSeconds(5))) digest()
    overdue.due(state, world.now).forEach(t => world.send(t.interaction, t))
    if (world.off != 7 && !world.now.isBefore(audited.plusSeconds(20))) {
      audited = world.now
      state.entries.keySet.forEach(ask(_))
    }
  }

  private def digest(): Unit = {
    digested = world.now
    world.send("c", Digest(state.id, state.number, state.entries.size))
  }

  private def ask(interaction: String): Unit =
    world.send(interaction, new QTold.StillThere(state.id, interaction))
}

final case class Written(batch: Batch) {
  override def equals(other: Any): Boolean = other match {
    case Written(b) => b eq batch
    case _ => false
  }
  override def hashCode: Int = System.identityHashCode(batch)
}
final case class Open(open: Boolean)

/** The coordinators: the current one, and maybe a deposed one that does not know it yet. */
final class SimCentre(world: World) {
  private var term = 0L
  private val queueIds = java.util.Set.of("q0", "q1")
  private val agentIds = java.util.Set.of("a0", "a1", "a2")
  private var board: Board = start()
  private var old: Board = _
  private var ticked = world.now

  private def start(): Board = {
    term += 1 // written before the first proposal
    new Board(term, queueIds, agentIds, world.now)
  }

  def restart(keepOld: Boolean): Unit = {
    world.log(s"coordinator $term is replaced${if (keepOld) ", and does not know it" else ""}")
    old = if (keepOld) board else null
    board = start()
    speak(board)
  }

  def dropOld(): Unit = old = null

  /** A deposed coordinator may propose whatever it ever heard of, to anybody, at any time (law 4). */
  def proposeWildly(): Unit = {
    val r = world.random
    val q = world.queues(r.nextInt(2))
    q.state.entries.values.asScala.toSeq.lift(r.nextInt(3)).foreach { e =>
      val offer = new OfferId(
        e.interaction, if (r.nextInt(3) > 0) e.round else r.nextInt(e.round + 1), s"a${r.nextInt(3)}", 1 + r.nextLong(term))
      val d = q.state.definition
      world.send(offer.agent, new CTold.Propose(offer, q.state.id, Subject.of(Media.VOICE), d.handling(1, 1 + r.nextInt(d.steps.size)), null))
    }
  }

  def hear(body: Any): Unit = {
    hear(board, body)
    if (old != null && world.random.nextInt(100) < oldHears(body)) hear(old, body)
    if (board.isDeposed) restart(keepOld = false)
  }

  /** Percent of what still reaches a deposed one: agents would tell it that it is, so they rarely do. */
  private def oldHears(body: Any): Int = body match {
    case _: Agent => 1
    case _ => 50
  }

  private def hear(b: Board, body: Any): Unit = {
    body match {
      case a: Agent => b.agent(a, world.now)
      case Changes(q, first, changes) => b.changes(q, first, changes, world.now)
      case p: Follower.Page => b.page(p, world.now)
      case Digest(a, revision, -1) => b.agentDigest(a, revision)
      case Digest(q, number, entries) => b.digest(q, number, entries, world.now)
    }
    b.decide(world.now)
    speak(b)
  }

  def time(): Unit = {
    val tick = world.off != 11 && !world.now.isBefore(ticked.plusSeconds(1))
    if (tick) ticked = world.now
    for (b <- Seq(board, old) if b != null) {
      if (tick) b.tick(world.now) else b.decide(world.now)
      speak(b)
    }
    if (world.calm && board.alarms > 0) throw Violation("a match was missed and found later")
  }

  private var rebuilt = 0

  private def speak(b: Board): Unit = b.drain.forEach {
    case m: CTold.Propose => world.send(m.offer.agent, m)
    case m: CTold.ReportAgent => if (!repeats) world.send(m.agent, m)
    case m: CTold.HeardAgent => world.send(m.agent, m)
    case m: CTold.ReportQueue => if (!repeats) world.send(m.queue, m)
    case m: CTold.HeardQueue => world.send(m.queue, m)
    case m: CTold.Doubt => world.send(m.queue, m)
    case _: CTold.Enlist =>
  }

  /** R10 off: nobody is asked again after the start. */
  private def repeats: Boolean = world.off == 10 && {
    rebuilt += 1
    rebuilt > 5
  }
}
