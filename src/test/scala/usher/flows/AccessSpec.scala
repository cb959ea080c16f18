package usher.flows

import java.net.URI
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.net.http.{HttpClient, HttpRequest}
import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import scala.jdk.CollectionConverters._
import usher.access.Permissions
import usher.process.Contract.{Operation, operations}
import usher.process.{Answer, Client, InProcess, Passes, Soon}

/** Who is let in to what, over HTTP, on a server with credentials. */
class AccessSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll with Soon {
  private val passes = new Passes("access")
  private lazy val server = new InProcess("access", told = passes.told)

  private def as(token: String) = new Client(server.port, always = Seq(Passes.bearer(token)))
  private lazy val admin = as(passes.admin)
  private lazy val sw1 = as(passes.sw1)
  private lazy val ann = as(passes.agent("ann"))
  private lazy val sue = as(passes.supervisor)
  private lazy val audrey = as(passes.auditor)

  /** A call of a switch that this agent talks with. */
  private def call(id: String, source: String, line: Client, agent: String): Unit = {
    val offered = s"""{"source": "$source", "eventId": "o-$id", "type": "call.offered", "interaction": "$id",
      "data": {"from": "+6421555001", "queue": "q-$agent"}}"""
    assert(line.post("/v1/switch-events", offered).json.at("/results/0/status").asText == "applied")
    eventually(assert(admin.get(s"/v1/interactions/$id").json.path("state").asText == "offered"))
    val established = s"""{"source": "$source", "eventId": "e-$id", "type": "call.established",
      "interaction": "$id", "agent": "$agent"}"""
    assert(line.post("/v1/switch-events", established).json.at("/results/0/status").asText == "applied")
  }

  override def beforeAll(): Unit = {
    for (agent <- Seq("ann", "bob", "cyd")) {
      val queue = s"""{"name": "Care", "media": ["voice"], "steps": [{"agents": ["$agent"]}]}"""
      eventually(assert(admin.put(s"/v1/queues/q-$agent", queue).done))
      eventually(assert(admin.put(s"/v1/agents/$agent", """{"name": "Somebody"}""").done))
      eventually(assert(as(passes.agent(agent)).put(s"/v1/agents/$agent/state", """{"state": "ready"}""").done))
    }
    call("mine", "sw1", sw1, "ann")
    call("theirs", "sw2", as(passes.sw2), "bob")
  }

  override def afterAll(): Unit = server.close()

  /** + let in, - 403; without credentials 401 where it is not +. Of a switch and an agent first what is their own. */
  private val expected = """
    createInteraction       -  + -  - -  + + -
    listInteractions        -  - -  - -  + + +
    getInteraction          -  + -  + -  + + +
    getInteractionHistory   -  - -  - -  + + +
    getInteractionWhy       -  - -  - -  + + +
    changeAttributes        -  + -  + -  + + -
    cancelInteraction       -  + -  - -  + + -
    requeueInteraction      -  - -  + -  + + -
    transferInteraction     -  - -  + -  + + -
    consultInteraction      -  - -  + -  + + -
    conferenceInteraction   -  - -  + -  + + -
    assignInteraction       -  - -  - -  + + -
    prioritiseInteraction   -  - -  - -  + + -
    holdInteraction         -  - -  + -  + + -
    retrieveInteraction     -  - -  + -  + + -
    releaseInteraction      -  - -  + -  + + -
    completeInteraction     -  - -  + -  + + -
    acceptOffer             -  - -  + -  + + -
    rejectOffer             -  - -  + -  + + -
    postSwitchEvents        -  + -  - -  - + -
    getSwitch               -  + -  - -  + + +
    streamSwitchCommands    -  + -  - -  - + -
    ackSwitchCommand        -  + -  - -  - + -
    reconcileCalls          -  + -  - -  - + -
    listAgents              -  - -  - -  + + +
    defineAgents            -  - -  - -  + + -
    defineAgent             -  - -  - -  + + -
    getAgent                -  - -  + -  + + +
    setAgentState           -  - -  + -  + + -
    getAgentWhyIdle         -  - -  + -  + + +
    streamAgentEvents       -  - -  + -  - + -
    listQueues              -  - -  - -  + + +
    defineQueue             -  - -  - -  - + -
    getQueue                -  - -  - -  + + +
    deleteQueue             -  - -  - -  - + -
    setQueueState           -  - -  - -  + + -
    listWaiting             -  - -  - -  + + +
    getQueueEstimate        -  + +  - -  + + +
    reloadDefinitions       -  - -  - -  - + -
    createSession           -  - -  + +  + + +
    endSession              -  - -  + +  + + +
    listAudit               -  - -  - -  - + +
    getBackup               -  - -  - -  - + -
    getJournal              -  - -  - -  + + +
    isLive                  +  + +  + +  + + +
    isReady                 +  + +  + +  + + +
    getOpenApi              +  + +  + +  + + +
    """.linesIterator.map(_.trim.split(" +").toSeq).filter(_.size > 1).map(row => row.head -> row.tail).toMap

