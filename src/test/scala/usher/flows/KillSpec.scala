package usher.flows

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres
import java.time.Instant
import java.util.concurrent.{Callable, Executors, TimeUnit}
import org.scalatest.GivenWhenThen
import org.scalatest.featurespec.AnyFeatureSpec
import scala.jdk.CollectionConverters._
import scala.util.Random
import usher.history.{Life, Promises}
import usher.process.Client.json
import usher.process._

/** Nothing that a caller was told is taken back by a death, however many there are: `-Dtimes=20` of them, for
  * one. Twenty-five calls for each.
  */
class KillSpec extends AnyFeatureSpec with GivenWhenThen with Soon {
  private val Kills = sys.props.get("times").filter(_.nonEmpty).fold(6)(_.toInt)
  private val Calls = 25 * Kills
  private val Desks = 6
  private val seed = sys.props.get("seed").filter(_.nonEmpty).map(_.toLong).getOrElse(Random.nextLong())

  Feature("The packaged server as a process, on H2 and on PostgreSQL") {
    Scenario("calls while it is killed again and again, on H2") {
      survive("kill-h2", Map.empty)
    }

    Scenario("many arrivals at the moment of its death, on H2 as it is opened") {
      val lost = (1 to 2).map(round => lostIn(s"arrivals-$round", Map.empty))
      assert(lost.forall(_.isEmpty), lost)
    }

    Scenario("the same on H2 as it is opened by default loses some: this is seen") {
      val rounds = Iterator.from(1).take(4).map { round =>
        val name = s"arrivals-default-$round"
        val file = PackagedServer.home.resolve(name).resolve("default")
        lostIn(name, Map("USHER_DATABASE_URL" -> s"jdbc:h2:$file"))
      }
      val lost = rounds.find(_.nonEmpty)
      assert(lost.isDefined, "the check finds nothing even where something is lost: it is blind")
      info(s"${lost.get.size} acknowledged contacts were missing")
    }

    Scenario("calls while it is killed again and again, on PostgreSQL") {
      val database = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start()
      try {
        val place = s"//127.0.0.1:${database.getPort}/postgres"
        val url = s"jdbc:postgresql:$place?user=postgres&reWriteBatchedInserts=true"
        survive("kill-postgresql", Map("USHER_DATABASE_URL" -> url))
      } finally database.close()
    }
  }

  private def survive(name: String, settings: Map[String, String]): Unit = {
    val random = new Random(seed)
    val server = new PackagedServer(name, settings, PackagedServer.Quick)
    val run = new Run(server, settings.getOrElse("USHER_DATABASE_URL", Journal.h2(server)), Plans.of(Calls, random))
    try {
      Given(s"a server with $Desks desks (seed $seed; -Dseed=… repeats the plan and the moments)")
      server.start()
      run.prepare(Desks)
      When(s"$Calls calls come, and it is killed at $Kills moments of their lives")
      run.begin()
      val moments = Seq.fill(Kills)(10 + random.nextInt(Calls * 7 / 2)).sorted
      val downtimes = moments.map(run.killAt)
      info(s"killed after $moments promises; ready again after ms: $downtimes")
      Then("after each death every promise held, every age, and the order of those who waited")
      And("in the end every call is completed, and nothing is left with agents or in queues")
      run.drain()
      info(run.summary)
    } finally run.end()
  }

  /** Kills while many contacts arrive at once; those that were acknowledged and are not there. */
  private def lostIn(name: String, settings: Map[String, String]): Seq[String] = {
    val server = new PackagedServer(name, settings, PackagedServer.Quick :+ "-Dusher.journal.may-lose=true")
    val record = new Record
    val line = new Line(server.port, record)
    val client = new Client(server.port)
    try {
      server.start()
      line.opened()
      line.ask(Said(null, "define", null, null, _), "PUT", "/v1/queues/care", json("name" -> "Care"))
      val many = (1 to 16).map(n => arrivals(n, line))
      record.awaitPromises(800, 60)
      line.end() // nothing is sent again: what is not acknowledged by now is nobody's promise
      server.kill()
      many.foreach(_.join())
      server.start()
      val told = record.all.filter(s => s.action == "arrive" && s.promised).map(_.contact)
      info(s"$name: killed after ${told.size} acknowledged arrivals")
      told.takeRight(800).filter(id => client.get(s"/v1/interactions/$id").status == 404)
    } finally server.kill()
  }

  private def arrivals(caller: Int, line: Line): Thread = {
    val thread = new Thread(() =>
      Iterator.from(1).takeWhile(_ => !line.isOver).foreach { n =>
        val id = s"many-$caller-$n"
        val body = json("id" -> id, "media" -> "chat", "queue" -> "care")
        line.once(Said(id, "arrive", null, null, _), "POST", "/v1/interactions", body)
      }
    )
    thread.setDaemon(true)
    thread.start()
    thread
  }

  /** One run: a server, its callers, and what they know. */
  private class Run(server: PackagedServer, journal: String, plans: Seq[Plan]) {
    private val record = new Record
    private val line = new Line(server.port, record)
    private val shift = new Shift(line, plans.map(p => p.id -> p).toMap.get, open = 40)
    private val direct = new Client(server.port)
    private val pool = Executors.newFixedThreadPool(8)
    private var checked = 0
    private var patient = Vector.empty[String]

    def prepare(desks: Int): Unit = {
      line.opened()
      queue("care", json("name" -> "Care", "offerTimeout" -> "60s", "wrapUp" -> unlimited))
      val order = java.util.List.of(java.util.Map.of("skills", java.util.Map.of("order", 1)))
      queue("order", json("name" -> "In order", "wrapUp" -> unlimited, "steps" -> order))
      (1 to desks).foreach(n => agent(s"ann-$n", json("name" -> s"Ann $n")))
    }

