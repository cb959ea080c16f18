package usher.fuzz

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.node.ObjectNode
import java.net.URLEncoder
import java.nio.charset.StandardCharsets.{ISO_8859_1, UTF_16, UTF_8}
import scala.jdk.CollectionConverters._
import scala.util.Random
import usher.process.Contract.{Operation, resolved}

/** Requests to the operations of a contract, as it describes them, or odd in one or two ways. */
final class Requests(operations: Seq[Operation], names: Names, dice: Random) {
  private val sparse = new Values(dice, names, fullness = 0)
  private val full = new Values(dice, names, fullness = 0.5)
  private val byId = operations.map(o => o.id -> o).toMap

  def any(): Request = described(operations(dice.nextInt(operations.size)))

  def of(id: String, contact: String): Request = described(byId(id), Some(contact))

  /** `contact`: of whom it shall speak. */
  def described(o: Operation, contact: Option[String] = None): Request = {
    val values = if (contact.isDefined || dice.nextBoolean()) sparse else full
    val given = o.node.path("parameters").asScala.map(resolved(_)).toSeq
    val query = given.filter(p => p.path("in").asText == "query" && dice.nextInt(3) == 0).map(p => argument(p, values))
    val path = o.path.split("/").foldLeft(Vector.empty[String]) { (before, part) =>
      before :+ (if (part.startsWith("{")) parameter(part.drop(1).dropRight(1), before.lastOption.getOrElse(""), contact) else part)
    }.mkString("/")
    val headers = given.filter(p => p.path("in").asText == "header" && dice.nextInt(8) == 0).map(p => header(p))
    val target = path + (if (query.isEmpty) "" else query.map { case (n, v) => s"$n=${encoded(v)}" }.mkString("?", "&", ""))
    val bare = Request(o, o.method, target, headers)
    val content = o.node.at("/requestBody/content/application~1json/schema")
    val needed = o.node.at("/requestBody/required").asBoolean
    if (content.isMissingNode || !needed && dice.nextInt(4) == 0) bare
    else withJson(bare, values.of(content, o.path.split("/").last), contact.filter(_ => resolved(content).at("/properties/id").isObject))
  }

  private def withJson(r: Request, json: JsonNode, id: Option[String]) = {
    id.foreach(json.asInstanceOf[ObjectNode].put("id", _))
    r.header("Content-Type", "application/json").copy(body = Some(json.toString.getBytes(UTF_8)))
  }

  private def argument(p: JsonNode, values: Values): (String, String) = {
    val name = p.path("name").asText
    name -> names.of(name).getOrElse(values.of(p.path("schema"), name).asText)
  }

  private def header(p: JsonNode): (String, String) = p.path("name").asText match {
    case name => name -> names.of(name).getOrElse("\"1\"")
  }

  private def parameter(name: String, before: String, contact: Option[String]): String = {
    val word = if (name == "id") before else name
    val fit = contact.flatMap(c => if (word == "offer") names.offerOf(c) else if (word == "interactions") contact else None)
    fit.orElse(names.of(word)).getOrElse("nobody")
  }

  private def encoded(text: String) = URLEncoder.encode(text, UTF_8)

  // ---- odd ones

  /** Odd in one way or two. */
  def odd(): Request = {
    val once = spoilt(any())
    if (dice.nextInt(4) == 0) spoilt(once) else once
  }

  private def spoilt(r: Request): Request = dice.nextInt(10) match {
    case 0 | 1 | 2 | 3 if r.body.isDefined && r.mutant.isEmpty => mutated(r)
    case 0 | 4                                                 => oddBody(r)
    case 1 | 5 | 6                                             => oddHeader(r)
    case 2 | 7                                                 => oddQuery(r)
    case 3 | 8                                                 => oddPath(r)
    case _                                                     => one(Methods) match { case m => r.copy(method = m).but(s"by $m") }
  }

  private def mutated(r: Request): Request = r.carrying(Mutants.any(Mutants.parse(r.text), dice))

