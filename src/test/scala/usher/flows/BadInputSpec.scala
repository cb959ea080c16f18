package usher.flows

import org.scalatest.featurespec.AnyFeatureSpec
import org.scalatest.{BeforeAndAfterAll, GivenWhenThen}
import scala.jdk.CollectionConverters._
import usher.process._

/** What names nothing, or is no request, is refused in the words of the contract, and leaves no trace; for bodies see `FuzzSpec`. */
class BadInputSpec extends AnyFeatureSpec with GivenWhenThen with BeforeAndAfterAll {
  private lazy val server = new InProcess("bad-input")
  private lazy val client = new Client(server.port)

  private val queue = """{"name":"Care","media":["chat","voice"],"maxWaiting":50,
    "offerTimeout":"20s","connectTimeout":"10s","wrapUp":{"mode":"timeboxed","limit":"60s"},
    "priority":{"base":10,"aging":[{"perPoint":"3s","upTo":60},{"perPoint":"30s"}]},
    "steps":[{"skills":{"care":8},"for":"20s","rank":["best-skill","longest-idle"]},
    {"teams":["t1"],"for":"40s","priority":10,"replace":true},{"anyone":true}]}"""
  private val agent = """{"name":"Ann","endpoint":"sip:201","skills":{"care":8},"teams":["t1"],
    "capacity":{"total":100,"media":{"voice":{"cost":100,"max":1}}},"attributes":{"site":"AKL"}}"""
  private val arrival = """{"id":"new-1","media":"chat","source":"sw1","queue":"care",
    "customer":{"id":"c1","address":"+6421555001"},"attributes":{"language":"en"},
    "priority":{"base":10},"dueAt":"2027-01-31T08:30:00Z"}"""

  override def beforeAll(): Unit = {
    Seq("care", "other").foreach(q => settled("PUT", s"/v1/queues/$q", queue))
    settled("PUT", "/v1/agents/ann", agent)
    settled("POST", "/v1/interactions", """{"id":"known","media":"chat","queue":"care"}""")
  }

  override def afterAll(): Unit = server.close()

  private def settled(method: String, path: String, body: String): Unit = {
    val tries = Iterator.continually(client.send(method, path, body)).take(5)
    assert(tries.exists(_.done), s"$method $path")
  }

