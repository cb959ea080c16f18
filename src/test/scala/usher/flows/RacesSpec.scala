package usher.flows

import com.fasterxml.jackson.databind.JsonNode
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import org.scalatest.featurespec.AnyFeatureSpec

import usher.process.{Answer, Client, InProcess, Soon}

/** Two want something of one contact, agent or queue, and one of them was earlier: what the other is
  * answered, and what they all see afterwards. The earlier one's answer is awaited, so it is written.
  */
class RacesSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll with Soon {
  private lazy val server = new InProcess("races")
  private lazy val api = new Client(server.port)
  private var made = 0

  override def afterAll(): Unit = server.close()

  private def name(kind: String): String = { made += 1; s"$kind-$made" }

  private def ok(answer: Answer): JsonNode = {
    assert(answer.done, answer.text)
    answer.json
  }

  private def refused(answer: Answer, code: String): Unit =
    assert(answer.status == 409 && answer.code == code, answer.text)

  private def define(queue: String, skill: String): JsonNode =
    ok(api.put(s"/v1/queues/$queue", s"""{"name": "$queue", "steps": [{"skills": {"$skill": 5}}]}"""))

  private def queue(): String = {
    val id = name("queue")
    define(id, id)
    id
  }

  private def ready(skill: String): String = {
    val id = name("agent")
    ok(api.put(s"/v1/agents/$id", s"""{"name": "$id", "skills": {"$skill": 8}}"""))
    ok(api.put(s"/v1/agents/$id/state", """{"state": "ready"}"""))
    id
  }

  private def agent(id: String): JsonNode = ok(api.get(s"/v1/agents/$id"))
  private def contact(id: String): JsonNode = ok(api.get(s"/v1/interactions/$id"))
  private def does(contact: String, what: String, body: String = null): Answer =
    api.post(s"/v1/interactions/$contact/$what", body)
  private def accept(offer: String): Answer = api.post(s"/v1/offers/$offer/accept")

  private def arrives(queue: String, media: String = "chat"): String = {
    val id = name("contact")
    ok(api.post("/v1/interactions", s"""{"id": "$id", "media": "$media", "queue": "$queue"}"""))
    id
  }

  /** The offer that this agent's desk shows. */
  private def offer(contact: String, agent: String): String = {
    def found = this.agent(agent).path("offers").get(0)
    eventually(assert(found != null && found.path("interaction").asText == contact))
    found.path("id").asText
  }

  private def free(id: String): Unit =
    eventually(assert(agent(id).path("load").path("used").asInt == 0))

  private def history(id: String): Seq[String] = {
    val events = ok(api.get(s"/v1/interactions/$id/history")).path("events")
    (0 until events.size).map(n => events.get(n).path("type").asText)
  }

  /** A chat that an agent has. */
  private def talking(): (String, String) = {
    val q = queue()
    val ann = ready(q)
    val id = arrives(q)
    ok(accept(offer(id, ann)))
    id -> ann
  }

