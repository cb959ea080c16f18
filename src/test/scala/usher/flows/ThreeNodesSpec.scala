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
class ThreeNodesSpec extends AnyFeatureSpec with GivenWhenThen {
  private val CallsPerSecond = 20
  private val Before = 12
  private val After = 40
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
        run.load()
        Then("no call is lost and none has two agents: each ends as it should")
        run.drain()
        And("the survivors have the same of every call, and nothing is left over")
        run.readBack()
        run.figures.foreach(info(_))
        And("the dead node, started again, is one of the three again")
        run.comeBack()
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
    private val plans = Plans.of(CallsPerSecond * (Before + After), new Random(seed))
    private val shift = new Shift(line, plans.map(p => p.id -> p).toMap, open = plans.size)
    private val pool = Executors.newFixedThreadPool(4)
    private var dead: PackagedServer = _
    private var begun = 0L
    private var killedAt = 0L
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

    /** Every call comes when it comes, whatever became of the earlier ones. */
    def load(): Unit = {
      begun = System.currentTimeMillis()
      val start = System.nanoTime()
      for ((plan, n) <- plans.zipWithIndex) {
        val due = start + n * 1000000000L / CallsPerSecond
        while (System.nanoTime() < due) LockSupport.parkNanos(due - System.nanoTime())
        if (n == CallsPerSecond * Before) killCoordinator()
        shift.customers(s"customer-${plan.id}", Seq(plan)).start()
      }
    }

    private def killCoordinator(): Unit = {
      val place = coordinator(nodes.clients.head)
      dead = nodes.all(place)
      killedAt = System.currentTimeMillis()
      dead.kill()
      info(s"killed $place")
      val watch = new Thread(() =>
        while (routedAgain == 0 && !line.isOver) {
          val now = Try(coordinator(survivors.head)).getOrElse("null")
          if (now != place && now != "null") routedAgain = System.currentTimeMillis()
          else LockSupport.parkNanos(100000000)
        }
      )
      watch.setDaemon(true)
      watch.start()
    }

    private def coordinator(node: Client): String =
      node.get("/health/ready").json.path("coordinator").asText

    private def survivors: Seq[Client] = nodes.all.values.filter(_ != dead).map(_.client).toSeq

    def drain(): Unit = {
      val left = shift.awaitEnd(plans.map(_.id).toSet, 60)
      assert(left.isEmpty, left.map(id => survivors.head.get(s"/v1/interactions/$id").text).mkString("\n"))
    }

    def readBack(): Unit = {
      val said = record.all.groupBy(_.contact)
      val looks = for (node <- survivors; plan <- plans) yield look(node, plan, said(plan.id))
      val faults = pool.invokeAll(looks.asJava).asScala.flatMap(_.get()).toSeq
      assert(faults.isEmpty, faults.take(20).mkString(s"${faults.size}:\n", "\n", s"\nseed $seed"))
      assert(record.changedAges.isEmpty)
      for (node <- survivors) {
        await("agents are free")((1 to Desks).forall(n => idle(node, s"ann-$n")))
        await("nobody waits")(node.get("/v1/queues/care").json.path("live").path("waiting").asInt(-1) == 0)
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
      val odd = if (fits(plan, outcome, said)) Nil else Seq(s"${plan.id} ended $outcome, against $plan")
      Promises.broken(plan.id, view, history, said) ++ twice ++ odd
    }

    /** A call that was requeued by a request of unknown fate is in line when its switch ends it. */
    private def fits(plan: Plan, outcome: String, said: Seq[Said]): Boolean = outcome match {
      case "handled"   => true
      case "cancelled" => plan.leaves
      case "abandoned" => plan.leaves || said.exists(s => s.action == "requeue" && s.status == 0)
      case _           => false
    }

    private def idle(node: Client, id: String): Boolean = {
      val view = node.get(s"/v1/agents/$id").json
      view.path("offers").isEmpty && view.path("interactions").isEmpty && view.has("offers")
    }

    def figures: Seq[String] = {
      val all = record.timed
      val takenAt = all.reverseIterator.collect { case (s, at) if s.action == "arrive" && s.promised => s.contact -> at }.toMap
      val waits = plans.indices.map(n => takenAt(plans(n).id) - begun - n * 1000 / CallsPerSecond)
      Seq(
        s"${plans.size} calls, ${all.size} requests, ${all.count(_._1.status == 0)} of them sent again",
        s"0 lost, 0 doubled",
        s"another node routes after ${routedAgain - killedAt} ms",
        s"longest time without a call taken in ${gap(takenAt.values)} ms, without an offer ${gap(offers)} ms",
        s"the call that had to try longest was taken in after ${waits.max} ms"
      )
    }

    /** Between one moment and the next, around the kill. */
    private def gap(moments: Iterable[Long]): Long = {
      val around = moments.filter(_ > killedAt - 2000).toSeq.sorted
      around.zip(around.drop(1)).map { case (one, next) => next - one }.max
    }

    def comeBack(): Unit = {
      val ready = dead.start()
      await("three nodes")(nodes.clients.forall { node =>
        val state = node.get("/health/ready").json
        state.path("nodes").size == 3 && state.path("unreachable").isEmpty
      })
      val id = plans.head.id
      assert(dead.client.get(s"/v1/interactions/$id").json.path("state").asText == "completed")
      info(s"back after $ready ms")
    }

    def end(): Unit = {
      line.end()
      nodes.kill()
      pool.shutdownNow()
      pool.awaitTermination(5, TimeUnit.SECONDS)
    }

    private def await(what: => String)(holds: => Boolean): Unit = {
      val deadline = System.nanoTime() + 30000000000L
      while (!holds) {
        assert(System.nanoTime() < deadline, s"not within 30 s: $what")
        LockSupport.parkNanos(50000000)
      }
    }
  }
}
