package usher.process

import com.fasterxml.jackson.databind.node.{JsonNodeFactory, MissingNode}
import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import java.net.URI
import java.net.http.HttpClient.Version
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.net.http.{HttpClient, HttpRequest}
import java.time.Duration
import scala.jdk.CollectionConverters._
import scala.util.Try

/** What came back; `json` is a missing node where it was no JSON. */
final case class Answer(status: Int, json: JsonNode, text: String, contentType: String) {
  def done: Boolean = status / 100 == 2
  def code: String = json.path("code").asText("")
}

/** A caller of the API on this machine. */
final class Client(port: Int, host: String = "127.0.0.1") {
  private val patience = Duration.ofSeconds(20)
  private val http = HttpClient.newBuilder().version(Version.HTTP_1_1).build()
  private val base = s"http://$host:$port"

  def get(path: String): Answer = send("GET", path, null)
  def put(path: String, body: String): Answer = send("PUT", path, body)
  def post(path: String, body: String = null): Answer = send("POST", path, body)

  /** Throws an `IOException` where nobody answers. */
  def send(method: String, path: String, body: String): Answer = {
    val request = HttpRequest.newBuilder(URI.create(base + path)).timeout(patience)
    if (body == null) request.method(method, BodyPublishers.noBody())
    else
      request
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body))
    val response = http.send(request.build(), BodyHandlers.ofString())
    val text = response.body()
    Answer(
      response.statusCode(),
      Client.parse(text),
      text,
      response.headers().firstValue("Content-Type").orElse("")
    )
  }

  /** The types of a stream's events as they come, and "" for its comments; ends with the server. */
  def events(path: String): Iterator[String] = lines(path).collect {
    case line if line.startsWith("event:") => line.drop(6).trim
    case line if line.startsWith(":")      => ""
  }

  /** A stream as it comes, line by line. */
  def lines(path: String): Iterator[String] = {
    val request = HttpRequest.newBuilder(URI.create(base + path)).build()
    http.send(request, BodyHandlers.ofLines()).body().iterator().asScala
  }
}

object Client {
  private val mapper = new ObjectMapper()

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