  Feature("The customer leaves while an agent answers") {
    def rings(): (String, String, String) = {
      val q = queue()
      val (ann, id) = (ready(q), name("call"))
      says("call.offered", id, s""", "data": {"queue": "$q"}""")
      (id, ann, offer(id, ann))
    }

    def says(kind: String, contact: String, more: String = ""): String =
      ok(api.post("/v1/switch-events",
        s"""{"source": "sw1", "eventId": "${name("event")}", "type": "$kind", "interaction": "$contact"$more}"""))
        .path("results").get(0).path("status").asText

    Scenario("the agent was first: it is abandoned all the same, before it connected") {
      val (id, ann, o) = rings()
      assert(ok(accept(o)).path("offer").path("status").asText == "accepted")
      assert(says("call.abandoned", id) == "applied")
      assert(contact(id).path("outcome").asText == "abandoned")
      assert(says("call.established", id, s""", "agent": "$ann"""") == "ignored")
      assert(history(id) == Seq("arrived", "queued", "offered", "offer-accepted", "abandoned", "offer-canceled"))
      free(ann)
      assert(agent(ann).path("state").asText == "ready")
    }

    Scenario("the customer was first: there is nothing left to accept") {
      val (id, ann, o) = rings()
      assert(says("call.abandoned", id) == "applied")
      refused(accept(o), "interaction.gone")
      assert(history(id) == Seq("arrived", "queued", "offered", "abandoned", "offer-canceled"))
      free(ann)
      assert(agent(ann).path("state").asText == "ready")
    }
  }

  Feature("An agent leaves while an offer is open") {
    Scenario("the leaving was first: the offer is taken back") {
      val q = queue()
      val ann = ready(q)
      val id = arrives(q)
      val o = offer(id, ann)
      ok(api.put(s"/v1/agents/$ann/state", """{"state": "offline"}"""))
      eventually(assert(contact(id).path("state").asText == "queued"))
      refused(accept(o), "offer.revoked")
      eventually(assert(agent(ann).path("state").asText == "offline"))
    }

    Scenario("the word was first: the conversation goes on, and the leaving is for afterwards") {
      val (id, ann) = talking()
      val left = ok(api.put(s"/v1/agents/$ann/state", """{"state": "offline"}"""))
      assert(left.path("state").asText == "ready" && !left.path("nextState").isNull, left)
      assert(contact(id).path("state").asText == "connected")
      ok(does(id, "complete"))
      eventually(assert(agent(ann).path("state").asText == "offline"))
    }
  }

  Feature("A supervisor gives away what is just being offered") {
    Scenario("the assignment was first: the offer is rescinded, its agent is free") {
      val q = queue()
      val ann = ready(q)
      val cat = ready(name("other"))
      val id = arrives(q)
      val o = offer(id, ann)
      assert(ok(does(id, "assign", s"""{"agent": "$cat"}""")).path("offer").path("agent").asText == cat)
      refused(accept(o), "offer.rescinded")
      free(ann)
      assert(history(id) == Seq("arrived", "queued", "offered", "offered", "offer-rescinded"))
      assert(contact(id).path("offers").size == 1)
    }

    Scenario("the word was first: the assignment is refused, its agent is free") {
      val (id, ann) = talking()
      val cat = ready(name("other"))
      refused(does(id, "assign", s"""{"agent": "$cat"}"""), "interaction.state")
      assert(contact(id).path("agent").asText == ann)
      free(cat)
    }
  }

  Feature("A queue's steps change while a contact is offered") {
    Scenario("the offer was first: it stands, and what follows it follows the new steps") {
      val (q, skill) = (queue(), name("skill"))
      val (ann, bob) = (ready(q), ready(skill))
      val id = arrives(q)
      val o = offer(id, ann)
      val before = contact(id)
      assert(define(q, skill).path("policyVersion").asInt == 2)
      val after = contact(id)
      assert(after.path("offer") == before.path("offer") && after.path("revision") == before.path("revision"))
      assert(after.path("policyVersion").asInt == 1)
      ok(api.post(s"/v1/offers/$o/reject"))
      offer(id, bob)
      assert(contact(id).path("policyVersion").asInt == 2)
      assert(agent(ann).path("offers").size == 0)
    }

    Scenario("the offer was first: it may still be accepted") {
      val q = queue()
      val ann = ready(q)
      val id = arrives(q)
      val o = offer(id, ann)
      define(q, name("skill"))
      assert(ok(accept(o)).path("agent").asText == ann)
    }

    Scenario("the change was first") {
      val (q, skill) = (queue(), name("skill"))
      val (ann, bob) = (ready(q), ready(skill))
      define(q, skill)
      val id = arrives(q)
      offer(id, bob)
      assert(contact(id).path("policyVersion").asInt == 2)
      assert(agent(ann).path("offers").size == 0)
    }
  }

  Feature("The same is asked twice") {
    def twice(path: String, body: String = null): Unit = {
      val key = "Idempotency-Key" -> name("key")
      val first = api.send("POST", path, body, key)
      val second = api.send("POST", path, body, key)
      assert(first.status == 200, first.text)
      assert(second.status == 200 && second.header("ETag") == first.header("ETag"), second.text)
      assert(second.json.path("state") == first.json.path("state"))
    }

    Scenario("with one Idempotency-Key it is done once, and the answer is the same") {
      val (q, other) = (queue(), queue())
      val (ann, id) = (ready(q), arrives(q))
      twice(s"/v1/offers/${offer(id, ann)}/accept")
      twice(s"/v1/interactions/$id/hold")
      twice(s"/v1/interactions/$id/transfer", s"""{"queue": "$other"}""")
      assert(history(id) ==
        Seq("arrived", "queued", "offered", "connected", "held", "transferred", "queued"))
      val bob = ready(other)
      twice(s"/v1/offers/${offer(id, bob)}/accept")
      twice(s"/v1/interactions/$id/release")
      assert(history(id).count(_ == "released") == 1)
    }

    Scenario("a key that was used for something else is refused, and nothing is done") {
      val q = queue()
      val id = arrives(q)
      val path = s"/v1/interactions/$id"
      def asks(what: String, body: String, key: String) =
        api.send(if (what == "attributes") "PATCH" else "POST", s"$path/$what", body, "Idempotency-Key" -> key)
      val (set, moved) = (name("key"), name("key"))
      ok(asks("attributes", """{"a": "1", "b": null}""", set))
      ok(asks("attributes", """ {"b": null, "a": "1"} """, set))
      ok(asks("requeue", s"""{"queue": "${queue()}"}""", moved))
      val before = contact(id)
      val others = Seq(asks("attributes", """{"a": "2"}""", set), asks("attributes", """{"a": "1"}""", set),
        asks("priority", """{"base": 7}""", set), asks("requeue", s"""{"queue": "$q"}""", moved),
        asks("cancel", null, moved))
      for (other <- others) assert(other.status == 422 && other.code == "idempotency.mismatch", other.text)
      assert(contact(id).path("revision") == before.path("revision"))
    }

    Scenario("a key that took one offer takes no other one of that contact") {
      val (q, key) = (queue(), "Idempotency-Key" -> name("key"))
      val (ann, id) = (ready(q), arrives(q))
      val o = offer(id, ann)
      def rejects(offer: String) = api.send("POST", s"/v1/offers/$offer/reject", """{"reason": "busy"}""", key)
      ok(rejects(o))
      ok(rejects(o))
      val other = rejects(o.replace("~1", "~2"))
      assert(other.status == 422 && other.code == "idempotency.mismatch", other.text)
    }

    Scenario("what was refused in the end stays refused for its key, and others are heard anew") {
      val (id, ann) = talking()
      val full = name("queue")
      def limits(most: String) =
        ok(api.put(s"/v1/queues/$full", s"""{"name": "$full", "maxWaiting": $most, "steps": [{"skills": {"none": 5}}]}"""))
      limits("0")
      val key = "Idempotency-Key" -> name("key")
      def moves(headers: (String, String)*) =
        api.send("POST", s"/v1/interactions/$id/transfer", s"""{"queue": "$full"}""", headers: _*)
      val first = moves(key)
      refused(first, "queue.full")
      limits("10")
      val again = moves(key)
      refused(again, "queue.full")
      assert(again.json == first.json)
      assert(contact(id).path("state").asText == "connected" && contact(id).path("agent").asText == ann)
      assert(ok(moves()).path("queue").asText == full)
      refused(moves(key), "queue.full")
    }

    Scenario("a supervisor's word is kept like any other's") {
      val (q, key) = (queue(), "Idempotency-Key" -> name("key"))
      val (ann, id) = (ready(name("skill")), arrives(q))
      def assigns(agent: String) =
        api.send("POST", s"/v1/interactions/$id/assign", s"""{"agent": "$agent"}""", key)
      ok(assigns(ann))
      ok(api.post(s"/v1/offers/${offer(id, ann)}/reject"))
      val again = ok(assigns(ann))
      assert(again.path("state").asText == "queued", "it was assigned once more")
      val other = assigns(ready(name("skill")))
      assert(other.status == 422 && other.code == "idempotency.mismatch", other.text)
      assert(history(id).count(_ == "offered") == 1)
    }

    Scenario("a warm transfer asked again is the same one") {
      val (id, ann) = talking()
      val q = queue()
      val bob = ready(q)
      val key = "Idempotency-Key" -> name("key")
      def consults() = api.send("POST", s"/v1/interactions/$id/consult", s"""{"agent": "$bob"}""", key)
      val asked = consults()
      assert(asked.status == 201 && ok(consults()).path("id") == asked.json.path("id"), asked.text)
      val consult = asked.json.path("id").asText
      ok(accept(offer(consult, bob)))
      val other = "Idempotency-Key" -> name("key")
      def hands() = api.send("POST", s"/v1/interactions/$id/transfer", s"""{"consult": "$consult"}""", other)
      ok(hands())
      eventually(assert(contact(consult).path("state").asText == "completed"))
      assert(ok(hands()).path("agent").asText == bob)
      refused(does(id, "conference", s"""{"consult": "$consult"}"""), "consult.unanswered")
      free(ann)
    }

    Scenario("an id that was used for another contact is refused") {
      val q = queue()
      val body = s"""{"id": "${name("contact")}", "media": "chat", "queue": "$q"}"""
      val first = api.post("/v1/interactions", body)
      val again = api.post("/v1/interactions", body)
      val other = api.post("/v1/interactions", body.replace("chat", "email"))
      assert(first.status == 201 && again.status == 200 && again.header("ETag") == first.header("ETag"))
      assert(other.status == 422 && other.code == "idempotency.mismatch", other.text)
      assert(contact(first.json.path("id").asText).path("media").asText == "chat")
    }
  }

  Feature("What is meant for an earlier revision") {
    /** The path shows it; the write is meant for what was seen before somebody else came. */
    def guards(shown: String, method: String, path: String, body: String)(meanwhile: => Answer): Unit = {
      val seen = api.get(shown).header("ETag").get
      ok(meanwhile)
      val now = api.get(shown)
      assert(now.header("ETag").get != seen)
      val stale = api.send(method, path, body, "If-Match" -> seen)
      assert(stale.status == 412 && stale.code == "revision.mismatch", stale.text)
      assert(stale.json.path("current").path("revision") == now.json.path("revision"))
      assert(stale.header("ETag") == now.header("ETag"))
      assert(api.get(shown).header("ETag") == now.header("ETag"), "it has changed all the same")
      val right = api.send(method, path, body, "If-Match" -> now.header("ETag").get)
      assert(right.status == 200, right.text)
      assert(api.get(shown).header("ETag") != now.header("ETag"))
    }

    Scenario("contacts are not changed by it") {
      val (id, _) = talking()
      val path = s"/v1/interactions/$id"
      def set(n: Int) = api.send("PATCH", s"$path/attributes", s"""{"n": "$n"}""")
      guards(path, "PATCH", s"$path/attributes", """{"n": "mine"}""")(set(1))
      guards(path, "POST", s"$path/hold", null)(set(2))
      guards(path, "POST", s"$path/release", null)(set(3))
    }

    Scenario("agents are not changed by it") {
      val ann = ready(name("skill"))
      val path = s"/v1/agents/$ann"
      def named(n: String) = s"""{"name": "$n"}"""
      guards(path, "PUT", path, named("mine"))(api.put(path, named("theirs")))
      guards(path, "PUT", s"$path/state", """{"state": "not-ready", "reason": "break"}""")(api.put(path, named("again")))
    }

    Scenario("queues are not changed by it") {
      val path = s"/v1/queues/${queue()}"
      def named(n: String) = s"""{"name": "$n", "steps": [{"anyone": true}]}"""
      guards(path, "PUT", path, named("mine"))(api.put(path, named("theirs")))
      guards(path, "PUT", s"$path/state", """{"open": false}""")(api.put(path, named("again")))
    }

    Scenario("a repeat with its key is known, though its revision has gone by") {
      for (what <- Seq("hold", "release")) {
        val (id, _) = talking()
        val path = s"/v1/interactions/$id"
        val headers = Seq("Idempotency-Key" -> name("key"), "If-Match" -> api.get(path).header("ETag").get)
        val first = api.send("POST", s"$path/$what", null, headers: _*)
        val second = api.send("POST", s"$path/$what", null, headers: _*)
        assert(first.status == 200 && second.status == 200, second.text)
        assert(second.header("ETag") == first.header("ETag"))
        val other = api.send("POST", s"$path/$what", null, "Idempotency-Key" -> name("key"), headers(1))
        assert(other.status == 412, other.text)
      }
    }
  }
}