  private def oddBody(r: Request): Request = {
    val was = r.body.getOrElse("{}".getBytes(UTF_8))
    val (what, body) = dice.nextInt(10) match {
      case 0 => "no body" -> Array.emptyByteArray
      case 1 => "bytes" -> Array.fill(dice.nextInt(200))(dice.nextInt(256).toByte)
      case 2 => "no UTF-8" -> (was.dropRight(1) ++ Array(0xc3.toByte, 0x28.toByte, '}'.toByte))
      case 3 => "a byte changed" -> (if (was.isEmpty) was else was.updated(dice.nextInt(was.length), dice.nextInt(256).toByte))
      case 4 => "a byte order mark" -> (Array(0xef, 0xbb, 0xbf).map(_.toByte) ++ was)
      case 5 => "UTF-16" -> new String(was, UTF_8).getBytes(UTF_16)
      case 6 => "a long half" -> (Array(0xed, 0xa0, 0x80).map(_.toByte) ++ was)
      case 7 => "an array of it" -> ("[".getBytes(UTF_8) ++ was ++ ",".getBytes(UTF_8) ++ was ++ "]".getBytes(UTF_8))
      case 8 if dice.nextInt(40) == 0 => "a megabyte" -> (was ++ Array.fill(1100000)(' '.toByte))
      case _ => "many blanks" -> (was ++ Array.fill(dice.nextInt(20000))(' '.toByte))
    }
    r.copy(body = Some(body), mutant = Some(Mutant("", what, "", isBroken = true))).but(what)
  }

  private def oddHeader(r: Request): Request = {
    val (name, values) = one(Requests.Headers)
    val value = one(values)
    if (dice.nextInt(4) == 0) r.copy(headers = r.headers :+ (name -> value) :+ (name -> one(values))).but(s"two $name")
    else if (dice.nextInt(8) == 0) r.copy(headers = r.headers.filterNot(_._1 == name)).but(s"no $name")
    else r.header(name, value).but(s"$name $value".take(60))
  }

  private def oddQuery(r: Request): Request = {
    val known = r.operation.node.path("parameters").asScala.map(resolved(_)).filter(_.path("in").asText == "query").map(_.path("name").asText)
    val name = if (known.isEmpty || dice.nextInt(4) == 0) one(Requests.OddParts) else one(known.toSeq)
    val value = if (dice.nextBoolean()) one(Requests.OddParts) else one(Requests.OddNumbers)
    val joint = if (r.target.contains('?')) "&" else "?"
    val twice = if (dice.nextInt(5) == 0) s"&$name=$value" else ""
    r.copy(target = s"${r.target}$joint$name=$value$twice").but(s"?$name=$value".take(60))
  }

  private def oddPath(r: Request): Request = {
    val (path, query) = r.target.span(_ != '?')
    val parts = path.split("/", -1).toIndexedSeq
    val at = dice.nextInt(parts.size).max(1).min(parts.size - 1)
    val part = one(Requests.OddParts)
    val odd = dice.nextInt(6) match {
      case 0 => parts.patch(at, Seq(part, parts(at)), 1)
      case 1 => parts.patch(at, Nil, 1)
      case 2 => parts.updated(at, parts(at).flatMap(c => f"%%${c.toInt}%02x"))
      case 3 => parts :+ ""
      case _ => parts.updated(if (dice.nextInt(4) > 0) Requests.namedAt(r.operation).getOrElse(at).min(parts.size - 1) else at, part)
    }
    val target = odd.mkString("/")
    r.copy(target = (if (target.startsWith("/")) target else s"/$target") + query).but("an odd path")
  }

  private val Methods = Seq("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE")

  private def one[T](all: Seq[T]): T = all(dice.nextInt(all.size))
}

object Requests {
  private def namedAt(o: Operation): Option[Int] = Some(o.path.split("/").indexWhere(_.startsWith("{"))).filter(_ > 0)

  private val OddParts = Seq("%00", "%0d%0aX:y", "%20", "%7C", "~", "a~1~2", "%C3%A9", "%F0%9F%98%80", "%ff", "%ed%a0%80", "%c0%af", "%zz", "%",
    "%e", "..", ".", "%2e%2e", "%2F", "%252F", "", "x" * 128, "x" * 129, "x" * 3000, "a+b", "a%2Bb", "a;b=c", "a:b@c", "$", "nobody", "~0", "q~999999999",
    "q~9999999999", "w0-1~-1", "w0-1~01", "batch", "null", "{id}", "a=b", "*", "(", "'", "\u00e9", "\u00ff\u00fe")
  private val OddNumbers = Seq("-1", "0", "1", "200", "201", "2147483648", "1e3", "0x10", "NaN", "%20", "+5", "5.0", "9" * 100, "%D9%A3", "true", "")