  private lazy val columns: Seq[(String, Option[String], Boolean)] = Seq(
    ("nobody", None, true),
    ("a switch, its own", Some(passes.sw1), true),
    ("a switch, another's", Some(passes.sw1), false),
    ("an agent, her own", Some(passes.agent("ann")), true),
    ("an agent, another's", Some(passes.agent("ann")), false),
    ("a supervisor", Some(passes.supervisor), false),
    ("an admin", Some(passes.token("root", Seq("admin"))), false),
    ("an auditor", Some(passes.auditor), false))

  private def path(o: Operation, own: Boolean): String = {
    def either(mine: String, others: String) = if (own) mine else others
    val id = o.path match {
      case p if p.startsWith("/v1/interactions") => either("mine", "theirs")
      case p if p.startsWith("/v1/agents")       => either("ann", "bob")
      case _                                     => "q-ann"
    }
    o.path.replace("{id}", id).replace("{source}", either("sw1", "sw2"))
      .replace("{offer}", either("mine~1", "theirs~1")).replace("{command}", "nothing")
  }

  private var made = 0

  private def body(o: Operation, own: Boolean): String = {
    made += 1
    val source = if (own) "sw1" else "sw2"
    o.id match {
      case "createInteraction" => s"""{"id": "made-$made", "media": "voice", "source": "$source", "queue": "q-ann"}"""
      case "postSwitchEvents" => s"""{"source": "$source", "eventId": "x-$made", "type": "call.held", "interaction": "nobody"}"""
      case "changeAttributes"                         => """{"a": "b"}"""
      case "requeueInteraction" | "completeInteraction" | "releaseInteraction" | "rejectOffer" => "{}"
      case "transferInteraction" | "consultInteraction" => """{"queue": "q-bob"}"""
      case "conferenceInteraction"                    => """{"consult": "nothing"}"""
      case "assignInteraction"                        => """{"agent": "ann"}"""
      case "prioritiseInteraction"                    => """{"base": 1}"""
      case "reconcileCalls" => s"""{"asOf": "2020-01-01T00:00:00Z", "calls": ["${if (own) "mine" else "theirs"}"]}"""
      case "defineAgents"                             => """{"items": []}"""
      case "defineAgent"                              => """{"name": "Somebody"}"""
      case "setAgentState"                            => """{"state": "ready"}"""
      case "defineQueue"   => """{"name": "Care", "media": ["voice"], "steps": [{"agents": ["ann"]}]}"""
      case "setQueueState" => """{"open": true}"""
      case _               => null
    }
  }

  private val http = HttpClient.newHttpClient()

  /** A revision that nothing has: whoever is let in changes nothing with it. */
  private val Never = "If-Match" -> "\"987654321\""

  private def asked(o: Operation, token: Option[String], own: Boolean): Answer = {
    val hasRevision = o.node.path("parameters").toString.contains("IfMatch")
    val headers = Seq(Never).filter(_ => hasRevision) ++ token.map(Passes.bearer)
    if (!o.node.at("/responses/200/content").has("text/event-stream"))
      new Client(server.port).send(o.method, path(o, own), body(o, own), headers: _*)
    else {
      val request = HttpRequest.newBuilder(URI.create(s"http://127.0.0.1:${server.port}${path(o, own)}"))
      headers.foreach { case (name, value) => request.header(name, value) }
      val response = http.send(request.method("GET", BodyPublishers.noBody).build(), BodyHandlers.ofInputStream)
      response.body.close()
      Answer(response.statusCode, Client.parse(""), "", Map.empty)
    }
  }

