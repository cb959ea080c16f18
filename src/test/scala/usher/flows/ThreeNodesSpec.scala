package usher.flows

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres
import java.time.Instant
import java.util.concurrent.locks.LockSupport
import java.util.concurrent.{Callable, Executors, TimeUnit}
import org.scalatest.GivenWhenThen
import org.scalatest.featurespec.AnyFeatureSpec
import scala.jdk.CollectionConverters._
import scala.util.{Random, Try}
import usher.process.Client.json
import usher.process._

/** Three nodes are one server: what one of them promised, the others keep when it dies. */
class ThreeNodesSpec extends AnyFeatureSpec with GivenWhenThen with Soon {
  private val CallsPerSecond = 20
  private val Before = 8
  private val After = 40
  private val Stopping = 10
  private val Desks = 6
  private val seed = sys.props.get("seed").filter(_.nonEmpty).map(_.toLong).getOrElse(Random.nextLong())

  Feature("Three nodes on one PostgreSQL") {
    Scenario("the one that holds the coordinator is killed under 20 calls a second") {
      val database = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start()
      val place = s"//127.0.0.1:${database.getPort}/postgres"
      val url = s"jdbc:postgresql:$place?user=postgres&reWriteBatchedInserts=true"
      val run = new Run(new Nodes("nodes", url, PackagedServer.Quick), url)
      try {
        Given(s"three nodes started together, each with ${Desks / 3} desks (-Dseed=$seed)")
        run.begin()
        When(s"$CallsPerSecond calls come every second, and that node is killed without a word")
        run.loadAndKill()
        run.drain()
        And("it is started again, and is one of the three again")
        run.comeBack()
        And("the one that routes now is told to stop, while calls come")
        run.loadAndStop()
        run.drain()
        Then("no call is lost and none has two agents: each ended as it should, for all who look")
        run.readBack()
        run.figures.foreach(info(_))
      } finally {
        run.end()
        database.close()
      }
    }
  }

  /** One run: the nodes, their callers, and what these know. */
  private class Run(nodes: Nodes, journal: String) {
    private val record = new Record
    private val line = new Line(nodes.clients, record)
    private val plans = Plans.of(CallsPerSecond * (Before + After + Stopping), new Random(seed))
    private val (first, last) = plans.splitAt(CallsPerSecond * (Before + After))
    private val shift = new Shift(line, plans.map(p => p.id -> p).toMap, open = plans.size)
    private val pool = Executors.newFixedThreadPool(4)
    private var gone: PackagedServer = _
    private var arrivals = Map.empty[String, Long]
    private var killedAt = 0L
    private var stoppedAt = 0L
    private var routedAgain = 0L
    private var offers = Seq.empty[Long]

    def begin(): Unit = {
      info(s"ready after ${nodes.start()} ms")
      for (node <- nodes.clients) {
        val seen = node.get("/health/ready").json.path("nodes").asScala.map(_.asText).toSet
        assert(seen == nodes.all.keySet, "they are not one cluster")
      }
      line.opened()
      define("/v1/queues/care", json("name" -> "Care"))
      val agents = (1 to Desks).map(n => s"ann-$n")
      agents.foreach(id => define(s"/v1/agents/$id", json("name" -> id)))
      agents.foreach(id => new FakeDesk(id, shift).start())
    }

    private def define(path: String, body: String): Unit =
      assert(line.ask(Said(null, "define", null, null, _), "PUT", path, body).done)

    def loadAndKill(): Unit = load(first, CallsPerSecond * Before) { place =>
      killedAt = System.currentTimeMillis()
      gone.kill()
      info(s"killed $place")
      inBackground(while (routedAgain == 0 && !line.isOver) {
        val now = Try(coordinator(others.head)).getOrElse("null")
        if (now != place && now != "null") routedAgain = System.currentTimeMillis()
        else LockSupport.parkNanos(100000000)
      })
    }

    def loadAndStop(): Unit = load(last, CallsPerSecond * 2) { place =>
      stoppedAt = System.currentTimeMillis()
      inBackground {
        gone.stop()
        info(s"stopped $place in ${System.currentTimeMillis() - stoppedAt} ms")
      }
    }

    /** Every call comes when it comes, whatever became of the earlier ones. */
    private def load(calls: Seq[Plan], before: Int)(end: String => Unit): Unit = {
      val start = System.nanoTime()
      for ((plan, n) <- calls.zipWithIndex) {
        val due = start + n * 1000000000L / CallsPerSecond
        while (System.nanoTime() < due) LockSupport.parkNanos(due - System.nanoTime())
        if (n == before) {
          val place = coordinator(others.head)
          gone = nodes.all(place)
          end(place)
        }
        arrivals += plan.id -> System.currentTimeMillis()
        shift.customers(s"customer-${plan.id}", Seq(plan)).start()
      }
    }

