package usher.process

import com.fasterxml.jackson.databind.JsonNode
import java.io.IOException
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import scala.collection.mutable
import scala.jdk.CollectionConverters._
import usher.process.Client.json

/** An agent at a desk: listens to its stream, looks at its state on every event, and does with each
  * contact what its plan says. It also plays the switch that connects and releases its calls. After
  * every so many contacts its agent is away for a moment; 0: never.
  */
final class FakeDesk(id: String, shift: Shift, breakAfter: Int = 0) extends Thread(s"desk-$id") {
  import shift.{line, plan}
  private val done = mutable.Set.empty[String]
  private var completed = 0
  @volatile private var heard = System.nanoTime()
  setDaemon(true)

  /** A stream says something every 15 s at least: one that does not is left for another. */
  def checkStream(): Unit = if (System.nanoTime() - heard > 17000000000L) {
    heard = System.nanoTime()
    interrupt()
  }

  override def run(): Unit =
    try
      while (line.awaitUp())
        try
          line.events(s"/v1/agents/$id/events").foreach { _ =>
            heard = System.nanoTime()
            look()
          }
        catch { case _: IOException | _: java.io.UncheckedIOException | _: InterruptedException => () }
    catch {
      case _: Line.Over     => ()
      case fault: Throwable => shift.fail(fault)
    }

  private def look(): Unit = {
    var again = true
    while (again) {
      val view = line.get(s"/v1/agents/$id").json
      again = false
      if (view.path("state").asText != "ready") ready()
      view.path("offers").asScala.foreach(offer => again |= answer(offer))
      view.path("interactions").asScala.foreach(contact => again |= work(contact))
    }
  }

  private def ready(): Unit =
    line.ask(Said(null, "ready", id, null, _), "PUT", s"/v1/agents/$id/state", """{"state":"ready"}""")

  private def answer(offer: JsonNode): Boolean = {
    val contact = offer.path("interaction").asText
    val handle = offer.path("id").asText
    val p = plan(contact)
    val pending = offer.path("status").asText == "pending"
    if (pending && p.missed && shift.first(contact, "miss")) { done.add(s"$handle/missed"); false }
    else if (done.contains(s"$handle/missed")) false
    else if (pending && p.rejected && shift.first(contact, "reject"))
      act(s"$handle/reject")(post(Said(contact, "reject", id, handle, _), s"/v1/offers/$handle/reject"))
    else if (pending && !p.wordless)
      act(s"$handle/accept")(post(Said(contact, "accept", id, handle, _), s"/v1/offers/$handle/accept"))
    else if (p.voice)
      act(s"$handle/established")(
        shift.event(Said(contact, "established", id, handle, _), "call.established", handle)
      )
    else false
  }

  private def work(contact: JsonNode): Boolean = {
    val name = contact.path("id").asText
    val key = s"$name/${contact.path("since").asText}"
    val path = s"/v1/interactions/$name"
    val p = plan(name)
    if (contact.path("state").asText == "wrap-up") act(s"$key/complete")(complete(name))
    else if (p.requeued && shift.first(name, "requeue")) act(s"$key/requeue") {
      line.once(Said(name, "requeue", id, null, _), "POST", s"$path/requeue")
    }
    else if (p.voice) act(s"$key/released") {
      shift.event(Said(name, "released", id, null, _), "call.released", key)
      shift.look(name) // queued by a requeue that nobody answered, it is abandoned now
    }
    else if (p.released) act(s"$key/release")(post(Said(name, "release", id, null, _), s"$path/release"))
    else act(s"$key/complete")(complete(name))
  }

  /** Once; what follows from it comes as an event, or is seen in the next look. */
  private def act(key: String)(what: => Any): Boolean = done.add(key) && { what; true }

  private def post(said: Int => Said, path: String): Answer = line.ask(said, "POST", path)

  private def complete(contact: String): Unit = {
    val body = json("disposition" -> "solved")
    val path = s"/v1/interactions/$contact/complete"
    val answer = line.ask(Said(contact, "complete", id, null, _), "POST", path, body)
    if (answer.done || answer.code == "interaction.gone") shift.finish(contact)
    completed += 1
    if (breakAfter > 0 && completed % breakAfter == 0) away()
  }

  /** Where an offer is on its way to it, it will be away when that has come to its end. */
  private def away(): Unit = {
    val body = """{"state":"not-ready","reason":"break"}"""
    line.tell("PUT", s"/v1/agents/$id/state", body) { answer =>
      val isAway = answer.json.path("state").asText == "not-ready"
      Said(null, if (isAway) "away" else "leaving", id, null, answer.status)
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1500))
  }
}
