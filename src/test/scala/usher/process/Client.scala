package usher.process

import com.fasterxml.jackson.databind.node.{JsonNodeFactory, MissingNode}
import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import java.net.URI
import java.net.http.HttpClient.Version
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.net.http.{HttpClient, HttpRequest, HttpResponse}
import java.time.Duration
import scala.collection.mutable
import scala.jdk.CollectionConverters._
import scala.util.Try

/** What came back; `json` is a missing node where it was no JSON. */
final case class Answer(status: Int, json: JsonNode, text: String, headers: Map[String, String]) {
  def header(name: String): Option[String] = headers.get(name.toLowerCase)
  def contentType: String = header("Content-Type").getOrElse("")
  def done: Boolean = status / 100 == 2
  def code: String = json.path("code").asText("")
}

/** A caller of the API on this machine, who takes no answer that the contract does not have.
  *
  * @param always headers of every request, such as who asks
  */
final class Client(
    port: Int,
    host: String = "127.0.0.1",
    patience: Duration = Duration.ofSeconds(20),
    always: Seq[(String, String)] = Nil) {
  private val http = HttpClient.newBuilder().version(Version.HTTP_1_1).build()
  private val base = s"http://$host:$port"

  def get(path: String): Answer = send("GET", path, null)
  def put(path: String, body: String): Answer = send("PUT", path, body)
  def post(path: String, body: String = null): Answer = send("POST", path, body)

  /** Throws an `IOException` where nobody answers. */
  def send(method: String, path: String, body: String, headers: (String, String)*): Answer = {
    val request = HttpRequest.newBuilder(URI.create(base + path)).timeout(patience)
    (always ++ headers).foreach { case (name, value) => request.header(name, value) }
    if (body == null) request.method(method, BodyPublishers.noBody())
    else
      request
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body))
    val response = http.send(request.build(), BodyHandlers.ofString())
    val text = response.body()
    val answer = Answer(response.statusCode(), Client.parse(text), text, Client.headers(response))
    Contract.hold(method, path, answer)
    if (answer.done && body != null) Contract.holdRequest(method, path, body, answer)
    answer
  }

  /** The types of a stream's events as they come, and "" for its comments; ends with the server. */
  def events(path: String): Iterator[String] = lines(path).collect {
    case line if line.startsWith("event:") => line.drop(6).trim
    case line if line.startsWith(":")      => ""
  }

  /** A stream as it comes, line by line. */
  def lines(path: String): Iterator[String] = {
    val request = HttpRequest.newBuilder(URI.create(base + path))
    always.foreach { case (name, value) => request.header(name, value) }
    val response = http.send(request.build(), BodyHandlers.ofLines())
    val lines = response.body().iterator().asScala
    val answer = Answer(response.statusCode(), MissingNode.getInstance(), "", Client.headers(response))
    if (answer.done) {
      Contract.hold("GET", path, answer)
      held(path, lines)
    } else {
      val text = lines.mkString("\n")
      Contract.hold("GET", path, answer.copy(json = Client.parse(text), text = text))
      text.linesIterator
    }
  }

  /** The same lines; each event is held against the contract when it is whole. */
  private def held(path: String, lines: Iterator[String]): Iterator[String] = {
    val event = mutable.Map.empty[String, String]
    lines.map { line =>
      line.split(":", 2) match {
        case Array("", _)          => ()
        case Array(field, value) => event(field) = event.getOrElse(field, "") + value.stripPrefix(" ")
        case _ =>
          if (event.contains("data")) Contract.holdEvent(path, event.getOrElse("event", ""), Client.parse(event("data")))
          event.clear()
      }
      line
    }
  }
}

object Client {
  private val mapper = new ObjectMapper()

  private def headers(response: HttpResponse[_]): Map[String, String] =
    response.headers().map().asScala.map { case (name, values) => name.toLowerCase -> values.get(0) }.toMap

  def parse(text: String): JsonNode =
    Try(mapper.readTree(text)).toOption
      .filter(_ != null)
      .getOrElse(MissingNode.getInstance())

  /** `{"name": value, …}` of texts, numbers, booleans, nulls and nodes. */
  def json(fields: (String, Any)*): String = {
    val node = JsonNodeFactory.instance.objectNode()
    fields.foreach { case (name, value) => node.set[JsonNode](name, mapper.valueToTree[JsonNode](value)) }
    node.toString
  }
}