    private def inBackground(work: => Unit): Unit = {
      val thread = new Thread(() => work)
      thread.setDaemon(true)
      thread.start()
    }

    private def coordinator(node: Client): String =
      node.get("/health/ready").json.path("coordinator").asText

    /** The nodes that run. */
    private def others: Seq[Client] = nodes.all.values.filter(_ != gone).map(_.client).toSeq

    def drain(): Unit = {
      val left = shift.awaitEnd(arrivals.keySet, 60)
      assert(left.isEmpty, left.map(id => others.head.get(s"/v1/interactions/$id").text).mkString("\n"))
    }

    def readBack(): Unit = {
      val said = record.all.groupBy(_.contact)
      val looks = for (node <- others; plan <- plans) yield look(node, plan, said(plan.id))
      val faults = pool.invokeAll(looks.asJava).asScala.flatMap(_.get()).toSeq
      assert(faults.isEmpty, faults.take(20).mkString(s"${faults.size}:\n", "\n", s"\nseed $seed"))
      assert(record.changedAges.isEmpty)
      for (node <- others) {
        eventually(assert((1 to Desks).forall(n => idle(node, s"ann-$n")), "agents are free"))
        eventually(assert(node.get("/v1/queues/care").json.path("live").path("waiting").asInt(-1) == 0))
      }
      val written = Journal.shares(journal).find(_.kind == "interaction").map(_.ids)
      assert(written.contains(plans.size.toLong), "each call exactly once, and no other")
    }

    private def look(node: Client, plan: Plan, said: Seq[Said]): Callable[Seq[String]] = () => {
      val view = node.get(s"/v1/interactions/${plan.id}")
      val history = node.get(s"/v1/interactions/${plan.id}/history")
      record.saw(view.json)
      synchronized(offers ++= history.json.path("events").asScala.collect {
        case e if e.path("type").asText == "offered" => Instant.parse(e.path("at").asText).toEpochMilli
      })
      val created = said.count(s => s.action == "arrive" && s.status == 201)
      val twice = if (created > 1) Seq(s"${plan.id} was created $created times") else Nil
      val outcome = view.json.path("outcome").asText
      val odd = if (fits(plan, outcome)) Nil else Seq(s"${plan.id} ended $outcome, against $plan")
      Promises.broken(plan.id, view, history, said) ++ twice ++ odd
    }

    /** Its switch may end a requeued call before its desk has seen that it is in line again. */
    private def fits(plan: Plan, outcome: String): Boolean = outcome match {
      case "handled"   => true
      case "cancelled" => plan.leaves
      case "abandoned" => plan.leaves || plan.requeued
      case _           => false
    }

    private def idle(node: Client, id: String): Boolean = {
      val view = node.get(s"/v1/agents/$id").json
      view.path("offers").isEmpty && view.path("interactions").isEmpty && view.has("offers")
    }

    def comeBack(): Unit = {
      info(s"back after ${gone.start()} ms")
      gone = null
      eventually {
        for (node <- nodes.clients) {
          val state = node.get("/health/ready").json
          assert(state.path("nodes").size == 3 && state.path("unreachable").isEmpty, state)
        }
      }
    }

    def figures: Seq[String] = {
      val all = record.timed
      val taken = all.reverseIterator.collect {
        case (s, at) if s.action == "arrive" && s.promised => s.contact -> at
      }.toMap
      def slowest(calls: Seq[Plan]): Long = calls.map(p => taken(p.id) - arrivals(p.id)).max
      val again = all.count(_._1.status == 0)
      Seq(
        s"${plans.size} calls, 0 lost, 0 doubled; ${all.size} requests, $again of them sent again",
        s"killed: another routes after ${routedAgain - killedAt} ms; longest time without a call taken" +
          s" in ${gap(taken.values, killedAt)} ms, without an offer ${gap(offers, killedAt)} ms;" +
          s" the call that had to try longest ${slowest(first)} ms",
        s"stopped: without a call taken in ${gap(taken.values, stoppedAt)} ms, without an offer" +
          s" ${gap(offers, stoppedAt)} ms; the call that had to try longest ${slowest(last)} ms"
      )
    }

    /** The longest between one moment and the next, from the last before a node's end on. */
    private def gap(moments: Iterable[Long], end: Long): Long = {
      val begin = moments.filter(_ <= end).maxOption.getOrElse(end)
      val around = begin +: moments.filter(at => at > begin && at < end + 30000).toSeq.sorted
      around.zip(around.drop(1)).map { case (one, next) => next - one }.max
    }

    def end(): Unit = {
      line.end()
      nodes.kill()
      pool.shutdownNow()
      pool.awaitTermination(5, TimeUnit.SECONDS)
    }
  }
}
