package usher.flows

import com.fasterxml.jackson.databind.JsonNode
import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import scala.jdk.CollectionConverters._
import usher.process.{Answer, Client, InProcess, Journal, Soon, Stream}

/** What a switch is told and asked besides its calls: commands, gaps, lists of calls, presence. */
class SwitchSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll with Soon {
  private lazy val server = new InProcess("switch")
  private lazy val api = new Client(server.port)
  private var made = 0
  private var streams = List.empty[Stream]

  override def afterAll(): Unit = {
    streams.foreach(_.close())
    server.close()
  }

  private def name(kind: String): String = { made += 1; s"$kind-$made" }

  private def ok(answer: Answer): JsonNode = {
    assert(answer.done, answer.text)
    answer.json
  }

  private def stream(path: String, headers: (String, String)*): Stream = {
    streams ::= new Stream(server.port, path, headers: _*)
    streams.head
  }

  private def commands(source: String): (Stream, Seq[JsonNode]) = {
    val heard = stream(s"/v1/switches/$source/commands")
    val first = heard.next()
    assert(first._1 == "snapshot")
    heard -> first._2.path("commands").asScala.toSeq
  }

  private def status(source: String): JsonNode = ok(api.get(s"/v1/switches/$source"))

  private def event(source: String, kind: String, more: String, id: String = name("event")): JsonNode =
    ok(api.post("/v1/switch-events", s"""{"source": "$source", "eventId": "$id", "type": "$kind"$more}"""))
      .path("results").get(0)

  private def about(call: String, agent: String): String = s""", "interaction": "$call", "agent": "$agent""""

  private def call(source: String): String = {
    val (queue, id) = (name("queue"), name("call"))
    ok(api.put(s"/v1/queues/$queue", s"""{"name": "$queue", "steps": [{"skills": {"$queue": 5}}]}"""))
    val said = event(source, "call.offered", s""", "interaction": "$id", "data": {"queue": "$queue"}""")
    assert(said.path("status").asText == "applied", said)
    id
  }

  private def agent(): String = {
    val id = name("agent")
    ok(api.put(s"/v1/agents/$id", s"""{"name": "$id", "skills": {"$id": 1}}"""))
    id
  }

  /** A leg to somebody who was never asked: the one thing a contact without agents leads to. */
  private def stray(source: String, call: String, agent: String): Unit =
    assert(event(source, "call.established", about(call, agent)).path("code").asText == "offer.unknown")

