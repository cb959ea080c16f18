package usher.routing

import scala.jdk.CollectionConverters._

import org.scalatest.wordspec.AnyWordSpec

import usher.agent.{Agent, Presence, Slot}
import usher.kernel.{Ending, Media}
import usher.queue.Entry
import usher.routing.MatcherSpec.Step1
import usher.routing.Seen.State

class LookoutSpec extends AnyWordSpec {
  import WhyNotSpec._

  private val billing = MatcherSpec.queue(steps = Seq(
    Step1(Map("billing" -> 8), lasts = 20000), Step1(Map("billing" -> 5))))

  private def look(agents: Seq[Agent], lines: (String, Seq[Entry])*)(at: Long) = new Lookout(
    new Picture(ms(at), agents.asJava,
      lines.map { case (q, es) => new Picture.Line(q, billing, 7, es.asJava) }.asJava))

  private def contacts(l: Lookout, state: State = null, queue: String = null, agent: String = null,
      customer: String = null, after: String = null, limit: Int = 50): Seen.Contacts =
    l.contacts(state, queue, agent, customer, after, limit).asInstanceOf[Seen.Contacts]

  private def stand(l: Lookout): Seq[(String, State)] = contacts(l).items.asScala.toSeq.map(r => r.id -> r.state)

  "an open contact" should {
    val ann = ready("ann", "billing" -> 9)

    "be queued, offered, connected or in wrap-up, and never be counted twice" in {
      val talks = done(asked(ann, "c", 0))(_.connected(offer("c", ann), ms(1)))
      val wraps = done(talks)(_.closed(offer("c", ann), Ending.RELEASED, ms(2)))
      assert(stand(look(Seq(ann), "q" -> Seq(entry("c")))(5)) == Seq("c" -> State.QUEUED))
      assert(stand(look(Seq(asked(ann, "c", 0)), "q" -> Seq(entry("c")))(5)) == Seq("c" -> State.OFFERED))
      assert(stand(look(Seq(talks), "q" -> Seq(entry("c")))(5)) == Seq("c" -> State.CONNECTED))
      assert(stand(look(Seq(wraps))(5)) == Seq("c" -> State.WRAP_UP))
    }

    "stand where its latest round has it: the agent it was moved from still holds it for a moment" in {
      val talks = done(asked(ann, "c", 0))(_.connected(offer("c", ann), ms(1)))
      val row = contacts(look(Seq(talks), "q" -> Seq(entry("c")), "r" -> Seq(entry("c", round = 1)))(5)).items.get(0)
      assert(row.state == State.QUEUED && row.queue == "r" && row.agents.isEmpty)
    }

    "be with all who talk to it, and not with who has finished" in {
      val two = Seq("zoe", "ann").map(id => ready(id)).map(a => done(asked(a, "c", 0))(_.connected(offer("c", a), ms(1))))
      val third = ready("bob")
      val gone = done(done(asked(third, "c", 0))(_.connected(offer("c", third), ms(1))))(
        _.closed(offer("c", third), Ending.RELEASED, ms(2)))
      assert(contacts(look(two :+ gone)(5)).items.get(0).agents.asScala == Seq("ann", "zoe"))
    }
  }