  private val Media = Seq("", "text/plain", "application/xml", "application/json; charset=utf-16", "application/json; charset=latin1",
    "application/json; charset=\"utf-8\"", "APPLICATION/JSON", "application/json;", "application/json, text/plain", "application/*+json", "json", "/", ";",
    "application/problem+json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "*/*", "a/b; c")

  /** What callers may say about a request, well or badly. */
  private val Headers: Seq[(String, Seq[String])] = {
    val tags = Seq("", "*", "\"0\"", "\"1\"", "W/\"1\"", "1", "\"1\", \"2\"", "\"", "\"\"", "\"-1\"", "\"9999999999999999999999\"", "\"999999999999999999\"", "\"x", "\u00e9xy")
    val times = Seq("Sun, 06 Nov 1994 08:49:37 GMT", "yesterday", "Sun, 99 Nov 9999 99:99:99 GMT", "")
    Seq(
      "If-Match" -> tags,
      "If-None-Match" -> tags,
      "If-Modified-Since" -> times,
      "If-Unmodified-Since" -> times,
      "If-Range" -> (tags ++ times),
      "Idempotency-Key" -> Seq("", "k", "key-1", " ", "a b", "\u00e9xy", "x" * 128, "x" * 129, "x" * 8000, "~", "|", "\u0001", "\t"),
      "Content-Type" -> Media,
      "Content-Encoding" -> Seq("", "gzip", "identity", "deflate, br", "nonsense", "\u00e9xy"),
      "Accept" -> (Media ++ Seq("text/event-stream", "image/png", "application/json; q=0", "application/json;q=2", "*/*;q=NaN", "x" * 5000)),
      "Accept-Encoding" -> Seq("gzip", "identity;q=0, *;q=0", "nonsense", "gzip;q=x", ""),
      "Accept-Charset" -> Seq("utf-16", "*;q=0", "nonsense", ""),
      "Accept-Language" -> Seq("ru", "*", "x-y-z-", "q=,", ""),
      "Last-Event-ID" -> Seq("", "0", "-1", "99999999999999999999", "x", "\u00e9xy", "x" * 3000),
      "Origin" -> Seq("null", "", "http://127.0.0.1:1", "http://localhost", "http://evil.example", "http://[::1", "nonsense", "http://127.0.0.1 http://evil.example", "\u00e9xy"),
      "Host" -> Seq("localhost", "evil.example", "127.0.0.1:99999", "[::1]", "[::1", "a b", "", "127.0.0.1:", ":80", "user@127.0.0.1", "\u00e9xy", "127.0.0.1:x"),
      "Range" -> Seq("bytes=0-1", "bytes=9-1", "bytes=-", "bytes=0-0,1-1,2-2,3-3", "lines=1", "bytes=99999999999999999999-", ""),
      "Expect" -> Seq("100-continue", "200-ok", ""),
      "Authorization" -> Seq("Basic", "Basic x", "Bearer ", "Bearer " + "x" * 5000, "Digest a=b", "\u00e9xy", ""),
      "Cookie" -> Seq("a", "a=b; a=c", "=", ";;;", "a=\u00e9xy", "a=\"", "x" * 5000),
      "X-Forwarded-For" -> Seq("10.0.0.1", "nonsense", "999.1.1.1", ""),
      "X-HTTP-Method-Override" -> Seq("DELETE"),
      "Connection" -> Seq("close", "keep-alive", "Upgrade", "nonsense", ","),
      "Upgrade" -> Seq("h2c", "websocket", "x"),
      "Sec-WebSocket-Key" -> Seq("x", ""),
      "Date" -> times,
      "Transfer-Encoding" -> Seq("identity"),
      "Cache-Control" -> Seq("max-age=x", "no-cache", "", "="),
      "User-Agent" -> Seq("", "(", "x" * 5000, "\u0001"),
      "Referer" -> Seq("", "::", "http://["),
      "X-Odd" -> Seq("x" * 8100, "x" * 8300, "\u0000", "\u007f", "\u00ffxy"))
  }
}
