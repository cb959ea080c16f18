package usher.flows

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import java.nio.file.{Files, Path}
import java.util.zip.{ZipEntry, ZipInputStream, ZipOutputStream}
import org.scalatest.GivenWhenThen
import org.scalatest.featurespec.AnyFeatureSpec
import scala.jdk.CollectionConverters._
import scala.util.Using
import usher.process.Client.json
import usher.process._

/** The embedded journal of each released version (src/test/resources/journals), beside what that version's API said of it.
  * The next one is written by `mvn -B test -Dsuites=usher.flows.UpgradeSpec -Dgolden=VERSION`, by that version.
  */
class UpgradeSpec extends AnyFeatureSpec with GivenWhenThen with Soon {
  private val folder = Path.of("src/test/resources/journals")
  private val said = "said.json"

  sys.props.get("golden").filter(_.nonEmpty).foreach(write)

  Feature("A server on the journal of an older version") {
    for (file <- Files.list(folder).iterator.asScala.toSeq.sorted)
      Scenario(s"has all that ${file.getFileName.toString.stripSuffix(".zip")} had, and goes on with it") {
        val server = new PackagedServer(s"upgrade-${file.getFileName}", Map("USHER_JOURNAL_KEEP" -> "forever"), PackagedServer.Quick)
        try {
          Given("its journal")
          val before = unzip(file, server.data)
          When("this version is started on it")
          server.start()
          Then("it says of everybody all that the old one said")
          eventually {
            val now = Picture.of(server.client, before.keys.toSeq)
            assert(before.toSeq.flatMap { case (path, old) => changed(old, now(path), path) } == Nil)
          }
          And("contacts and agents go on from there")
          goOn(server.client)
        } finally server.kill()
      }
  }

  /** Where the old one has a value and the new one another, or none. What follows from the time that has gone by is left out. */
  private def changed(old: JsonNode, now: JsonNode, at: String): Seq[String] =
    if (at.endsWith("/live")) changed(old.path("waiting"), now.path("waiting"), s"$at/waiting")
    else if (old.isObject)
      old.properties.asScala.toSeq.flatMap(e => changed(e.getValue, now.path(e.getKey), s"$at/${e.getKey}"))
    else if (old.isArray && written(old).size == written(now).size)
      written(old).zip(written(now)).flatMap { case (one, other) => changed(one, other, s"$at/*") }
    else if (old == now) Nil
    else Seq(s"$at: $old is $now")

  private def written(all: JsonNode): Seq[JsonNode] = all.asScala.filterNot(_.path("computed").asBoolean).toSeq

  private def callOffered(api: Client): String =
    ok(api.post("/v1/switch-events", """{"source": "pbx", "eventId": "1", "type": "call.offered", "interaction": "call",
      "data": {"queue": "back-office"}}""")).at("/results/0/status").asText

  private def goOn(api: Client): Unit = {
    assert(callOffered(api) == "duplicate")
    ok(api.post("/v1/interactions/talk/complete"))
    ok(api.put("/v1/agents/bob/state", json("state" -> "ready")))
    val offer = eventually {
      val offers = ok(api.get("/v1/agents/bob")).path("offers")
      assert(offers.size == 1)
      offers.get(0)
    }
    assert(offer.path("interaction").asText == "urgent")
    ok(api.post(s"/v1/offers/${offer.path("id").asText}/accept"))
    assert(ok(api.get("/v1/interactions/urgent")).path("agent").asText == "bob")
  }

  // ---- what a version is asked to remember

  private def write(version: String): Unit = {
    val server = new PackagedServer(s"write-$version", Map.empty, PackagedServer.Plain)
    server.start()
    val contacts = live(server.client)
    val paths = contacts.flatMap(id => Seq(s"/v1/interactions/$id", s"/v1/interactions/$id/history")) ++
      Seq("ann", "bob").map(id => s"/v1/agents/$id") ++ Seq("care", "back-office").map(id => s"/v1/queues/$id")
    Thread.sleep(2000) // what follows an answer a little later
    val picture = Picture.of(server.client, paths)
    server.stop()
    Files.createDirectories(folder)
    Using.resource(new ZipOutputStream(Files.newOutputStream(folder.resolve(s"$version.zip")))) { zip =>
      def add(name: String, bytes: Array[Byte]): Unit = {
        zip.putNextEntry(new ZipEntry(name))
        zip.write(bytes)
      }
      add(said, new ObjectMapper().writeValueAsBytes(picture.asJava))
      for (file <- Files.list(server.data).iterator.asScala if Files.isRegularFile(file)) add(file.getFileName.toString, Files.readAllBytes(file))
    }
  }