  "a list" should {
    val waiting = (1 to 9).map(n => entry(s"c$n", customer = if (n % 2 == 0) "even" else "odd"))

    "go on behind the last id, whatever has come and gone since" in {
      val first = contacts(look(Nil, "q" -> waiting)(5), limit = 4)
      assert(first.items.asScala.map(_.id) == Seq("c1", "c2", "c3", "c4") && first.next == "c4")
      val changed = waiting.filterNot(e => Set("c4", "c6")(e.interaction)) ++ Seq(entry("c0"), entry("c45"))
      val second = contacts(look(Nil, "q" -> changed)(6), after = first.next, limit = 4)
      assert(second.items.asScala.map(_.id) == Seq("c45", "c5", "c7", "c8") && second.next == "c8")
      assert(contacts(look(Nil, "q" -> changed)(6), after = "c8", limit = 4).next == null)
    }

    "end where nothing that fits follows" in {
      val page = contacts(look(Nil, "q" -> waiting)(5), customer = "even", limit = 4)
      assert(page.items.size == 4 && page.next == null)
    }

    "filter by state, queue, agent and customer" in {
      val ann = asked(ready("ann"), "c2", 0)
      val l = look(Seq(ann), "q" -> waiting, "r" -> Seq(entry("r1")))(5)
      assert(contacts(l, state = State.OFFERED).items.asScala.map(_.id) == Seq("c2"))
      assert(contacts(l, queue = "r").items.asScala.map(_.id) == Seq("r1"))
      assert(contacts(l, agent = "ann").items.asScala.map(_.id) == Seq("c2"))
      assert(contacts(l, state = State.QUEUED, customer = "odd").items.size == 5)
    }

    "put no more on a page than travels between nodes, and at least one item" in {
      val wide = (1 to 10).map(n => entry(s"c$n", customer = "x" * 20000))
      val page = contacts(look(Nil, "q" -> wide)(5))
      assert(page.items.size == 2 && page.next == page.items.get(1).id)
      val huge = contacts(look(Nil, "q" -> Seq(entry("a", customer = "x" * 99999), entry("b")))(5))
      assert(huge.items.size == 1 && huge.next == "a")
    }

    "show agents by state, team and skill" in {
      val all = Seq(MatcherSpec.agentOf("ann", Map("billing" -> 3), 0, Seq("care")),
        asked(ready("bob", "billing" -> 9), "c", 0),
        done(ready("cat"))(_.setPresence(Presence.NOT_READY, "break", ms(1))))
      val l = look(all)(5)
      def ids(p: Presence, team: String, skill: String) =
        l.agents(p, team, skill, null, 50).asInstanceOf[Seen.Agents].items.asScala.map(_.id).toSeq
      assert(ids(null, null, null) == Seq("ann", "bob", "cat"))
      assert(ids(Presence.READY, null, null) == Seq("ann", "bob"))
      assert(ids(null, "care", null) == Seq("ann") && ids(null, null, "billing") == Seq("ann", "bob"))
      val bob = l.agents(null, null, null, "ann", 1).asInstanceOf[Seen.Agents].items.get(0)
      assert(bob.used == 100 && bob.work.get(0).status == Slot.Status.RESERVED)
    }
  }

  "a line" should {
    val three = Seq(entry("a", at = 3000, base = 1.0), entry("b", at = 1000, base = 2.0), entry("c", at = 2000))

    "be in order, and each know its place, also one that is not in the picture yet" in {
      val l = look(Nil, "q" -> three)(30000)
      val page = l.line("q", 1, 1).asInstanceOf[Seen.Line]
      assert(page.items.asScala.map(p => p.interaction -> p.position) == Seq("a" -> 2) && page.next == 2)
      assert(l.line("q", 2, 5).asInstanceOf[Seen.Line].next == null && l.line("r", 0, 5) == Seen.Absent.UNKNOWN)
      val stand = l.stand("q", entry("b"), ms(30500)).asInstanceOf[Seen.Stand]
      assert(stand.place.position == 1 && stand.place.step == 2 && stand.version == 7)
      val young = l.stand("q", entry("young", at = 30200, base = 9.0), ms(30500)).asInstanceOf[Seen.Stand].place
      assert(young.position == null && young.points == 9 && young.step == 1 && young.nextStepAt == ms(50200))
      assert(l.stand("r", entry("b"), ms(30500)) == Seen.Absent.UNKNOWN)
    }
  }

  "a queue's figures" should {
    "count contacts by what happens to them, and agents by what they could do" in {
      val asks = asked(ready("ann", "billing" -> 9), "c1", 0)
      val off = done(ready("bob", "billing" -> 5))(_.setPresence(Presence.OFFLINE, null, ms(1)))
      val lunch = done(ready("cat", "billing" -> 5))(_.setPresence(Presence.NOT_READY, "lunch", ms(1)))
      val l = look(Seq(asks, off, lunch, ready("dan", "billing" -> 4)),
        "q" -> Seq(entry("c1", at = 3), entry("c2", at = 2), entry("c3", at = 4)), "empty" -> Nil)(5)
      assert(l.figures("q") == new Seen.Figures(2, 1, 0, 0, ms(2), 3, 2, 1, ms(5)))
      assert(l.figures("empty") == new Seen.Figures(0, 0, 0, 0, null, 3, 2, 1, ms(5)))
      assert(l.figures("none") == Seen.Absent.UNKNOWN)
      assert(l.queues(null, 1).asInstanceOf[Seen.Queues].next == "empty")
    }
  }

