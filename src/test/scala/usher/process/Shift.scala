package usher.process

import java.util.concurrent.{ConcurrentHashMap, ConcurrentLinkedQueue, Semaphore}
import scala.jdk.CollectionConverters._
import usher.process.Client.json

/** All who work at one run: the desks, the customers, the switch, and what they agreed on. At most
  * `open` contacts are under way at once, so that the run lasts over all its kills.
  */
final class Shift(val line: Line, plans: String => Option[Plan], open: Int) {
  private val mishaps = ConcurrentHashMap.newKeySet[(String, String)]()
  private val ended = ConcurrentHashMap.newKeySet[String]()
  private val faults = new ConcurrentLinkedQueue[Throwable]()
  private val places = new Semaphore(open)

  def plan(contact: String): Plan =
    plans(contact).getOrElse(Plan(contact, false, false, false, false, false, false, false))

  /** True for the first who asks: a plan's mishap happens once. */
  def first(contact: String, what: String): Boolean = mishaps.add((contact, what))

  def finish(contact: String): Unit = if (ended.add(contact)) {
    places.release()
    synchronized(notifyAll())
  }

  def fail(fault: Throwable): Unit = {
    faults.add(fault)
    synchronized(notifyAll())
  }

  /** Waits until these are finished; returns those that are not when the time is over. */
  def awaitEnd(contacts: Set[String], seconds: Int): Set[String] = synchronized {
    val deadline = System.nanoTime() + seconds * 1000000000L
    def left: Set[String] = contacts.diff(ended.asScala)
    def rest: Long = (deadline - System.nanoTime()) / 1000000
    while (left.nonEmpty && faults.isEmpty && rest > 0) wait(math.max(1, rest))
    check()
    left
  }

  def check(): Unit = faults.asScala.foreach(f => throw new AssertionError("A fake caller failed", f))

  /** A thread that brings in these contacts, one after the other. */
  def customers(name: String, arrivals: Seq[Plan]): Thread = {
    val thread = new Thread(
      () =>
        try arrivals.foreach { p => places.acquire(); arrive(p) }
        catch {
          case _: Line.Over     => ()
          case fault: Throwable => fail(fault)
        },
      name
    )
    thread.setDaemon(true)
    thread
  }

  private def arrive(p: Plan): Unit = {
    if (p.bySwitch) event(Said(p.id, "arrive", null, null, _), "call.offered", "1")
    else Shift.post(line, p.id, "care", p.voice)
    val seen = line.get(s"/v1/interactions/${p.id}")
    if (seen.status != 200) throw new AssertionError(s"${p.id} arrived, and then: $seen")
    if (p.leaves) leave(p)
  }

  private def leave(p: Plan): Unit = {
    if (p.voice) event(Said(p.id, "leave", null, null, _), "call.abandoned", "1")
    else line.ask(Said(p.id, "cancel", null, null, _), "POST", s"/v1/interactions/${p.id}/cancel")
    look(p.id) // not over where an agent had it already, who completes it then
  }

  /** Finishes it if it is over. */
  def look(contact: String): Unit = {
    val state = line.get(s"/v1/interactions/$contact").json.path("state").asText
    if (state == "completed") finish(contact)
  }

  /** The switch says something about a contact; `token` tells this event from others of its type. */
  def event(said: Int => Said, event: String, token: String): String = {
    val about = said(0)
    val data = event match {
      case "call.offered"     => java.util.Map.of("queue", "care", "from", "+6421555001")
      case "call.established" => java.util.Map.of("offer", about.offer)
      case _                  => null
    }
    val body = json(
      "source" -> "sw1",
      "eventId" -> s"$event-${about.contact}-${token.replaceAll("[^A-Za-z0-9]", ".")}",
      "type" -> event,
      "interaction" -> about.contact,
      "agent" -> (if (event == "call.established") about.agent else null),
      "data" -> data
    )
    line.event(said, body)
  }
}

object Shift {
  def post(line: Line, id: String, queue: String, voice: Boolean): Answer = {
    val media = if (voice) "voice" else "chat"
    val source = if (voice) "sw1" else null
    val body = json("id" -> id, "media" -> media, "source" -> source, "queue" -> queue)
    line.ask(Said(id, "arrive", null, null, _), "POST", "/v1/interactions", body)
  }
}
