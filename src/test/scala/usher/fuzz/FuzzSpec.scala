package usher.fuzz

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.node.ArrayNode
import java.util.concurrent.atomic.AtomicLong
import java.util.concurrent.{Callable, Executors}
import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import scala.jdk.CollectionConverters._
import scala.util.{Random, Using}
import usher.process.Contract.operations
import usher.process._

/** Whatever comes over the wire, the server answers in the words of its contract. */
class FuzzSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll with Soon {
  private val requests = sys.props.get("requests").filter(_.nonEmpty).map(_.toLong).getOrElse(41000L) // and 9 000 before them
  /** The same in every test run, so that a run is red for what was changed; others on demand. */
  private val seed = sys.props.get("seed").filter(_.nonEmpty).map(_.toLong).getOrElse(20261122L)
  private val Callers = 8
  private lazy val server = new InProcess("fuzz")
  private val judge = new Judge

  override def beforeAll(): Unit = judge.listen()

  override def afterAll(): Unit = {
    server.close()
    judge.close()
  }

  private def sound(): Unit = {
    val faults = judge.verdict
    if (faults.nonEmpty) fail(faults.take(40).mkString(s"${faults.size} kinds of faults (-Dseed=$seed):\n", "\n", "\n"))
  }

  Feature("What the contract does not have") {
    Scenario("every operation's example, made wrong in every place, is refused and leaves no trace") {
      Given("a queue, an agent, and a contact that waits")
      val client = new Client(server.port)
      assert(client.put("/v1/queues/q0", Client.json("name" -> "Quiet")).done)
      assert(client.put("/v1/agents/a0", Client.json("name" -> "Ann")).done)
      assert(client.post("/v1/interactions", Client.json("id" -> "w0-0", "media" -> "chat", "queue" -> "q0")).done)
      Using.resource(caller(0)) { caller =>
        for (o <- operations; example = o.node.at("/requestBody/content/application~1json/example") if !example.isMissingNode) {
          val tree = single(example)
          val before = rows()
          val wrong = Mutants.all(tree).filter(m => m.isBroken || !Contract.isFit(o, m.body))
          for (m <- wrong; request = caller.requests.of(o.id, "w0-0").carrying(m)) {
            val answer = caller.send(request).getOrElse(fail(s"no answer: ${request.again}"))
            unsaid(m, answer).foreach(judge.note(request, _, s"${answer.status} ${answer.text.take(600)}"))
          }
          assert(rows() == before, s"${o.id} has written what it refused")
        }
        val before = rows()
        for (_ <- 1 to 1000) caller.send(caller.noHttp.any())
        assert(rows() == before, "something was written that was no request")
      }
      info(s"${judge.total} requests")
      sound()
    }
  }

  /** Of several items only one, so that nothing is taken beside the wrong one. */
  private def single(example: JsonNode): JsonNode = {
    val tree = example.deepCopy[JsonNode]()
    for (list <- tree.elements().asScala.collect { case a: ArrayNode => a }; n <- list.size - 1 until 0 by -1) list.remove(n)
    tree
  }

  /** What is missing in the refusal of a body that is wrong in one place. */
  private def unsaid(m: Mutant, answer: Answer): Option[String] = {
    def points = answer.json.path("errors").asScala.map(_.path("pointer").asText)
    if (m.isBroken) Option.when(answer.status != 400)("is no JSON, so that it is a 400")
    else if (answer.status == 200 && answer.json.has("results")) None // each by itself: the contract holds that none was taken
    else if (answer.status != 422) Some("means nothing, so that it is a 422")
    else Option.when(!points.exists(p => p.startsWith(m.pointer) || m.pointer.startsWith(p)))("points elsewhere")
  }

  private def rows(): Long = Journal.query(server.journal, """SELECT COUNT(*) FROM "event_journal"""")(_.getLong(1)).head

  Feature("Requests from the contract, and from those who do not keep it") {
    Scenario(s"$requests of them by dice, to contacts in all states") {
      info(s"seed $seed; -Dseed=… repeats it, -Drequests=… makes more")
      val left = new AtomicLong(requests)
      val begun = System.nanoTime()
      val pool = Executors.newFixedThreadPool(Callers)
      try pool.invokeAll((0 until Callers).map(caller).map(c => (() => try c.ask(left) finally c.close()): Callable[Unit]).asJava).forEach(f => f.get())
      finally pool.shutdown()
      info(s"${judge.total} in ${(System.nanoTime() - begun) / 1000000000} s, answers by status:\n${judge.table}")
      sound()
      info(s"states met: ${judge.states.toSeq.sorted.mkString(", ")}")
      assert(Set("queued", "offered", "connected", "held", "wrap-up", "completed").subsetOf(judge.states), judge.states)
    }
  }

  Feature("Credentials that are none") {
    Scenario("keys, tokens and cookies made wrong by dice let nobody in, and are answered in the words of the contract") {
      val passes = new Passes("fuzz-door")
      Using.resource(new InProcess("fuzz-door", told = passes.told)) { guarded =>
        val client = new Client(guarded.port) // holds each answer against the contract
        val dice = new Random(seed)
        val good = Seq(passes.admin, passes.sw1, passes.supervisor, passes.agent("ann"))
        val paths = Seq("/v1/queues/q", "/v1/interactions", "/v1/audit", "/v1/agents/ann/events", "/v1/session")
        for (token <- Seq(passes.admin, passes.supervisor)) eventually(assert(client.send("GET", "/v1/interactions", null, Passes.bearer(token)).done))
        for (_ <- 1 to 3000) {
          val wrong = Passes.broken(good(dice.nextInt(good.size)), dice)
          val header = dice.nextInt(4) match {
            case 0 => "Cookie" -> s"usher-session=$wrong"
            case 1 => "Authorization" -> wrong
            case _ => Passes.bearer(wrong)
          }
          val answer = client.send("GET", paths(dice.nextInt(paths.size)), null, header)
          assert(answer.status == 401, s"$header: ${answer.text}")
        }
      }
      sound()
    }
  }

  Feature("After all that") {
    Scenario("whatever is open can be ended, and a contact is served as ever") {
      val client = new Client(server.port)
      eventually {
        val open = client.get("/v1/interactions?limit=200").json.path("items").asScala.map(_.path("id").asText).toSeq
        for (id <- open; step <- Seq("release", "complete", "cancel")) client.post(s"/v1/interactions/$id/$step")
        assert(open.isEmpty, open.map(id => client.get(s"/v1/interactions/$id").text))
      }
      assert(client.put("/v1/queues/last", Client.json("name" -> "Last", "steps" -> Seq(Map("skills" -> Map("last" -> 5).asJava).asJava).asJava)).done)
      assert(client.put("/v1/agents/last", Client.json("name" -> "Zoe", "skills" -> Map("last" -> 5).asJava)).done)
      assert(client.put("/v1/agents/last/state", Client.json("state" -> "ready")).done)
      assert(client.post("/v1/interactions", Client.json("id" -> "last", "media" -> "chat", "queue" -> "last")).status == 201)
      val offer = eventually {
        val told = client.get("/v1/interactions/last").json.path("offer").path("id")
        assert(told.isTextual, client.get("/v1/interactions/last/why").text + client.get("/v1/agents/last/why-idle").text)
        told.asText
      }
      for (step <- Seq(s"offers/$offer/accept", "interactions/last/release", "interactions/last/complete"))
        assert(client.post(s"/v1/$step").done, step)
      assert(client.get("/v1/interactions/last").json.path("outcome").asText == "handled")
      sound()
    }
  }

  private def caller(n: Int): Caller = new Caller(server.port, n, new Random(seed + n), judge)
}