  private def rows(): Long =
    Journal.query(server.journal, """SELECT COUNT(*) FROM "event_journal"""")(_.getLong(1)).head

  /** Runs it, and sees that it wrote nothing. */
  private def writingNothing[T](what: => T): T = {
    val before = rows()
    val result = what
    assert(rows() == before, "the journal has grown")
    result
  }

  /** What is wrong with an answer that should be a problem; empty where it is a good one. */
  private def faults(answer: Answer, statuses: Int*): Seq[String] = {
    val json = answer.json
    val needed = Seq("type", "title", "detail", "code", "instance").filter(f => json.path(f).asText.isEmpty)
    val more = answer.status match {
      case 409 => Seq("currentState", "allowedActions").filterNot(json.has)
      case 422 => Seq("errors").filter(f => json.path(f).isEmpty)
      case _   => Nil
    }
    val unsaid = json.path("errors").asScala.toSeq
      .filter(e => Seq("pointer", "code", "message").exists(f => !e.path(f).isTextual))
    Seq(
      if (statuses.contains(answer.status)) Nil else Seq(s"status ${answer.status}"),
      if (answer.contentType.startsWith("application/problem+json")) Nil else Seq(answer.contentType),
      if (json.path("status").asInt == answer.status) Nil else Seq("another status inside"),
      (needed ++ more).map(field => s"no $field"),
      unsaid.map(e => s"an error that says $e")
    ).flatten
  }

  private def report(bad: Seq[String]): Unit =
    if (bad.nonEmpty) fail(bad.take(40).mkString(s"${bad.size} wrong:\n", "\n", "\n"))

  Feature("Names of nothing") {
    Scenario("ids that are none, and ids that nobody has") {
      val odd = Seq("a%7Cb", "a%20b", "%C3%A9", "a%00b", "a~b", "a%2Fb", "x" * 129, "%22", "%F0%9F%98%80")
      val calls = Seq(
        "GET" -> "/v1/interactions/@", "GET" -> "/v1/interactions/@/history",
        "POST" -> "/v1/interactions/@/cancel", "POST" -> "/v1/interactions/@/release",
        "POST" -> "/v1/interactions/@/requeue", "POST" -> "/v1/interactions/@/complete",
        "GET" -> "/v1/agents/@", "GET" -> "/v1/agents/@/events", "GET" -> "/v1/queues/@",
        "PUT" -> "/v1/agents/@/state", "PUT" -> "/v1/interactions/@", "PUT" -> "/v1/switches/@/calls",
        "GET" -> "/v1/queues/@/waiting", "DELETE" -> "/v1/queues/@",
        "POST" -> "/v1/offers/@/accept", "POST" -> "/v1/offers/@~0/accept",
        "POST" -> "/v1/offers/@~0/reject", "POST" -> "/v1/offers/known~999999999/accept"
      )
      val named = Seq(
        "PUT" -> "/v1/agents/@" -> agent, "PUT" -> "/v1/queues/@" -> queue
      )
      report(writingNothing {
        val asked = for ((method, path) <- calls; id <- odd :+ "nobody" if method != "PUT" || id != "nobody") yield {
          val answer = client.send(method, path.replace("@", id), null)
          faults(answer, 404).map(f => s"$method $path $id: $f: ${answer.text.take(200)}")
        }
        val defined = for (((method, path), body) <- named; id <- odd) yield {
          val answer = client.send(method, path.replace("@", id), body)
          faults(answer, 422).map(f => s"$method $path $id: $f: ${answer.text.take(200)}")
        }
        (asked ++ defined).flatten
      })
    }

    Scenario("a state that allows no such thing") {
      val refused = client.post("/v1/interactions/known/complete", "{}")
      assert(faults(refused, 409).isEmpty, refused)
      assert(refused.json.path("currentState").asText == "queued")
      assert(refused.json.path("allowedActions").asScala.map(_.asText).toSet.contains("cancel"))
      val held = client.send("DELETE", "/v1/queues/care", null)
      assert(faults(held, 409).isEmpty, held)
    }

    Scenario("paths and methods that are not there") {
      val nowhere = Seq("/", "/nope", "/v1", "/v1/nope", "/v1/interactions/known/nope", "/health")
      report(nowhere.flatMap(p => faults(client.get(p), 404).map(f => s"$p: $f")))
      val wrong = Seq(
        "DELETE" -> "/v1/interactions/known", "PUT" -> "/v1/interactions", "PATCH" -> "/v1/queues/care",
        "GET" -> "/v1/offers/known~0/accept", "POST" -> "/v1/agents/ann", "POST" -> "/health/live"
      )
      report(wrong.flatMap { case (m, p) => faults(client.send(m, p, null), 405).map(f => s"$m $p: $f") })
    }
  }

  Feature("Requests that are none of ours") {
    def request(line: String, headers: String*)(body: String): Answer = {
      val host = if (headers.exists(_.startsWith("Host"))) Nil else Seq(s"Host: 127.0.0.1:${server.port}")
      val all = host ++ headers :+ "Connection: close"
      RawHttp.exchange(server.port, (line +: all).mkString("", "\r\n", s"\r\n\r\n$body"))
    }
    val home = "GET /v1/queues/care HTTP/1.1"

    Scenario("another site's page cannot reach in") {
      val hosts = Seq("evil.example", "127.evil.example", "127.0.0.1.evil.example", "localhost.evil.example")
      val origins = hosts.map("http://" + _) ++ Seq("null", "http://[::2]", "nonsense")
      report(hosts.flatMap(h => faults(request(home, s"Host: $h")(""), 403).map(f => s"$h: $f")))
      report(origins.flatMap(o => faults(request(home, s"Origin: $o")(""), 403).map(f => s"$o: $f")))
      report(faults(request("GET http://evil.example/health/live HTTP/1.1")(""), 400))
      assert(request(home, "Origin: http://localhost:3000")("").status == 200)
    }

    Scenario("a body that is too large, or is no JSON") {
      val large = "{\"id\":\"" + "x" * 1100000 + "\"}"
      val larger = "{\"id\":\"" + "x" * 5000000 + "\"}"
      val pieces = large.grouped(50000).map(p => s"${p.length.toHexString}\r\n$p\r\n").mkString
      val chunk = s"${pieces}0\r\n\r\n"
      val post = "POST /v1/interactions HTTP/1.1"
      val json = "Content-Type: application/json"
      def length(body: String) = s"Content-Length: ${body.length}"
      def kind(media: String) = request(post, s"Content-Type: $media", length(arrival))(arrival)
      report(writingNothing {
        val cases = Seq(
          ("large", 413, request(post, json, length(large))(large)),
          ("larger", 413, request(post, json, length(larger))(larger)),
          ("in chunks", 413, request(post, json, "Transfer-Encoding: chunked")(chunk)),
          ("text", 415, kind("text/plain")),
          ("XML", 415, kind("application/xml")),
          ("bytes", 415, kind("application/octet-stream")),
          ("of no kind", 415, request(post, length(arrival))(arrival)),
          ("zipped", 415, request(post, json, "Content-Encoding: gzip", length(arrival))(arrival)),
          ("empty", 400, request(post, json, "Content-Length: 0")("")),
          ("no UTF-8", 400, request(post, json, "Content-Length: 2")("\u00ff\u00fe"))
        )
        cases.flatMap { case (what, status, answer) =>
          faults(answer, status).map(f => s"$what: $f: ${answer.text.take(200)}")
        }
      })
    }

    Scenario("what is hardly HTTP") {
      val port = server.port
      val host = s"Host: 127.0.0.1:$port"
      val cases: Seq[(String, Int, Answer)] = Seq(
        ("an illegal path", 400, request("GET /%zz HTTP/1.1")("")),
        ("a raw character", 400, request("GET /a\"b HTTP/1.1")("")),
        ("a long path", 414, request(s"GET /${"x" * 5000} HTTP/1.1")("")),
        ("a long header", 431, request(home, s"X-Long: ${"x" * 9000}")("")),
        ("many headers", 400, request(home, (1 to 70).map(n => s"X-$n: y"): _*)("")),
        ("an unknown method", 400, request("BREW /v1/queues/care HTTP/1.1")("")),
        ("a body where none may be", 400, request("TRACE /v1/queues HTTP/1.1", "Content-Length: 2")("{}")),
        ("no path", 403, request("GET * HTTP/1.1")("")),
        ("a later version", 400, request("GET / HTTP/3.0")("")),
        ("no host", 400, RawHttp.exchange(port, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")),
        ("two hosts", 400, request(home, host, host)("")),
        ("a bad length", 400, request(home, "Content-Length: ten")("")),
        ("two lengths", 400, request(home, "Content-Length: 1", "Content-Length: 2")("ab")),
        ("a bad header", 400, request(home, "No colon here")("")),
        ("noise", 400, RawHttp.exchange(port, "\u0001\u0002\u0003 noise\r\n\r\n"))
      )
      report(cases.flatMap { case (what, status, answer) =>
        faults(answer, status).map(f => s"$what: $f: ${answer.text.take(200)}")
      })
    }
  }
}