  Feature("A switch listens for its commands") {
    Scenario("a leg that nobody wants is called off, and again on connect until it is acknowledged") {
      val sw = name("sw")
      val id = call(sw)
      Given("a switch that listens")
      val (heard, owed) = commands(sw)
      assert(owed.isEmpty && status(sw).path("connected").asInt == 1)

      When("it connects an agent that the call was never offered to")
      stray(sw, id, "eve")

      Then("it hears that it is to cancel that leg")
      val (kind, cancel) = heard.next()
      assert(kind == "cancel-route" && cancel.path("kind").asText == kind)
      assert(cancel.path("interaction").asText == id && cancel.path("agent").asText == "eve")
      assert(cancel.path("offer").isNull && cancel.path("round").asInt == 0)
      assert(cancel.path("until").isTextual)

      And("whoever connects before it is acknowledged hears it as well")
      val command = cancel.path("id").asText
      assert(commands(sw)._2.map(_.path("id").asText) == Seq(command))
      assert(status(sw).path("owed").asInt == 1 && status(sw).path("connected").asInt == 2)

      When("it acknowledges")
      assert(ok(api.post(s"/v1/switches/$sw/commands/$command/ack")) == cancel)

      Then("nobody hears it again; the acknowledgement may be repeated")
      assert(commands(sw)._2.isEmpty && status(sw).path("owed").asInt == 0)
      ok(api.post(s"/v1/switches/$sw/commands/$command/ack"))
      val unknown = api.post(s"/v1/switches/$sw/commands/nothing/ack")
      assert(unknown.status == 404 && unknown.code == "command.unknown")
    }

    Scenario("the event that answers a command does as well") {
      val sw = name("sw")
      val id = call(sw)
      stray(sw, id, "eve")
      assert(commands(sw)._2.size == 1)
      assert(event(sw, "call.released", about(id, "eve")).path("status").asText == "ignored")
      assert(commands(sw)._2.isEmpty)
    }

    Scenario("several listen, and all hear; a switch does not hear another's commands") {
      val (sw, other) = (name("sw"), name("sw"))
      val id = call(sw)
      val (both, stranger) = (Seq(commands(sw)._1, commands(sw)._1), commands(other)._1)
      stray(sw, id, "eve")
      both.foreach(s => assert(s.hears("cancel-route").path("agent").asText == "eve"))
      stray(other, call(other), "adam")
      assert(stranger.next()._2.path("agent").asText == "adam")
    }

    Scenario("a reader that comes back is told to forget what it knew") {
      val sw = name("sw")
      val again = stream(s"/v1/switches/$sw/commands", "Last-Event-ID" -> "17")
      assert(again.next()._1 == "reset" && again.next()._1 == "snapshot")
    }

    Scenario("the same stray leg, reported twice, is called off once") {
      val sw = name("sw")
      val id = call(sw)
      (1 to 2).foreach(_ => event(sw, "call.established", about(id, "eve"), "the-same"))
      assert(commands(sw)._2.size == 1)
    }

    Scenario("a thousand commands later the journal holds the last few hundred") {
      val sw = name("sw")
      val id = call(sw)
      commands(sw)
      val strays = (1 to 1100).map(n => s"""{"source": "$sw", "eventId": "stray-$n", "type": "call.established"${about(id, s"eve-$n")}}""")
      strays.grouped(500).foreach(some => ok(api.post("/v1/switch-events", some.mkString("[", ",", "]"))))
      assert(status(sw).path("owed").asInt == 1100)
      val rows = s"""SELECT COUNT(*) FROM "event_journal" WHERE "persistence_id" = 'switch|$sw'"""
      def kept = Journal.query(server.journal, rows)(_.getLong(1)).head
      assert(Iterator.continually(kept).take(2000).exists(_ <= 700))
    }

    Scenario("a treatment that is done answers its command") {
      val sw = name("sw")
      val id = call(sw)
      stray(sw, id, "eve")
      val command = commands(sw)._2.head.path("id").asText
      val done = s""", "interaction": "$id", "data": {"command": "$command"}"""
      assert(event(sw, "treatment.done", done).path("status").asText == "applied")
      assert(event(sw, "treatment.done", done).path("status").asText == "duplicate")
      assert(status(sw).path("owed").asInt == 0)
      val strange = event(sw, "dial.result", s""", "interaction": "$id", "data": {"command": "x", "result": "busy"}""")
      assert(strange.path("status").asText == "ignored" && strange.path("code").asText == "command.unknown")
    }
  }

