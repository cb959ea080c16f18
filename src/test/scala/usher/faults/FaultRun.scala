package usher.faults

import com.fasterxml.jackson.databind.node.MissingNode
import java.time.LocalDate
import java.util.concurrent.atomic.AtomicInteger
import java.util.concurrent.locks.LockSupport
import java.util.concurrent.{Callable, ConcurrentHashMap, Executors, TimeUnit}
import scala.jdk.CollectionConverters._
import scala.util.{Random, Try}
import usher.history._
import usher.process.Client.json
import usher.process._

/** Nodes with customers, desks and a switch; what is done to the nodes meanwhile; and what must hold after it,
  * whatever it was.
  *
  * @param journal where it is written; H2's is read when the node has been stopped
  * @param rate calls a second
  * @param say a line for the report
  */
final class FaultRun(val nodes: Nodes, journal: String, seed: Long, rate: Int, say: String => Unit) {
  private val record = new Record
  private val line = new Line(nodes.clients, record)
  private val random = new Random(seed)
  private val plans = new ConcurrentHashMap[String, Plan]()
  private val shift = new Shift(line, id => Option(plans.get(id)), open = Int.MaxValue)
  private val desks = (1 to FaultRun.Desks.max(rate)).map(n => new FakeDesk(FaultRun.desk(n), shift, breakAfter = 25))
  private val pool = Executors.newFixedThreadPool(8)
  private val made = new AtomicInteger()
  private val asked = new AtomicInteger()
  private var faults = Vector.empty[Fault]
  private val day = LocalDate.now()
  @volatile private var loaded = false
  val probe = new Probe((1 to FaultRun.Probes).map(n => s"rest-$n"))

  def begin(): Unit = {
    say(s"${nodes.all.size} nodes ready after ${nodes.start()} ms (-Dseed=$seed)")
    val from = System.currentTimeMillis()
    FaultRun.await(60, "one cluster")(nodes.areOne)
    line.opened()
    define("/v1/queues/care", json("name" -> "Care", "offerTimeout" -> s"${FaultRun.OfferSeconds}s"))
    define("/v1/queues/rest", json("name" -> "Nobody serves it", "steps" -> java.util.List.of(FaultRun.nobody)))
    desks.indices.foreach(n => define(s"/v1/agents/${FaultRun.desk(n + 1)}", json("name" -> s"Ann ${n + 1}")))
    probe.ids.foreach(id => define("/v1/interactions", json("id" -> id, "media" -> "chat", "queue" -> "rest"), "POST"))
    beside(Asked.number("agents", 0))
    desks.foreach(_.start())
    background("watch")(while (!line.isOver) {
      desks.foreach(_.checkStream())
      pause(1000)
    })
    loaded = true
    if (nodes.all.size > 1) faults :+= Fault("the nodes find each other, and are cold", from, System.currentTimeMillis())
    background("load")(load())
  }

  private def define(path: String, body: String, method: String = "PUT"): Unit =
    assert(line.ask(Said(null, "define", null, null, _), method, path, body).done)

  /** Every call comes when it comes, whatever became of the earlier ones. */
  private def load(): Unit = {
    val start = System.nanoTime()
    var due = start
    while (loaded) {
      due += (1000000000L / pace(due - start)).toLong
      while (System.nanoTime() < due) LockSupport.parkNanos(due - System.nanoTime())
      if (loaded) {
        val plan = Plans.one(s"call-${made.incrementAndGet()}", random).copy(missed = random.nextInt(30) == 0)
        plans.put(plan.id, plan)
        shift.customers(s"customer-${plan.id}", Seq(plan)).start()
      }
    }
  }

  /** Calls a second, so long after the first: many at once would be more than nodes can do that are cold. */
  private def pace(nanos: Long): Double =
    if (rate <= FaultRun.ColdRate) rate.toDouble
    else (FaultRun.ColdRate + (rate - FaultRun.ColdRate) * nanos / 60e9).min(rate.toDouble)

  /** So many more agents are at work, for a medium in which nobody comes. */
  private def beside(agents: Int): Unit = {
    val mail = java.util.Map.of("total", 100, "media", java.util.Map.of("email", java.util.Map.of("cost", 100, "max", 1)))
    val names = (1 to agents).map(n => s"mail-$n")
    for (some <- names.grouped(200))
      define("/v1/agents/batch", json("items" -> some.map(id => java.util.Map.of("id", id, "name", id, "capacity", mail)).asJava), "POST")
    val signIns = names.map(id => { () => define(s"/v1/agents/$id/state", json("state" -> "ready")) }: Callable[Unit])
    pool.invokeAll(signIns.asJava).asScala.foreach(_.get())
    if (agents > 0) say(s"$agents more agents are at work")
  }