  private def unzip(from: Path, data: Path): Map[String, JsonNode] = {
    Files.createDirectories(data)
    var before = Map.empty[String, JsonNode]
    Using.resource(new ZipInputStream(Files.newInputStream(from))) { zip =>
      for (entry <- Iterator.continually(zip.getNextEntry).takeWhile(_ != null))
        if (entry.getName == said)
          before = new ObjectMapper().readTree(zip.readAllBytes()).properties.asScala.map(e => e.getKey -> e.getValue).toMap
        else Files.write(data.resolve(entry.getName), zip.readAllBytes())
    }
    before
  }

  /** A little of everything: the contacts that there are. */
  private def live(api: Client): Seq[String] = {
    ok(api.put("/v1/queues/care", """{"name": "Care", "priority": {"base": 10, "aging": [{"perPoint": "5s"}]}, "wrapUp": {"mode": "unlimited"}, "ttl": "never",
      "steps": [{"skills": {"en": 5}, "for": "20s"}, {"skills": {"en": 2}}]}"""))
    ok(api.put("/v1/queues/back-office", """{"name": "Back office", "ttl": "never", "steps": [{"skills": {"nobody": 5}}]}"""))
    for (id <- Seq("ann", "bob")) ok(api.put(s"/v1/agents/$id", json("name" -> id, "teams" -> java.util.List.of("day"),
      "skills" -> java.util.Map.of("en", 7))))
    ok(api.put("/v1/agents/ann/state", json("state" -> "ready")))
    come(api, "served", "care")
    take(api, "served")
    ok(api.post("/v1/interactions/served/complete", json("disposition" -> "solved")))
    come(api, "wrapped", "care")
    take(api, "wrapped")
    ok(api.post("/v1/interactions/wrapped/release", json("wrapUp" -> true)))
    ok(api.put("/v1/agents/ann/state", json("state" -> "not-ready", "reason" -> "lunch")))
    ok(api.put("/v1/agents/bob/state", json("state" -> "ready")))
    come(api, "talk", "care")
    take(api, "talk")
    ok(api.post("/v1/interactions/talk/hold"))
    ok(api.put("/v1/agents/bob/state", json("state" -> "not-ready", "reason" -> "enough")))
    come(api, "gone", "care")
    ok(api.post("/v1/interactions/gone/cancel"))
    come(api, "plain", "care")
    come(api, "urgent", "care")
    ok(api.post("/v1/interactions/urgent/priority", json("base" -> 500)))
    come(api, "moved", "care")
    ok(api.post("/v1/interactions/moved/requeue", json("queue" -> "back-office")))
    come(api, "told", "back-office")
    ok(api.send("PATCH", "/v1/interactions/told/attributes", json("language" -> "en")))
    assert(callOffered(api) == "applied")
    ok(api.put("/v1/queues/back-office/state", json("open" -> false)))
    Seq("served", "wrapped", "talk", "gone", "plain", "urgent", "moved", "told", "call")
  }

  private def come(api: Client, id: String, queue: String): Unit =
    ok(api.post("/v1/interactions", json("id" -> id, "media" -> "voice", "queue" -> queue, "customer" -> java.util.Map.of("id", "kim"))))

  private def take(api: Client, id: String): Unit = {
    val offer = eventually {
      val offer = ok(api.get(s"/v1/interactions/$id")).at("/offer/id")
      assert(offer.isTextual)
      offer.asText
    }
    ok(api.post(s"/v1/offers/$offer/accept"))
  }

  private def ok(answer: Answer): JsonNode = {
    assert(answer.done, answer.text)
    answer.json
  }
}
