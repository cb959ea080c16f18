package usher.flows

import com.fasterxml.jackson.databind.JsonNode
import org.scalatest.BeforeAndAfterAll
import org.scalatest.featurespec.AnyFeatureSpec
import scala.jdk.CollectionConverters._
import scala.util.Try
import usher.process.Contract.{Operation, document, faults, fields, operations, resolved}
import usher.process.{Answer, Client, Contract, InProcess}

/** The published contract: sound in itself, the server's own, and kept by whoever asks through `Client`. */
class ContractSpec extends AnyFeatureSpec with BeforeAndAfterAll {
  private lazy val server = new InProcess("contract")
  private lazy val api = new Client(server.port)

  override def afterAll(): Unit = server.close()

  /** Described, and not there yet. */
  private val owed = Set.empty[String]

  private def hasBody(o: Operation): Boolean = o.node.has("requestBody")

  private def headers(o: Operation): Set[String] =
    o.node.path("parameters").asScala.map(p => resolved(p).path("name").asText).toSet

  /** What every operation of its kind may answer. */
  private def shared(o: Operation): Set[String] = {
    val isOpen = o.node.has("security")
    val always = Set("429", "503", "default") ++ (if (isOpen) Nil else Set("401", "403"))
    val ofBody = if (hasBody(o)) Set("400", "413", "415", "422") else Set.empty
    val ofName = if (o.named && !(o.method == "PUT" && o.path.count(_ == '/') == 3)) Set("404") else Set.empty
    val ofRevision = if (headers(o)("If-Match")) Set("412") else Set.empty
    val ofKey = if (headers(o)("Idempotency-Key")) Set("422") else Set.empty
    always ++ ofBody ++ ofName ++ ofRevision ++ ofKey
  }

  private def mediaOf(node: JsonNode): Seq[JsonNode] = fields(node.path("content")).map(_._2)