  private def background(name: String)(work: => Unit): Thread = {
    val thread = new Thread(() => work, name)
    thread.setDaemon(true)
    thread.start()
    thread
  }

  def calm(seconds: Int): Unit = pause(seconds * 1000)

  private def pause(millis: Long): Unit = LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis))

  /** Breaks something, and waits until all is as before: every node is one of them, and calls are
    * taken and answered.
    *
    * @return the longest without a call taken, ms
    */
  def fault(what: String)(break: => Unit): Long = {
    val from = System.currentTimeMillis()
    break
    FaultRun.await(120, s"all is as before $what")(nodes.areOne && servesSince(System.currentTimeMillis()) && answers)
    val until = System.currentTimeMillis()
    faults :+= Fault(what, from, until)
    val longest = gap("arrive", from)
    say(
      s"$what: as before after ${until - from} ms; longest without a call taken" +
        s" $longest ms, without one completed ${gap("complete", from)} ms"
    )
    shift.check()
    longest
  }

  /** The longest between one promise of this kind and the next, since then. */
  private def gap(action: String, from: Long): Long = {
    val known = record.since(from - 2000).filter(t => t.said.action == action && t.said.promised).map(_.heard).sorted
    known.zip(known.drop(1)).map { case (one, next) => next - one }.maxOption.getOrElse(-1)
  }

  /** Nearly all that was tried in the last seconds had an answer. */
  private def answers: Boolean = {
    val tries = record.since(System.currentTimeMillis() - 4000)
    tries.size > 20 && tries.count(_.said.status != 0) >= tries.size * Checker.Floor
  }

  private def servesSince(moment: Long): Boolean = {
    val by = System.nanoTime() + 3000000000L
    def done = record.since(moment).exists(t => t.said.action == "complete" && t.said.promised)
    while (!done && System.nanoTime() < by) pause(50)
    done
  }

  /** A contact arrives at this node, in the line that nobody serves; 0 where there is no answer. */
  def arrives(node: PackagedServer): Answer = {
    val body = json("id" -> s"ask-${asked.incrementAndGet()}", "media" -> "chat", "queue" -> "rest")
    Try(node.client.post("/v1/interactions", body)).getOrElse(FaultRun.Silence)
  }

  /** Such arrivals at each node, one after the other for so long; status and ms of each. */
  def arrivals(seconds: Int): Seq[(Int, Long)] = {
    val until = System.nanoTime() + seconds * 1000000000L
    val each = nodes.inOrder.map { node =>
      pool.submit { () =>
        Iterator.continually {
          val sent = System.nanoTime()
          val status = arrives(node).status
          pause(100)
          (status, (System.nanoTime() - sent) / 1000000 - 100)
        }.takeWhile(_ => System.nanoTime() < until).toList
      }: java.util.concurrent.Future[List[(Int, Long)]]
    }
    each.flatMap(_.get())
  }

  def node(n: Int): PackagedServer = nodes.inOrder(n)

  def others(than: PackagedServer): Seq[Client] = nodes.inOrder.filter(_ != than).map(_.client)

  def anyNode(): PackagedServer = node(random.nextInt(nodes.all.size))

  /** The one that routes. */
  def coordinator: PackagedServer = nodes.all(nodes.coordinator(nodes.clients.head).get)

  /** No more calls: all that came are served to their end. */
  private def drain(): Unit = {
    loaded = false
    val left = shift.awaitEnd(plans.keySet.asScala.toSet, 120)
    assert(left.isEmpty, left.take(5).map(id => nodes.clients.head.get(s"/v1/interactions/$id").text).mkString("\n"))
    for (node <- nodes.clients; n <- desks.indices)
      FaultRun.await(30, s"${FaultRun.desk(n + 1)} is free")(idle(node, FaultRun.desk(n + 1)))
    FaultRun.await(30, "nobody waits")(counted(nodes.clients.head).waiting == 0)
  }

  private def idle(node: Client, id: String): Boolean = Try(node.get(s"/v1/agents/$id").json).toOption
    .exists(view => view.has("offers") && view.path("offers").isEmpty && view.path("interactions").isEmpty)

  private def counted(node: Client): Counted = {
    val live = node.get("/v1/queues/care").json.path("live")
    def n(name: String) = live.path(name).asLong(-1)
    Counted(n("waiting"), n("offeredToday"), n("answeredToday"), n("abandonedToday"))
  }

  /** Everything that the callers know, held against everything that the server says after it. */
  def check(): Unit = {
    drain()
    val ids = plans.keySet.asScala.toSeq
    val looks = ids.map(id => { () => id -> lifeOf(id) }: Callable[(String, Option[Life])])
    val lives = pool.invokeAll(looks.asJava).asScala.map(_.get()).collect { case (id, Some(life)) => id -> life }
    val seen = counted(nodes.clients.head)
    if (journal.startsWith("jdbc:h2")) nodes.inOrder.foreach(_.stop())
    val written = Journal.ids(journal, "interaction").filter(_.startsWith("call-"))
    val told = record.timed.filter(t => t.said.contact == null || plans.containsKey(t.said.contact))
    val history = History(told, lives.toMap, written.toSet, seen, faults, FaultRun.OfferSeconds * 1000L)
    val checker = new Checker(history)
    val sameDay = LocalDate.now() == day // else "today" is another
    val found = checker.violations.filter(v => sameDay || v.rule != "counts")
    if (found.exists(_.rule == "counts")) tellOfLedger(lives.toMap, checker)
    val shown = found.take(20).map(v => (v +: named(v.what, lives.toMap)).mkString("\n  "))
    assert(found.isEmpty, shown.mkString(s"${found.size} violations:\n", "\n", s"\n-Dseed=$seed"))
    assert(record.changedAges.isEmpty, record.changedAges)
    val unknown = told.count(_.said.status == 0)
    say(
      s"${ids.size} contacts, ${told.size} requests, $unknown of unknown fate, ${told.count(_.said.promised)}" +
        s" acknowledged: 0 violations of ${Checker.rules.size} rules; longest that one thing was tried" +
        s" ${checker.longestGap} ms"
    )
  }

  /** The pasts of the contacts that this speaks of. */
  private def named(what: String, lives: Map[String, Life]): Seq[String] =
    "call-\\d+".r.findAllIn(what).toSeq.distinct.flatMap { id =>
      val tries = record.timed.filter(_.said.contact == id)
      tries.map(t => s"$id ${t.said.action} ${t.said.status} by node ${t.node} ${t.sent} to ${t.heard}") ++
        lives.get(id).toSeq.flatMap(_.steps.map(step => s"$id $step"))
    }

  /** Whom the queue's ledger has otherwise than the contacts themselves. */
  private def tellOfLedger(lives: Map[String, Life], checker: Checker): Unit = {
    val changes = Journal.changes(journal, "care").groupBy { c =>
      c.path("interaction").asText(c.path("entry").path("contact").path("interaction").asText)
    }
    for ((id, life) <- lives; of = changes.getOrElse(id, Nil)
      if of.count(_.path("@type").asText == "added") != checker.stays(life))
      say(s"$id: ${of.mkString(" ")}\n  ${life.steps}")
  }

  private def lifeOf(id: String): Option[Life] = {
    val node = nodes.clients((id.hashCode & 0xffff) % nodes.all.size)
    Life.of(answer(node, s"/v1/interactions/$id"), answer(node, s"/v1/interactions/$id/history"))
  }

  /** What it says in the end: one read can be lost while contacts move between nodes. */
  private def answer(node: Client, path: String): Answer = {
    var answer = FaultRun.Silence
    FaultRun.await(60, s"$path is answered") {
      Try(node.get(path)).foreach(answer = _)
      answer.status != 0 && answer.status != 503
    }
    answer
  }

  def end(): Unit = {
    loaded = false
    line.end()
    nodes.kill()
    pool.shutdownNow()
    pool.awaitTermination(5, TimeUnit.SECONDS)
  }
}

object FaultRun {
  val Desks = 12
  val Probes = 150
  val Silence: Answer = Answer(0, MissingNode.getInstance, "", Map.empty)
  val ColdRate = 15
  val OfferSeconds = 3

  private def desk(n: Int): String = s"ann-$n"

  private def nobody = java.util.Map.of("skills", java.util.Map.of("nobody-has-it", 10))

  def await(seconds: Int, what: String)(holds: => Boolean): Unit = {
    val by = System.nanoTime() + seconds * 1000000000L
    while (!holds) {
      if (System.nanoTime() > by) throw new AssertionError(s"After $seconds s it is not so: $what")
      LockSupport.parkNanos(100000000)
    }
  }
}