  Feature("A contact orders what its switch is to do") {
    final class Ringing(more: String = "", agents: Int = 1, steps: String = "") {
      val (sw, queue, id) = (name("sw"), name("queue"), name("call"))
      ok(api.put(s"/v1/queues/$queue",
        s"""{"name": "$queue", "wrapUp": {"mode": "none"}, "steps": [{"skills": {"$queue": 5}$steps}]$more}"""))
      val people: Seq[String] = Seq.fill(agents)(name("agent"))
      for (a <- people) {
        ok(api.put(s"/v1/agents/$a", s"""{"name": "$a", "endpoint": "sip:$a", "skills": {"$queue": 8}}"""))
        ok(api.put(s"/v1/agents/$a/state", """{"state": "ready"}"""))
      }
      val (heard, _) = commands(sw)
      event(sw, "call.offered", s""", "interaction": "$id", "data": {"queue": "$queue"}""")
      def says(kind: String, agent: String, offer: JsonNode): String =
        event(sw, kind, s""", "interaction": "$id", "agent": "$agent", "data": {"offer": ${offer.toString}}""")
          .path("status").asText
      def nothingIsOwed(): Unit = assert(commands(sw)._2.isEmpty && status(sw).path("owed").asInt == 0)
    }

    Scenario("ring this agent: the conversation is the answer") {
      val call = new Ringing
      val ann = call.people.head
      val (kind, route) = call.heard.next()
      assert(kind == "route" && route.path("agent").asText == ann && route.path("interaction").asText == call.id)
      assert(route.path("endpoint").asText == s"sip:$ann" && route.path("until").isTextual)
      val offers = ok(api.get(s"/v1/agents/$ann")).path("offers")
      assert(offers.get(0).path("id") == route.path("offer"))
      assert(commands(call.sw)._2 == Seq(route))
      assert(call.says("call.established", ann, route.path("offer")) == "applied")
      call.nothingIsOwed()
    }

    Scenario("do not ring her any more: she declined, and nobody who connects now hears of the route") {
      val call = new Ringing
      val route = call.heard.hears("route")
      ok(api.post(s"/v1/offers/${route.path("offer").asText}/reject"))
      val (kind, cancel) = call.heard.next()
      assert(kind == "cancel-route" && cancel.path("offer") == route.path("offer"))
      assert(commands(call.sw)._2 == Seq(cancel))
      assert(call.says("call.released", call.people.head, route.path("offer")) == "ignored")
      call.nothingIsOwed()
    }

    Scenario("the caller hangs up while it rings") {
      val call = new Ringing
      val route = call.heard.hears("route")
      event(call.sw, "call.abandoned", s""", "interaction": "${call.id}"""")
      assert(call.heard.hears("cancel-route").path("offer") == route.path("offer"))
    }

    Scenario("two are rung, one answers: the other's phone stops, and stops again if it is answered") {
      val call = new Ringing(agents = 2, steps = """, "offers": 2""")
      val routes = Seq.fill(2)(call.heard.hears("route"))
      assert(routes.map(_.path("agent").asText).toSet == call.people.toSet)
      val Seq(first, second) = routes
      assert(call.says("call.established", first.path("agent").asText, first.path("offer")) == "applied")
      assert(call.heard.hears("cancel-route").path("offer") == second.path("offer"))
      assert(call.says("call.established", second.path("agent").asText, second.path("offer")) == "rejected")
      val again = call.heard.hears("cancel-route")
      assert(again.path("offer") == second.path("offer") && again.path("agent") == second.path("agent"))
    }

    Scenario("the desk releases the call: the switch is to end it") {
      val call = new Ringing
      val route = call.heard.hears("route")
      call.says("call.established", call.people.head, route.path("offer"))
      ok(api.post(s"/v1/interactions/${call.id}/release"))
      val hangUp = call.heard.hears("hangup")
      assert(hangUp.path("interaction").asText == call.id)
      event(call.sw, "call.released", s""", "interaction": "${call.id}"""")
      call.nothingIsOwed()
    }

    Scenario("a full line has its message played, and the call ended after it") {
      val call = new Ringing(more = """, "maxWaiting": 0, "overflow": {"message": "full"}""", agents = 0)
      val (first, play) = call.heard.next()
      assert(first == "play" && play.path("message").asText == "full")
      val contact = ok(api.get(s"/v1/interactions/${call.id}"))
      assert(contact.path("outcome").asText == "overflowed" && contact.path("message").asText == "full")
      assert(call.heard.next()._1 == "hangup")
      val done = s""", "interaction": "${call.id}", "data": {"command": "${play.path("id").asText}"}"""
      assert(event(call.sw, "treatment.done", done).path("status").asText == "applied")
      assert(commands(call.sw)._2.map(_.path("kind").asText) == Seq("hangup"))
    }
  }

  Feature("Numbered events") {
    Scenario("what did not come is shown until it comes late") {
      val sw = name("sw")
      def numbered(n: Int): Unit =
        event(sw, "presence", s""", "sequence": $n, "agent": "nobody", "data": {"status": "ready"}""")
      assert(status(sw).path("lastSequence").isNull)
      Seq(1, 2, 5).foreach(numbered)
      val gap = status(sw).path("gaps").get(0)
      assert(gap.path("from").asInt == 3 && gap.path("to").asInt == 4 && gap.path("since").isTextual)
      assert(status(sw).path("lastSequence").asInt == 5 && status(sw).path("lastEventAt").isTextual)
      Seq(4, 3).foreach(numbered)
      assert(status(sw).path("gaps").isEmpty && status(sw).path("lastSequence").asInt == 5)
    }
  }

  Feature("A switch lists its live calls") {
    def list(source: String, body: String): Answer = api.put(s"/v1/switches/$source/calls", body)

    Scenario("calls that we do not have are named") {
      val sw = name("sw")
      val id = call(sw)
      val report = ok(list(sw, s"""{"asOf": "2026-01-31T08:30:00Z", "calls": ["$id", "strange"]}"""))
      assert(report.path("unknown").asScala.map(_.asText).toSeq == Seq("strange"))
      assert(report.path("asOf").asText == "2026-01-31T08:30:00Z" && report.path("closed").isEmpty)
      val ended = event(sw, "call.abandoned", s""", "interaction": "$id"""")
      assert(ended.path("status").asText == "applied")
      eventually(assert(ok(list(sw, s"""{"asOf": "2026-01-31T08:30:01Z", "calls": ["$id"]}""")).path("unknown").size == 1))
    }

    Scenario("a call that two lists have not got, ten seconds apart, is given up; one that is on them is not") {
      val sw = name("sw")
      val (lost, kept) = (call(sw), call(sw))
      def now = java.time.Instant.now.truncatedTo(java.time.temporal.ChronoUnit.MILLIS)
      val start = now
      val reports = Iterator.continually(ok(list(sw, s"""{"asOf": "$now", "calls": ["$kept"]}""")))
      val seen = reports.find(_.path("missing").asScala.map(_.asText).toSeq == Seq(lost)).get
      assert(seen.path("known").asInt == 2 && seen.path("closed").isEmpty)
      val closing = reports.find(!_.path("closed").isEmpty).get
      assert(!now.isBefore(start.plusSeconds(10)))
      assert(closing.path("closed").asScala.map(_.asText).toSeq == Seq(lost))
      assert(ok(api.get(s"/v1/interactions/$lost")).path("outcome").asText == "lost-by-switch")
      assert(ok(api.get(s"/v1/interactions/$kept")).path("state").asText == "queued")
    }

    Scenario("a time that has not been yet is taken as now") {
      val report = ok(list(name("sw"), """{"asOf": "2999-01-01T00:00:00Z", "calls": []}"""))
      assert(!report.path("asOf").asText.startsWith("2999"))
    }

    Scenario("a list that means nothing is refused at the place") {
      for ((body, pointer) <- Seq(
          """{"calls": []}""" -> "/asOf", """{"asOf": "soon", "calls": []}""" -> "/asOf",
          """{"asOf": "2026-01-31T08:30:00Z"}""" -> "/calls",
          """{"asOf": "2026-01-31T08:30:00Z", "calls": ["a", "a b"]}""" -> "/calls/1",
          """{"asOf": "2026-01-31T08:30:00Z", "calls": [null]}""" -> "/calls/0",
          s"""{"asOf": "2026-01-31T08:30:00Z", "calls": [${Seq.fill(10001)("\"a\"").mkString(",")}]}""" -> "/calls")) {
        val refused = list("sw", body)
        assert(refused.status == 422, refused.text)
        assert(refused.json.path("errors").get(0).path("pointer").asText == pointer)
      }
      assert(list("no%20name", """{"asOf": "2026-01-31T08:30:00Z", "calls": []}""").status == 404)
      assert(api.get("/v1/switches/no%20name").status == 404)
    }
  }

  Feature("What a messenger says of a person") {
    def says(agent: String, word: String, id: String = name("event")): String = {
      val said = event("uc", "presence", s""", "agent": "$agent", "data": {"status": "$word"}""", id)
      Seq("status", "code").map(said.path(_).asText).filter(_.nonEmpty).mkString(" ")
    }
    def state(agent: String): String = {
      val seen = ok(api.get(s"/v1/agents/$agent"))
      Seq("state", "reason").map(seen.path(_)).filter(_.isTextual).map(_.asText).mkString(" ")
    }
    def set(agent: String, body: String): Unit = ok(api.put(s"/v1/agents/$agent/state", body))

    Scenario("busy and do not disturb keep offers away, available brings the agent back") {
      val ann = agent()
      set(ann, """{"state": "ready"}""")
      for (word <- Seq("busy", "do-not-disturb", "in-a-meeting")) {
        assert(says(ann, word) == "applied" && state(ann) == s"not-ready $word")
      }
      assert(says(ann, "available") == "applied" && state(ann) == "ready")
      assert(says(ann, "available") == "ignored presence.unchanged")
    }

    Scenario("who has a break or has signed out is not made ready by a screen that wakes up") {
      val ann = agent()
      assert(says(ann, "available") == "ignored presence.unchanged" && state(ann) == "offline")
      assert(says(ann, "busy") == "ignored presence.unchanged" && state(ann) == "offline")
      set(ann, """{"state": "not-ready", "reason": "break"}""")
      assert(says(ann, "busy") == "ignored presence.unchanged" && state(ann) == "not-ready break")
      assert(says(ann, "available") == "ignored presence.unchanged" && state(ann) == "not-ready break")
    }

    Scenario("that somebody talks is known already: a call being answered is not taken away by it") {
      val ann = agent()
      set(ann, """{"state": "ready"}""")
      assert(says(ann, "in-a-call") == "ignored presence.unchanged" && state(ann) == "ready")
    }

    Scenario("a late repeat undoes nothing") {
      val ann = agent()
      set(ann, """{"state": "ready"}""")
      assert(says(ann, "busy", "first") == "applied")
      assert(says(ann, "available", "second") == "applied")
      assert(says(ann, "busy", "first") == "duplicate" && state(ann) == "ready")
      assert(says(ann, "available", "second") == "duplicate")
    }

    Scenario("an older word that comes late undoes no newer one") {
      val ann = agent()
      set(ann, """{"state": "ready"}""")
      def saysAt(word: String, second: Int): String = {
        val more = s""", "agent": "$ann", "at": "2026-01-31T08:30:0${second}Z", "data": {"status": "$word"}"""
        val said = event("uc", "presence", more)
        Seq("status", "code").map(said.path(_).asText).filter(_.nonEmpty).mkString(" ")
      }
      assert(saysAt("available", 2) == "ignored presence.unchanged")
      assert(saysAt("busy", 1) == "ignored event.overtaken" && state(ann) == "ready")
      assert(saysAt("busy", 3) == "applied" && state(ann) == "not-ready busy")
      assert(saysAt("available", 2) == "ignored event.overtaken" && state(ann) == "not-ready busy")
    }

    Scenario("other words and other people are told so") {
      assert(says(agent(), "dancing") == "rejected request.invalid")
      assert(says("nobody", "busy") == "rejected agent.unknown")
    }

    Scenario("beside a hang-up such a word means nothing, and keeps nobody from hearing of it") {
      val said = event("uc", "call.released", """, "interaction": "nobody-called", "data": {"status": "486 Busy Here"}""")
      assert(said.path("code").asText != "request.invalid", said)
    }
  }
}