  Feature("The description is sound") {
    Scenario("every operation has a name of its own, a word on what it is for, and the shared refusals") {
      assert(operations.map(_.id).distinct.size == operations.size && operations.forall(_.id.nonEmpty))
      for (o <- operations) {
        assert(o.node.path("summary").asText.nonEmpty && o.node.path("tags").size == 1, o.id)
        val answers = o.responses.map(_._1).toSet
        assert(shared(o).subsetOf(answers), s"${o.id} lacks ${shared(o) -- answers}")
      }
    }

    Scenario("every refusal is a problem, and those that pass say when to come again") {
      for (o <- operations; (status, answer) <- o.responses if status >= "4") {
        assert(fields(answer.path("content")).map(_._1) == Seq("application/problem+json"), s"${o.id} $status")
        if (Set("429", "503")(status)) assert(answer.at("/headers/Retry-After").isObject, s"${o.id} $status")
      }
    }

    Scenario("every object in an answer says which fields it has") {
      def open(node: JsonNode, seen: Set[String]): Seq[String] =
        if (node.has("$ref")) {
          val name = node.path("$ref").asText
          if (seen(name)) Nil else open(resolved(node), seen + name).map(place => s"$name $place")
        } else {
          val types = node.path("type").asText +: node.path("type").asScala.map(_.asText).toSeq
          val isObject = types.contains("object") || node.has("properties")
          val here = if (isObject && !node.has("additionalProperties")) Seq("is open") else Nil
          here ++ node.asScala.toSeq.filter(_.isContainerNode).flatMap(open(_, seen))
        }
      val answers = for {
        o <- operations if o.id != "getOpenApi"
        (status, answer) <- o.responses
        media <- mediaOf(answer)
        fault <- open(media.path("schema"), Set.empty)
      } yield s"${o.id} $status: $fault"
      assert(answers.isEmpty)
    }

    Scenario("every word in a schema is one of JSON Schema's: another would be ignored in silence") {
      val words = Set("$ref", "type", "enum", "const", "examples", "oneOf", "required", "properties", "additionalProperties",
        "propertyNames", "items", "pattern", "format", "default", "description", "minimum", "maximum", "exclusiveMinimum", "minLength",
        "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
      def odd(schema: JsonNode): Seq[String] = fields(schema).flatMap {
        case ("properties", inner)                                    => fields(inner).flatMap(p => odd(p._2))
        case ("items" | "additionalProperties" | "propertyNames", inner) => odd(inner)
        case ("oneOf", inner)                                         => inner.asScala.flatMap(odd)
        case (word, _)                                                => if (words(word)) Nil else Seq(word)
      }
      assert(fields(document.at("/components/schemas")).flatMap { case (name, s) => odd(s).map(w => s"$name: $w") }.isEmpty)
    }

    Scenario("every example is one") {
      val bodies = operations.map(o => o.id -> o.node.path("requestBody"))
      val answers = for (o <- operations; (status, answer) <- o.responses) yield s"${o.id} $status" -> answer
      val examples = for {
        (name, node) <- bodies ++ answers
        media <- mediaOf(node) if media.has("example")
      } yield (name, media.path("schema"), media.path("example"))
      assert(examples.size > operations.size)
      assert(examples.flatMap { case (name, schema, example) => faults(schema, example).map(f => s"$name: $f") }.isEmpty)
      for (o <- operations if hasBody(o)) assert(mediaOf(o.node.path("requestBody")).forall(_.has("example")), o.id)
    }
  }

  Feature("The description is this server's") {
    Scenario("it gives away what it was built with") {
      val given = api.get("/openapi.json")
      assert(given.status == 200 && given.json == document)
      assert(api.send("GET", "/openapi.json", null, "If-Match" -> "\"other\"").status == 200)
    }

    Scenario("everything described is there, but what is named here as owed") {
      val missing = operations.filter { o =>
        val path = o.path.replaceAll("\\{offer}", "nobody~1").replaceAll("\\{[a-z]+}", "nobody")
        val body = if (hasBody(o)) "{}" else null
        val isStream = o.node.at("/responses/200/content").has("text/event-stream")
        def ask = if (isStream) api.lines(path).take(1).mkString else api.send(o.method, path, body).text
        val said = Try(ask).fold(_.getMessage, identity)
        Seq("path.unknown", "method.unknown").exists(code => said.contains(s""""code":"$code""""))
      }
      assert(missing.map(_.id).toSet == owed)
    }

    Scenario("people read it in a browser, with nothing from elsewhere") {
      val page = api.get("/docs/")
      assert(page.status == 200 && page.contentType.startsWith("text/html"), page)
      assert(page.header("Content-Security-Policy").exists(_.contains("default-src 'self'")))
      val parts = "(?:src|href)=\"([^\"]+)\"".r.findAllMatchIn(page.text).map(_.group(1)).toSeq
      assert(parts.size == 5)
      for (part <- parts) assert(api.get(s"/docs/$part").status == 200, part)
      assert(api.get("/docs/docs.js").text.contains("\"../openapi.json\""))
      assert(api.get("/docs").header("Location").contains("/docs/"))
    }

    Scenario("nothing else of the server is given away beside it") {
      val odd = Seq("openapi.yaml", "..%2fapplication.conf", "%2e%2e/application.conf", "..%5capplication.conf",
        "swagger-ui.css/", "package.json", "%00")
      for (name <- odd) assert(api.get(s"/docs/$name").status == 404, name)
    }
  }

  Feature("An answer that breaks the contract is noticed") {
    val target = "/v1/agents/ann/state"
    def good = Answer(200, Client.parse(sample.toString), sample.toString,
      Map("content-type" -> "application/json", "etag" -> "\"7\""))
    lazy val sample = document.at("/components/responses/Agent/content/application~1json/example")

    def changed(change: com.fasterxml.jackson.databind.node.ObjectNode => Unit): Answer = {
      val json = sample.deepCopy[com.fasterxml.jackson.databind.node.ObjectNode]()
      change(json)
      good.copy(json = json, text = json.toString)
    }

    def complaint(answer: Answer, method: String = "PUT", at: String = target): String =
      intercept[AssertionError](Contract.hold(method, at, answer)).getMessage

    Scenario("a field too many, too few, or of the wrong kind") {
      Contract.hold("PUT", target, good)
      assert(complaint(changed(_.put("secret", 1))).contains("secret"))
      assert(complaint(changed(_.remove("load"))).contains("load"))
      assert(complaint(changed(_.put("state", "asleep"))).contains("/state"))
      assert(complaint(changed(_.put("stateSince", "yesterday"))).contains("/stateSince"))
    }

    Scenario("a status, a form or a header that is not foreseen") {
      assert(complaint(good.copy(status = 202)).contains("202 is not foreseen"))
      assert(complaint(good.copy(status = 500)).contains("500 is not foreseen"))
      assert(complaint(good.copy(headers = good.headers + ("content-type" -> "text/html"))).contains("text/html"))
      assert(complaint(good.copy(headers = good.headers - "etag")).contains("ETag"))
      assert(complaint(good.copy(headers = good.headers + ("etag" -> "7"))).contains("ETag"))
    }

    Scenario("an answer where nothing is") {
      assert(complaint(good, at = "/v1/agents/ann/mood").contains("where nothing is"))
      assert(complaint(good, method = "POST").contains("where nothing is"))
    }

    Scenario("a request that is taken and not described") {
      val taken = intercept[AssertionError](Contract.holdRequest("PUT", target, """{"state": "ready", "mood": "good"}""", good))
      assert(taken.getMessage.contains("mood"))
    }

    Scenario("an event of a stream") {
      val state = Client.parse("""{"state": "ready", "reason": null, "stateSince": null, "nextState": null}""")
      Contract.holdEvent("/v1/agents/ann/events", "state", state)
      intercept[AssertionError](Contract.holdEvent("/v1/agents/ann/events", "mood", state))
      intercept[AssertionError](Contract.holdEvent("/v1/agents/ann/events", "snapshot", state))
    }
  }
}