  private def outcome(answer: Answer): String =
    if (answer.json.at("/results/0/code").asText == "source.foreign") "403"
    else if (Set(401, 403)(answer.status)) answer.status.toString
    else if (answer.status < 500 && !Set("path.unknown", "method.unknown")(answer.code)) "+"
    else s"$answer"

  Feature("The table of operations and roles") {
    Scenario("has every operation of the contract, and no other") {
      assert(expected.keySet == operations.map(_.id).toSet)
      val rows = Permissions.ALL.asScala.map(o => (o.id, o.method, o.path)).toSet
      assert(rows == operations.map(o => (o.id, o.method, o.path)).toSet)
      for (o <- Permissions.ALL.asScala) assert(o.isOpen == (expected(o.id).head == "+"), o.id)
    }

    for (o <- operations) Scenario(s"${o.id}: each role is let in, or not, as it is written") {
      val wrong = for {
        (cell, (who, token, own)) <- expected(o.id).zip(columns)
        wanted = if (cell == "+") "+" else if (token.isEmpty) "401" else "403"
        got = outcome(asked(o, token, own))
        if got != wanted
      } yield s"$who: $got, not $wanted"
      assert(wrong.isEmpty)
    }

    Scenario("what is not in it is closed, whoever asks") {
      for (token <- Seq(passes.admin, passes.agent("ann"))) {
        assert(as(token).get("/v1/nothing").status == 404)
        assert(as(token).send("PATCH", "/v1/queues/q-ann", "{}").status == 405)
        assert(as(token).get("/v1//agents").status == 404)
      }
      val nobody = new Client(server.port)
      assert(Seq("/v1/nothing", "/v1/queues/x/y/z", "/", "/metrics").map(nobody.get(_).status).toSet == Set(401))
    }
  }

  Feature("How much one key may ask for in a second") {
    Scenario("new contacts, and what is looked at, are counted; hang-ups and answers never are") {
      val busy = new InProcess("access-rate", told = passes.told + ("usher.http.rate-per-key" -> 5))
      try {
        val line = new Client(busy.port, always = Seq(Passes.bearer(passes.sw1)))
        val look = new Client(busy.port, always = Seq(Passes.bearer(passes.supervisor)))
        eventually(assert(new Client(busy.port, always = Seq(Passes.bearer(passes.admin))).put("/v1/queues/q", """{"name": "Q"}""").done))
        def told(kind: String, data: String) = (1 to 60).map { n =>
          line.post("/v1/switch-events", s"""{"source": "sw1", "eventId": "$kind-$n", "type": "$kind", "interaction": "c-$n" $data}""")
            .json.at("/results/0/code").asText
        }
        val offered = told("call.offered", """, "data": {"from": "+6421555001", "queue": "q"}""")
        assert(offered.take(5).toSet == Set("") && offered.contains("requests.too-many"))
        val after = told("call.abandoned", "")
        assert(!after.contains("requests.too-many"))
        val looks = (1 to 60).map(_ => look.get("/v1/queues/q"))
        assert(looks.map(_.status).toSet == Set(200, 429) && looks.filter(_.status == 429).forall(_.code == "requests.too-many"))
      } finally busy.close()
    }
  }

  Feature("Who somebody is") {
    Scenario("is in the history, whatever they did") {
      call("told", "sw1", sw1, "cyd")
      assert(as(passes.agent("cyd")).post("/v1/interactions/told/hold").done)
      assert(as(passes.crm).post("/v1/interactions/told/retrieve").done)
      assert(sue.send("PATCH", "/v1/interactions/told/attributes", """{"note": "x"}""").done)
      val history = sue.get("/v1/interactions/told/history").json.path("events").asScala.toSeq
      val by = history.map(e => e.path("type").asText -> e.path("by").asText)
      assert(by.contains("arrived" -> "switch:sw1") && by.contains("held" -> "agent:cyd"))
      assert(by.contains("retrieved" -> "key:crm") && by.contains("attributes-set" -> "user:sue"))
    }
  }
}
