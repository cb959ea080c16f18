package usher.process

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.node.ObjectNode
import java.nio.file.Path
import java.time.{Clock, Duration, Instant, ZoneOffset}
import java.util.concurrent.locks.LockSupport
import org.scalatest.Assertions
import scala.jdk.CollectionConverters._

/** A centre with the policy files of `conf`, as its switch, its desks and its supervisor know it. */
final class Centre(name: String, source: String, clock: Clock = Clock.tickMillis(ZoneOffset.UTC))
    extends Assertions with AutoCloseable {
  private val server = new InProcess(name, Some(Path.of("conf")), clock)
  private var streams = List.empty[Stream]
  private val made = new java.util.concurrent.atomic.AtomicInteger
  val api = new Client(server.port)

  override def close(): Unit = {
    streams.foreach(_.close())
    server.close()
  }

  def ok(answer: Answer): JsonNode = {
    assert(answer.done, answer.text)
    answer.json
  }

  private def stream(path: String): Stream = {
    streams ::= new Stream(server.port, path)
    streams.head.hears("snapshot")
    streams.head
  }

  def desk(agent: String): Stream = stream(s"/v1/agents/$agent/events")
  def commands(): Stream = stream(s"/v1/switches/$source/commands")

  def agent(id: String): JsonNode = ok(api.get(s"/v1/agents/$id"))
  def says(agent: String, state: String): Unit =
    ok(api.put(s"/v1/agents/$agent/state", Client.json("state" -> state)))

  /** A queue like this one but for what is changed in its definition. */
  def like(queue: String, id: String)(change: ObjectNode => Unit): String = {
    val definition = ok(api.get(s"/v1/queues/$queue")).deepCopy[ObjectNode]
    for (own <- Seq("id", "policyVersion", "open", "message", "revision", "live")) definition.remove(own)
    change(definition)
    ok(api.put(s"/v1/queues/$id", definition.toString))
    id
  }

  def arrives(queue: String, media: String, attributes: Map[String, String] = Map.empty, base: Option[Int] = None): String = {
    val id = s"contact-${made.incrementAndGet()}"
    val body = Seq("id" -> id, "media" -> media, "source" -> source, "queue" -> queue, "attributes" -> attributes.asJava) ++
      base.map(points => "priority" -> Map("base" -> points).asJava)
    ok(api.post("/v1/interactions", Client.json(body: _*)))
    id
  }

  def contact(id: String): JsonNode = ok(api.get(s"/v1/interactions/$id"))

  /** What the switch reports of a contact, and what comes of it. */
  def event(kind: String, id: String, agent: String = null): String =
    report("type" -> kind, "interaction" -> id, "agent" -> agent)

  def presence(agent: String, status: String): String =
    report("type" -> "presence", "agent" -> agent, "data" -> Map("status" -> status).asJava)

  private def report(fields: (String, Any)*): String = {
    val named = Seq("source" -> source, "eventId" -> s"event-${made.incrementAndGet()}")
    val results = ok(api.post("/v1/switch-events", Client.json(named ++ fields.filter(_._2 != null): _*)))
    results.path("results").get(0).path("status").asText
  }

  def accept(offer: JsonNode): Answer = api.post(s"/v1/offers/${offer.path("id").asText}/accept")

  /** The desk takes what it is offered, and the switch connects it. */
  def connect(agent: String, offer: JsonNode): String = {
    val id = offer.path("interaction").asText
    ok(accept(offer))
    assert(event("call.established", id, agent) == "applied")
    id
  }

  /** The customer hangs up, and the agent has nothing more to note. */
  def finish(id: String): Unit = {
    assert(event("call.released", id) == "applied")
    ok(api.post(s"/v1/interactions/$id/complete"))
  }

  def history(id: String): Seq[JsonNode] =
    ok(api.get(s"/v1/interactions/$id/history")).path("events").asScala.toSeq

  def types(id: String): Seq[String] = history(id).map(_.path("type").asText)

  /** Asked until it shows what has just been done: lists are a second old at most. */
  def seen(path: String)(holds: JsonNode => Boolean): JsonNode = {
    val by = System.nanoTime + Duration.ofSeconds(20).toNanos
    var last = api.get(path)
    while (!(last.done && holds(last.json))) {
      assert(System.nanoTime < by, s"$path still says ${last.text}")
      LockSupport.parkNanos(50000000)
      last = api.get(path)
    }
    last.json
  }

  /** Who waits in this line, in order, once these do. */
  def line(queue: String, who: Set[String]): Seq[JsonNode] =
    seen(s"/v1/queues/$queue/waiting")(Centre.names(_).toSet == who).path("items").asScala.toSeq
}

object Centre {
  def names(line: JsonNode): Seq[String] = line.path("items").asScala.map(_.path("interaction").asText).toSeq
  def names(line: Seq[JsonNode]): Seq[String] = line.map(_.path("interaction").asText)
  def points(waiting: JsonNode): Double = waiting.path("priority").path("points").asDouble
  def time(text: JsonNode): Instant = Instant.parse(text.asText)
  def millis(from: JsonNode, to: JsonNode): Long = Duration.between(time(from), time(to)).toMillis
}
