package usher.history

import scala.util.Random
import usher.process.{Said, Told}

/** What a server with a fault would leave behind: each breaks one rule of a history that breaks none. */
final class Mutations(h: History, random: Random) {
  private val fault = h.faults.head

  val all: Seq[(String, () => History)] = Seq(
    "lost" -> (() => { val id = any(h.lives.keys); h.copy(lives = h.lives - id, written = h.written - id) }),
    "invented" -> (() => h.copy(written = h.written + "ghost", lives = h.lives + ("ghost" -> any(h.lives.values)))),
    "invented" -> (() => h.copy(written = h.written - any(h.written))),
    "created twice" -> (() => h.copy(told = h.told :+ any(arrivals.filter(_.said.status == 201)))),
    "promise not kept" -> (() => alter(handled)(l => l.copy(outcome = "abandoned"))),
    "promise not kept" -> (() => alter(handled)(renamed)),
    "no life a contact can have" -> (() => alter(handled)(swapped)),
    "no life a contact can have" -> (() => alter(handled)(l => l.copy(steps = l.steps :+ l.steps.last))),
    "two agents at once" -> (() => taken()),
    "not finished" -> (() => alter(handled)(l => l.copy(state = "wrap-up", steps = l.steps.init))),
    "agent over its capacity" -> (() => overbooked()),
    "offer to an agent who is away" -> (() => away()),
    "overtaken" -> (() => overtaken()),
    "older than what was seen" -> (() => stale()),
    "deadline" -> (() => timedOut(-20)),
    "deadline" -> (() => timedOut(Checker.Late + 20)),
    "counts" -> (() => h.copy(counted = h.counted.copy(answered = h.counted.answered + 1))),
    "counts" -> (() => h.copy(counted = h.counted.copy(offered = h.counted.offered - 1))),
    "counts" -> (() => h.copy(counted = h.counted.copy(waiting = 1))),
    "tried too long" -> (() => tried()),
    "too few answers" -> (() => unanswered(0, fault.from)),
    "too few answers" -> (() => unanswered(fault.until, Long.MaxValue))
  )

  private def any[T](from: Iterable[T]): T = from.toSeq(random.nextInt(from.size))

  private def arrivals: Seq[Told] = h.told.filter(_.said.action == "arrive")

  private def handled: String = any(h.lives.filter(_._2.outcome == "handled").keys)

  private def alter(id: String)(change: Life => Life): History =
    h.copy(lives = h.lives.updated(id, change(h.lives(id))))

  /** As if another agent had it than the one who was told so. */
  private def renamed(l: Life): Life =
    l.copy(steps = l.steps.map(s => if (s.agent == null) s else s.copy(agent = "somebody")))

  private def swapped(l: Life): Life = {
    val n = l.steps.size - 3
    l.copy(steps = l.steps.updated(n, l.steps(n + 1)).updated(n + 1, l.steps(n)))
  }

  private def taken(): History = {
    val id = handled
    val offer = s"$id~9"
    val at = h.lives(id).steps.find(_.kind == "connected").get.at
    val told = Told(Said(id, "accept", "bob", offer, 200), 0, at + 10, at + 20, -1)
    val changed = alter(id) { l =>
      val (before, after) = l.steps.splitAt(l.steps.indexWhere(_.kind == "connected") + 1)
      l.copy(steps = before ++ Seq(Step("offered", at + 1, "bob", offer), Step("connected", at + 15, "bob", offer)) ++ after)
    }
    changed.copy(told = changed.told :+ told)
  }

  /** A call goes to an agent who has one already. */
  private def overbooked(): History = {
    val calls = h.lives.toSeq.filter { case (_, l) => l.media == "voice" && l.outcome == "handled" }
    val (_, busy) = any(calls)
    val (id, _) = any(calls.filter(_._2 != busy))
    val first = busy.steps.filter(_.kind == "offered").last
    alter(id) { l =>
      val moved = first.at + 50 - l.steps.filter(_.kind == "offered").last.at
      l.copy(steps = l.steps.map(s => s.copy(at = s.at + moved, agent = if (s.agent == null) null else first.agent)))
    }
  }

  private def away(): History = {
    val offer = h.lives(handled).steps.filter(_.kind == "offered").last
    val word = Told(Said(null, "away", offer.agent, null, 200), 1, offer.at - 1100, offer.at - 1001, -1)
    h.copy(told = h.told :+ word)
  }

  /** Somebody who came before the fault is offered a while after those who came later. */
  private def overtaken(): History = {
    val early = h.lives.filter { case (_, l) => l.outcome == "handled" && l.steps.last.at < fault.from - 20000 }
    alter(any(early.keys)) { l =>
      l.copy(steps = l.steps.map(s => if (s.kind == "arrived") s else s.copy(at = s.at + 15000)))
    }
  }

  private def stale(): History = {
    val looks = h.told.filter(_.said.action == "look").groupBy(_.said.contact)
    val last = any(looks.values).maxBy(_.sent)
    h.copy(told = h.told.map(t => if (t eq last) t.copy(revision = t.revision - 1) else t))
  }

  private def timedOut(by: Long): History = {
    val late = h.lives.filter { case (_, l) =>
      l.steps.exists(s => s.kind == "offer-timed-out" && (s.at < fault.from - 10000 || s.at > fault.until + History.Settling + 10000))
    }
    alter(any(late.keys)) { l =>
      val begin = l.steps.find(_.kind == "offered").get.at
      l.copy(steps = l.steps.map(s => if (s.kind == "offer-timed-out") s.copy(at = begin + h.offerTimeout + by) else s))
    }
  }

  private def tried(): History = {
    val done = any(h.told.filter(t => t.said.contact != null && t.said.promised))
    val first = done.copy(said = done.said.copy(status = 0), sent = done.sent - Checker.Patience - 1000)
    h.copy(told = h.told :+ first)
  }

  private def unanswered(from: Long, until: Long): History =
    h.copy(told = h.told.zipWithIndex.map { case (t, n) =>
      val here = t.sent >= from && t.sent < until && t.said.action == "look" && n % 4 == 0
      if (here) t.copy(said = t.said.copy(status = 0), revision = -1) else t
    })
}
