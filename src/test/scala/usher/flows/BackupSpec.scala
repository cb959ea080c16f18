package usher.flows

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import com.fasterxml.jackson.dataformat.cbor.CBORFactory
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres
import java.net.URI
import java.net.http.HttpResponse.BodyHandlers
import java.net.http.{HttpClient, HttpRequest}
import java.nio.file.{Files, Path}
import java.sql.{Blob, DriverManager}
import java.util.HexFormat
import java.util.zip.ZipFile
import org.scalatest.GivenWhenThen
import org.scalatest.featurespec.AnyFeatureSpec
import scala.jdk.CollectionConverters._
import scala.util.{Random, Using}
import usher.history.{Life, Promises}
import usher.process.Client.json
import usher.process._

/** Everything that was acknowledged is taken along, from one database to the other, while the server works. */
class BackupSpec extends AnyFeatureSpec with GivenWhenThen with Soon {
  private val seed = sys.props.get("seed").filter(_.nonEmpty).map(_.toLong).getOrElse(Random.nextLong())
  private val folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "backup")

  Feature("backup and restore") {
    Scenario("from H2 to PostgreSQL and from there to H2, with calls all the while") {
      val database = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start()
      val url = s"jdbc:postgresql://127.0.0.1:${database.getPort}/postgres?user=postgres"
      val first = new PackagedServer("backup-1", Map.empty, PackagedServer.Quick)
      val second = new PackagedServer("backup-2", Map("USHER_DATABASE_URL" -> url), PackagedServer.Quick)
      val third = new PackagedServer("backup-3", Map.empty, PackagedServer.Quick)
      try {
        Given(s"a server on H2 that is at work (seed $seed)")
        first.start()
        val (promised, file) = move(first, "a", second, url)
        Then("PostgreSQL has every row of it, and a server on it knows all that was promised")
        second.start()
        hold(second, promised)
        And("the same from there to H2")
        assert(refused(second.command("restore", file)).contains("runs on this database"))
        val (more, _) = move(second, "b", third, Journal.h2(third))
        third.start()
        hold(third, promised ++ more)
        assert(refused(third.command("restore", file)).contains("Another process has the journal"))
        third.stop()
        assert(refused(third.command("restore", file)).contains("something in this database already"))
      } finally {
        Seq(first, second, third).foreach(_.kill())
        database.close()
      }
    }

    Scenario("a second one beside one that is not yet taken is refused, and comes when the first is over") {
      val server = new InProcess("backup")
      try {
        ballast(server.journal)
        val api = new Client(server.port)
        val request = HttpRequest.newBuilder(URI.create(s"http://127.0.0.1:${server.port}/v1/backup")).build()
        val open = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream())
        assert(open.statusCode == 200 && open.body.read() == 'P')
        eventually(assert(api.get("/v1/backup").code == "backup.running"))
        assert(api.put("/v1/queues/care", json("name" -> "Care")).done, "nobody is kept from writing")
        open.body.close()
        eventually(assert(api.get("/v1/backup").status == 200))
        val trail = api.get("/v1/audit?limit=200").json.path("items").asScala.map(_.path("operation").asText)
        assert(trail.count(_ == "getBackup") >= 3, "who took everything along is on record")
      } finally server.close()
    }

    Scenario("nothing is left behind where there is no server, or it does not give one") {
      val nobody = new PackagedServer("backup-nobody", Map.empty, PackagedServer.Quick)
      val file = folder.resolve("none.zip")
      val (code, said) = nobody.command("backup", file.toString, "--to", s"http://127.0.0.1:${nobody.port}")
      assert(code == 1 && said.contains("There is no backup"), said)
      assert(!Files.exists(file) && !said.contains("Exception in"))
    }
  }

  private def refused(ended: (Int, String)): String = {
    assert(ended._1 == 1, ended._2)
    ended._2
  }

  /** What was promised by this server before its backup began, and is now in the other's database. */
  private def move(from: PackagedServer, name: String, to: PackagedServer, database: String): (Seq[Said], String) = {
    val load = new Load(from, name)
    try {
      load.record.awaitPromises(500, 60)
      val promised = load.record.all.filter(_.promised)
      val file = folder.resolve(s"$name.zip").toString
      val (code, said) = from.command("backup", file, "--to", s"http://127.0.0.1:${from.port}")
      assert(code == 0, said)
      val after = load.record.promiseCount
      load.record.awaitPromises(after + 20, 30) // it goes on
      info(s"${promised.size} promises before, $after after it: $said")
      assert(after > promised.size, "the server did nothing else meanwhile")
      load.end()
      from.kill()
      val (restored, told) = to.command("restore", file)
      assert(restored == 0, told)
      same(Path.of(file), database)
      (promised, file)
    } finally load.end()
  }

  /** Every value of every row, read without any part of the server. */
  private def same(file: Path, database: String): Unit = Using.resource(new ZipFile(file.toFile)) { zip =>
    val manifest = new ObjectMapper().readTree(zip.getInputStream(zip.getEntry("manifest.json")))
    val cbor = new ObjectMapper(new CBORFactory)
    val parts = manifest.path("parts").asScala.toSeq
    assert(parts.map(_.path("table").asText) == Seq("event_journal", "event_tag", "snapshot", "audit"))
    for (part <- parts; table = part.path("table").asText) {
      val columns = part.path("columns").asScala.map(c => "\"" + c.asText + "\"").mkString(", ")
      val entry = cbor.createParser(zip.getInputStream(zip.getEntry(s"$table.cbor")))
      val kept = Iterator.continually(cbor.readTree[JsonNode](entry)).takeWhile(_ != null).map(_.asScala.map(text).mkString(" ")).toVector
      val there = Using.resource(DriverManager.getConnection(database)) { c =>
        val rows = c.createStatement().executeQuery(s"SELECT $columns FROM \"$table\"")
        Iterator.continually(rows).takeWhile(_.next()).map(r => (1 to part.path("columns").size).map(n => text(r.getObject(n))).mkString(" ")).toVector
      }
      assert(kept.size == part.path("rows").asInt && kept.sorted == there.sorted, table)
      if (table == "event_journal") assert(kept.size > 300)
    }
  }

  private def text(value: Any): String = value match {
    case node: JsonNode if node.isBinary => HexFormat.of.formatHex(node.binaryValue)
    case node: JsonNode                  => if (node.isNull) "null" else node.asText
    case bytes: Array[Byte]              => HexFormat.of.formatHex(bytes)
    case blob: Blob                      => HexFormat.of.formatHex(blob.getBytes(1, blob.length.toInt))
    case other                           => String.valueOf(other)
  }

  private def hold(server: PackagedServer, promised: Seq[Said]): Unit = {
    val faults = promised.filter(_.contact != null).groupBy(_.contact).flatMap { case (id, said) =>
      val life = Life.of(server.client.get(s"/v1/interactions/$id"), server.client.get(s"/v1/interactions/$id/history"))
      Promises.broken(id, life, said)
    }
    assert(faults.isEmpty, s"seed $seed")
  }

  private def ballast(journal: String): Unit = Using.resource(DriverManager.getConnection(journal)) { c =>
    val insert = c.prepareStatement("""INSERT INTO "event_journal" ("persistence_id", "sequence_number", "writer", "write_timestamp",
      "adapter_manifest", "event_payload", "event_ser_id", "event_ser_manifest") VALUES ('ballast|1', ?, 'w', 0, '', ?, 33, 'm')""")
    val dice = new Random(1)
    for (n <- 1 to 300) {
      insert.setLong(1, n)
      insert.setBytes(2, dice.nextBytes(100000))
      insert.executeUpdate()
    }
  }

  /** Desks at one server take up what came to the other. */
  private lazy val known = {
    val random = new Random(seed)
    Seq("a", "b").flatMap(name => (1 to 5000).map(n => Plans.one(s"$name-$n", random)))
  }

  /** Calls and desks at a server, without end. */
  private class Load(server: PackagedServer, name: String) {
    val record = new Record
    private val line = new Line(server.port, record)
    private val plans = known.filter(_.id.startsWith(name))
    private val shift = new Shift(line, known.map(p => p.id -> p).toMap.get, open = 30)
    line.opened()
    define("/v1/queues/care", json("name" -> "Care", "offerTimeout" -> "60s"))
    for (n <- 1 to 6) {
      define(s"/v1/agents/ann-$n", json("name" -> s"Ann $n"))
      new FakeDesk(s"ann-$n", shift).start()
    }
    plans.grouped(plans.size / 4).zipWithIndex.foreach { case (some, n) => shift.customers(s"customers-$name-$n", some).start() }

    private def define(path: String, body: String): Unit =
      assert(line.ask(Said(null, "define", null, null, _), "PUT", path, body).done)

    def end(): Unit = {
      shift.check()
      line.end()
    }
  }
}
