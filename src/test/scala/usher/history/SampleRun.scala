package usher.history

import scala.collection.mutable
import scala.util.Random
import usher.process.{Said, Told}

/** A run as a centre without faults would have it, drawn by lot: who came first is offered first, to
  * the agent who has been free for longest; some leave, some offers end unanswered, agents take breaks.
  */
final class SampleRun(seed: Long) {
  private val random = new Random(seed)
  private val told = mutable.ArrayBuffer.empty[Told]
  private val lives = mutable.Map.empty[String, Life]
  private val free = mutable.Map.from((1 to SampleRun.Agents).map(n => s"ann-$n" -> 0L))
  private var lastOffer = 0L

  val history: History = {
    (1 to SampleRun.Contacts).foreach(one)
    (1 to SampleRun.Agents).foreach(n => rest(s"ann-$n"))
    val answered = lives.values.count(_.steps.exists(_.kind == "connected"))
    val abandoned = lives.values.count(_.outcome == "abandoned")
    val counted = Counted(0, lives.size, answered, abandoned)
    History(told.toList, lives.toMap, lives.keySet.toSet, counted, Seq(SampleRun.Broken), SampleRun.Timeout)
  }

  private def say(contact: String, action: String, agent: String, offer: String, status: Int, at: Long, revision: Long) =
    told += Told(Said(contact, action, agent, offer, status), random.nextInt(3), at, at + 4 + random.nextInt(20), revision)

  private def one(n: Int): Unit = {
    val id = s"call-$n"
    val media = if (random.nextBoolean()) "voice" else "chat"
    val at = n * 500L + random.nextInt(100)
    if (random.nextInt(20) == 0) say(id, "arrive", null, null, 0, at, -1)
    say(id, "arrive", null, null, 201, at + 30, 1)
    val steps = mutable.ArrayBuffer(Step("arrived", at + 32))
    val outcome = if (random.nextInt(10) == 0) leaves(id, at + 100, steps) else served(id, at + 60, steps)
    lives(id) = Life(media, "completed", outcome, steps.size, steps.toList)
    val end = steps.last.at
    for (look <- 1 to 3) say(id, "look", null, null, 200, end + look * 100, steps.size)
  }

  private def leaves(id: String, at: Long, steps: mutable.ArrayBuffer[Step]): String = {
    say(id, "leave", null, null, 200, at, -1)
    steps += Step("abandoned", at + 2)
    "abandoned"
  }

  private def served(id: String, ready: Long, steps: mutable.ArrayBuffer[Step]): String = {
    if (random.nextInt(10) == 0) missed(id, ready, steps)
    val (agent, from) = next(ready.max(steps.last.at))
    val number = steps.count(_.kind == "offered") + 1
    val offer = s"$id~$number"
    steps += Step("offered", from, agent, offer)
    steps += Step("connected", from + 103, agent, offer)
    say(id, "accept", agent, offer, 200, from + 100, steps.size)
    steps += Step("released", from + 603)
    say(id, "release", agent, null, 200, from + 600, steps.size)
    steps += Step("completed", from + 703)
    say(id, "complete", agent, null, 200, from + 700, steps.size)
    free(agent) = from + 710
    "handled"
  }

  private def missed(id: String, ready: Long, steps: mutable.ArrayBuffer[Step]): Unit = {
    val (agent, from) = next(ready)
    steps += Step("offered", from, agent, s"$id~1")
    steps += Step("offer-timed-out", from + SampleRun.Timeout + 15, agent, s"$id~1")
    free(agent) = from + SampleRun.Timeout + 30
  }

  private def next(ready: Long): (String, Long) = {
    val (agent, since) = free.minBy(_._2)
    val from = (ready + 5).max(since + 5).max(lastOffer)
    lastOffer = from
    (agent, from)
  }

  /** A break after all else, of which nothing may come. */
  private def rest(agent: String): Unit = {
    val at = free(agent) + 1000
    say(null, "away", agent, null, 200, at, -1)
    say(null, "ready", agent, null, 200, at + 5000, -1)
  }
}

object SampleRun {
  val Contacts = 200
  val Agents = 6
  val Timeout = 2000L
  val Broken: Fault = Fault("nothing, in fact", 40000, 42000)
}