    private def unlimited = java.util.Map.of("mode", "unlimited")

    private def queue(id: String, body: String): Unit =
      assert(line.ask(Said(null, "define", id, null, _), "PUT", s"/v1/queues/$id", body).done)

    private def agent(id: String, body: String): Unit =
      assert(line.ask(Said(null, "define", id, null, _), "PUT", s"/v1/agents/$id", body).done)

    def begin(): Unit = {
      (1 to Desks).foreach(n => new FakeDesk(s"ann-$n", shift).start())
      plans.grouped((plans.size + 3) / 4).zipWithIndex.foreach { case (some, n) =>
        shift.customers(s"customers-$n", some).start()
      }
    }

    /** Kills once so many promises were given, and looks at what the next process knows. */
    def killAt(promises: Int): Long = {
      comeToWait()
      record.awaitPromises(promises, 60)
      line.closed()
      server.kill()
      val ready = server.start()
      val faults = check()
      assert(faults.isEmpty, faults.mkString("\n", "\n", s"\nseed $seed, see ${server.log}"))
      line.opened()
      shift.check()
      comeToWait()
      ready
    }

    /** One more for the queue that nobody serves before the end. */
    private def comeToWait(): Unit = {
      val id = f"wait-${patient.size + 1}%03d"
      assert(Shift.post(line, id, "order", voice = false).status == 201)
      patient :+= id
    }

    /** Everything promised since the last look, and the order of those who wait. */
    private def check(): Seq[String] = {
      val all = record.all
      val touched = all.drop(checked).filter(_.promised).map(_.contact).filter(_ != null).distinct
      checked = all.size
      val known = all.groupBy(_.contact)
      val looks = touched.map(id => look(id, known(id)))
      val faults = pool.invokeAll(looks.asJava).asScala.flatMap(_.get()).toSeq
      faults ++ record.changedAges ++ disorder()
    }

    private def look(id: String, said: Seq[Said]): Callable[Seq[String]] = () => {
      val view = direct.get(s"/v1/interactions/$id")
      record.saw(view.json)
      Promises.broken(id, Life.of(view, direct.get(s"/v1/interactions/$id/history")), said)
    }

    /** The waiting list is complete a moment after a start, and a second old at most; then it must be in order of age. */
    private def disorder(): Seq[String] = {
      def waiting: Seq[String] = Iterator.unfold(Option("")) {
        _.map { cursor =>
          val page = direct.get(s"/v1/queues/order/waiting$cursor").json
          val next = Option.when(page.path("next").isTextual)(s"?cursor=${page.path("next").asText}")
          page.path("items").asScala.map(_.path("interaction").asText) -> next
        }
      }.flatten.toSeq
      eventually(assert(waiting.size == patient.size))
      if (waiting == patient) Nil else Seq(s"the line is $waiting, and they came as $patient")
    }

    def drain(): Unit = {
      val left = shift.awaitEnd(plans.map(_.id).toSet, 120)
      assert(left.isEmpty, s"never ended: ${left.map(id => direct.get(s"/v1/interactions/$id").text).mkString("\n")}")
      serveInOrder()
      checked = 0
      val faults = check()
      assert(faults.isEmpty, faults.mkString("\n", "\n", s"\nseed $seed, see ${server.log}"))
      val ids = plans.map(_.id) ++ patientBefore
      assert(ids.forall(id => state(id) == "completed"))
      eventually(assert(agents.forall(idle), agents.map(id => direct.get(s"/v1/agents/$id").text)))
      eventually(assert(Seq("care", "order").forall(q => live(q).path("waiting").asInt(-1) == 0)))
      server.stop()
      val written = Journal.shares(journal).find(_.kind == "interaction").map(_.ids)
      assert(written.contains(ids.size.toLong), "each contact exactly once, and no other")
    }

    private var patientBefore = Vector.empty[String]

    private def serveInOrder(): Unit = {
      val one = java.util.Map.of("chat", java.util.Map.of("cost", 100, "max", 1))
      val capacity = java.util.Map.of("total", 100, "media", one)
      val skills = java.util.Map.of("order", 5)
      agent("solo", json("name" -> "Solo", "skills" -> skills, "capacity" -> capacity))
      new FakeDesk("solo", shift).start()
      val left = shift.awaitEnd(patient.toSet, 60)
      assert(left.isEmpty, s"never served: $left")
      val served = record.all.filter(s => s.agent == "solo" && s.action == "accept" && s.promised)
      assert(served.map(_.contact) == patient)
      val ages = patient.map(contact => Instant.parse(record.createdAt(contact)))
      assert(ages == ages.sorted)
      patientBefore = patient
      patient = Vector.empty
    }

    private def agents: Seq[String] = "solo" +: (1 to Desks).map(n => s"ann-$n")

    private def idle(id: String): Boolean = {
      val view = direct.get(s"/v1/agents/$id").json
      view.path("offers").isEmpty && view.path("interactions").isEmpty && view.has("offers")
    }

    private def live(queue: String) = direct.get(s"/v1/queues/$queue").json.path("live")

    private def state(id: String) = direct.get(s"/v1/interactions/$id").json.path("state").asText

    def summary: String = {
      val all = record.all
      val unknown = all.count(_.status == 0)
      s"${all.size} requests: ${record.promiseCount} promised, $unknown of unknown fate," +
        s" ${all.count(s => s.status >= 400)} refused"
    }

    def end(): Unit = {
      line.end()
      server.kill()
      pool.shutdownNow()
      pool.awaitTermination(5, TimeUnit.SECONDS)
    }
  }
}
