package usher.flows

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres
import java.nio.file.Files
import org.scalatest.GivenWhenThen
import org.scalatest.featurespec.AnyFeatureSpec
import usher.process.Client.json
import usher.process._

/** What a contact costs in the journal: printed, and held below a ceiling. */
class JournalCostSpec extends AnyFeatureSpec with GivenWhenThen {
  private val Calls = 300
  private val MostRows = 15

  Feature("The journal's share of a contact's whole life: offered, accepted, connected, ended") {
    Scenario("on H2") {
      val server = new PackagedServer("cost-h2", Map.empty, PackagedServer.Plain)
      val url = Journal.h2(server)
      serve(server)
      report(url)
      val file = Files.size(server.home.resolve("data").resolve("usher.mv.db"))
      info(s"the file after an orderly end: ${file / Calls} bytes a contact")
    }

    Scenario("on PostgreSQL") {
      val database = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start()
      try {
        val place = s"//127.0.0.1:${database.getPort}/postgres"
        val url = s"jdbc:postgresql:$place?user=postgres&reWriteBatchedInserts=true"
        serve(new PackagedServer("cost-postgresql", Map("USHER_DATABASE_URL" -> url)))
        report(url)
        val size = "SELECT pg_table_size('event_journal'), pg_indexes_size('event_journal')"
        val (table, indexes) = Journal.query(url, size)(r => (r.getLong(1), r.getLong(2))).head
        info(s"table ${table / Calls} bytes and indexes ${indexes / Calls} bytes a contact")
      } finally database.close()
    }
  }

  private def serve(server: PackagedServer): Unit = {
    val record = new Record
    val line = new Line(server.port, record)
    val plans = (1 to Calls).map { n =>
      Plan(f"call-$n%03d", voice = n % 2 == 0, bySwitch = n % 2 == 0, leaves = false,
        rejected = false, requeued = false, wordless = false, released = true)
    }
    val shift = new Shift(line, plans.map(p => p.id -> p).toMap.get, open = 20)
    try {
      server.start()
      line.opened()
      define(line, "/v1/queues/care", json("name" -> "Care"))
      (1 to 10).foreach(n => define(line, s"/v1/agents/ann-$n", json("name" -> s"Ann $n")))
      (1 to 10).foreach(n => new FakeDesk(s"ann-$n", shift).start())
      plans.grouped(Calls / 4).foreach(some => shift.customers("customers", some).start())
      assert(shift.awaitEnd(plans.map(_.id).toSet, 100).isEmpty)
      line.end()
      server.stop()
    } finally server.kill()
  }

  private def define(line: Line, path: String, body: String): Unit =
    assert(line.ask(Said(null, "define", null, null, _), "PUT", path, body).done)

  private def report(url: String): Unit = {
    val shares = Journal.shares(url)
    for (s <- shares)
      info(f"${s.kind}%-12s ${s.rows * 1.0 / Calls}%6.2f rows ${s.bytes * 1.0 / Calls}%8.1f bytes a contact")
    val rows = shares.map(_.rows).sum * 1.0 / Calls
    info(f"together     $rows%6.2f rows ${shares.map(_.bytes).sum * 1.0 / Calls}%8.1f bytes a contact")
    val most = Journal.events(url).map { case (kind, n) => f"$kind ${n * 1.0 / Calls}%.2f" }
    info(most.mkString("events a contact: ", ", ", ""))
    assert(rows < MostRows, "a contact has become dear: which event is not needed?")
  }
}
