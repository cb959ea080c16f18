package usher.flows

import com.fasterxml.jackson.databind.JsonNode
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres
import org.scalatest.GivenWhenThen
import org.scalatest.featurespec.AnyFeatureSpec
import usher.process.Client.json
import usher.process._

/** What is old goes, and nothing that is needed goes with it. */
class RetentionSpec extends AnyFeatureSpec with GivenWhenThen with Soon {
  Feature("A server that keeps nothing for long") {
    Scenario("is after a sweep, a kill and a start what it was, on H2") {
      forget("retention-h2", Map.empty, identity)
    }

    Scenario("is after a sweep, a kill and a start what it was, on PostgreSQL") {
      val database = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start()
      try {
        val url = s"jdbc:postgresql://127.0.0.1:${database.getPort}/postgres?user=postgres"
        forget("retention-postgresql", Map("USHER_DATABASE_URL" -> url), _ => url)
      } finally database.close()
    }
  }

  private def forget(name: String, settings: Map[String, String], url: String => String): Unit = {
    val keeping = new PackagedServer(name, settings, PackagedServer.Quick)
    val journal = url(Journal.h2(keeping))
    try {
      Given("contacts that have ended, others that wait and one that is talked with; much that agents and queues did")
      keeping.start()
      prepare(keeping.client)
      val before = eventually {
        val all = picture(keeping.client)
        assert(all("/v1/queues/care").at("/live/waiting").asInt == 5)
        all
      }
      keeping.kill()
      val written = rows(journal)
      When("it is started with a short memory, and has swept")
      keeping.start("-DUSHER_JOURNAL_KEEP=1ms", "-Dusher.journal.sweep-every=3s")
      eventually(assert(keeping.logText.contains("Deleted ")))
      keeping.kill()
      info(s"events before and after: ${written.values.map(_._1).sum}, ${rows(journal).values.map(_._1).sum}")
      Then("only the events of whose life goes on are there, from a snapshot on where there is one")
      assert(ids(journal, "interaction") == (open :+ "talk").toSet)
      for (id <- Seq("agent|ann", "queue|care")) {
        val (first, last, snapshot) = range(journal, id)
        assert(first == snapshot && last == written(id)._2, s"$id: $first to $last, snapshot $snapshot")
      }
      And("everything else is as it was, and goes on")
      keeping.start()
      eventually(assert(picture(keeping.client) == before))
      goesOn(keeping.client)
      keeping.kill()
      keeping.start()
      assert(keeping.client.get("/v1/interactions/done-1").json.path("state").asText == "queued")
      assert(keeping.client.get("/v1/agents/ann").json.path("revision").asLong > before("/v1/agents/ann").path("revision").asLong)
    } finally keeping.kill()
  }

  private val ended = (1 to 20).map(n => s"done-$n")
  private val open = (1 to 5).map(n => s"open-$n")

  private def ok(answer: Answer): JsonNode = {
    assert(answer.done, answer.text)
    answer.json
  }

  private def prepare(api: Client): Unit = {
    ok(api.put("/v1/queues/care", json("name" -> "Care")))
    ok(api.put("/v1/queues/talks", json("name" -> "Talks")))
    ok(api.put("/v1/agents/ann", json("name" -> "Ann")))
    for (n <- 1 to 250) ok(api.put("/v1/agents/ann/state", json("state" -> "not-ready", "reason" -> s"r$n")))
    for (n <- 1 to 600) ok(api.put("/v1/queues/care/state", json("open" -> (n % 2 == 0))))
    for (id <- ended) {
      ok(api.post("/v1/interactions", json("id" -> id, "media" -> "chat", "queue" -> "care")))
      ok(api.post(s"/v1/interactions/$id/cancel"))
    }
    ok(api.post("/v1/interactions", json("id" -> "talk", "media" -> "chat", "queue" -> "talks")))
    ok(api.put("/v1/agents/ann/state", json("state" -> "ready")))
    val offer = eventually {
      val id = api.get("/v1/interactions/talk").json.at("/offer/id")
      assert(id.isTextual)
      id.asText
    }
    ok(api.post(s"/v1/offers/$offer/accept"))
    ok(api.put("/v1/agents/ann/state", json("state" -> "not-ready", "reason" -> "enough")))
    for (id <- open) ok(api.post("/v1/interactions", json("id" -> id, "media" -> "chat", "queue" -> "care")))
  }

  private def picture(api: Client): Map[String, JsonNode] = Picture.of(
    api,
    (open :+ "talk").flatMap(id => Seq(s"/v1/interactions/$id", s"/v1/interactions/$id/history")) ++
      Seq("/v1/queues/care", "/v1/queues/talks", "/v1/agents/ann", "/v1/queues/care/waiting"))

  private def goesOn(api: Client): Unit = {
    assert(ended.forall(id => api.get(s"/v1/interactions/$id").status == 404))
    assert(api.get("/v1/interactions/done-1/history").status == 404)
    assert(api.post("/v1/interactions", json("id" -> "done-1", "media" -> "chat", "queue" -> "talks")).status == 201)
    ok(api.post("/v1/interactions/talk/complete"))
    ok(api.put("/v1/agents/ann/state", json("state" -> "offline")))
    ok(api.put("/v1/queues/care/state", json("open" -> false)))
  }

  private def quoted(name: String) = "\"" + name + "\""

  /** Of each that has events: how many, and the number of the last. */
  private def rows(url: String): Map[String, (Long, Long)] = {
    val (pid, n) = (quoted("persistence_id"), quoted("sequence_number"))
    Journal.query(url, s"SELECT $pid, COUNT(*), MAX($n) FROM ${quoted("event_journal")} GROUP BY $pid")(r =>
      r.getString(1) -> (r.getLong(2), r.getLong(3))).toMap
  }

  private def ids(url: String, kind: String): Set[String] = Journal.ids(url, kind).toSet

  /** The first and the last event there are, and the newest snapshot. */
  private def range(url: String, id: String): (Long, Long, Long) = {
    val (pid, n) = (quoted("persistence_id"), quoted("sequence_number"))
    def one(what: String, table: String) =
      Journal.query(url, s"SELECT $what($n) FROM ${quoted(table)} WHERE $pid = '$id'")(_.getLong(1)).head
    (one("MIN", "event_journal"), one("MAX", "event_journal"), one("MAX", "snapshot"))
  }
}