  "why a contact waits" should {
    "name who is out of the question, those nearest to it first, and say what the next step changes" in {
      val busy = asked(ready("zoe", "billing" -> 9), "other", 0)
      val away = done(ready("bob", "billing" -> 8))(_.setPresence(Presence.OFFLINE, null, ms(1)))
      val l = look(Seq(ready("ann", "billing" -> 5), away, busy), "q" -> Seq(entry("c", at = 1000)))(2000)
      val w = WhyWaiting.of(l, "c").asInstanceOf[Seen.Wait]
      assert(w.eligible == 2 && w.idle == 0 && w.step == 1 && w.steps == 2 && w.policyVersion == 7)
      assert(w.excluded.asScala.map(e => e.agent -> e.reason) == Seq(
        "zoe" -> "busy:offered", "ann" -> "skill:billing 5 < 8", "bob" -> "not-signed-in"))
      assert(w.byReason.asScala == Map("busy" -> 1, "skill" -> 1, "not-signed-in" -> 1) && w.more == 0)
      assert(w.next == new Seen.NextStep(2, ms(21000), 3, 1))
    }

    "name fifty, and count the others" in {
      val many = (1 to 60).map(n => ready(f"a$n%02d"))
      val w = WhyWaiting.of(look(many, "q" -> Seq(entry("c")))(5), "c").asInstanceOf[Seen.Wait]
      assert(w.excluded.size == 50 && w.more == 10 && w.byReason.get("skill") == 60)
    }

    "have no answer for one that does not wait" in {
      val ann = ready("ann", "billing" -> 9)
      val talks = done(asked(ann, "c", 0))(_.connected(offer("c", ann), ms(1)))
      val l = look(Seq(talks), "q" -> Seq(entry("c")))(5)
      assert(WhyWaiting.of(l, "c") == Seen.Absent.UNKNOWN && WhyWaiting.of(l, "d") == Seen.Absent.UNKNOWN)
    }
  }

  "why an agent is idle" should {
    def idle(l: Lookout, id: String) = WhyIdle.of(l, id).asInstanceOf[Seen.Idle]
    def codes(i: Seen.Idle) = i.reasons.asScala.map(_.code).toSeq

    "be that nothing waits" in {
      val i = idle(look(Seq(ready("ann")), "q" -> Nil)(5), "ann")
      assert(i.idle && codes(i) == Seq("nothing-waits") && i.queues.isEmpty)
    }

    "be that what waits is not for it, with the moment at which it will be" in {
      val l = look(Seq(ready("ann", "billing" -> 5)),
        "q" -> Seq(entry("late", at = 3000), entry("early", at = 1000), entry("chat", at = 4000, media = Media.CHAT)))(9000)
      val i = idle(l, "ann")
      val q = i.queues.get(0)
      assert(i.idle && codes(i) == Seq("not-eligible"))
      assert(q.waiting == 3 && q.eligible == 0 && q.why.asScala == Map("skill" -> 3))
      assert(q.first == new Seen.First("early", "skill:billing 5 < 8", 2, ms(21000)))
      assert(idle(look(Seq(ready("eve")), "q" -> Seq(entry("c")))(5), "eve").queues.get(0).first ==
        new Seen.First("c", "skill:billing 0 < 8", null, null))
    }

    "be that it is not ready, beside what it would be offered" in {
      val ann = done(ready("ann", "billing" -> 9))(_.setPresence(Presence.NOT_READY, "break", ms(1)))
      val i = idle(look(Seq(ann), "q" -> Seq(entry("c")))(5), "ann")
      assert(!i.idle && i.since == ms(1) && codes(i) == Seq("not-ready", "would-be-offered"))
      assert(i.reasons.get(0).detail.contains("(break)") && i.queues.get(0).eligible == 1)
    }

    "be that it has no room, or is being asked" in {
      val ann = asked(ready("ann", "billing" -> 9), "x", 0)
      val i = idle(look(Seq(ann), "q" -> Seq(entry("c")))(5), "ann")
      assert(!i.idle && codes(i) == Seq("asked", "busy", "not-eligible"))
      assert(i.queues.get(0).why.asScala == Map("busy" -> 1))
    }

    "be that it has declined the only one" in {
      val i = idle(look(Seq(ended(ready("ann", "billing" -> 9), "c", Ending.REJECTED, 0)), "q" -> Seq(entry("c")))(5), "ann")
      assert(i.queues.get(0).why.asScala == Map("declined" -> 1))
      assert(WhyIdle.of(look(Nil)(5), "nobody") == Seen.Absent.UNKNOWN)
    }
  }
}
