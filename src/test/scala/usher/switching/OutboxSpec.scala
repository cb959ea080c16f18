package usher.switching

import java.time.{Duration, Instant}
import java.util.{Map => JMap, Set => JSet}

import scala.jdk.CollectionConverters._

import org.scalatest.wordspec.AnyWordSpec

import usher.kernel.{Decision, SwitchOrder}
import usher.kernel.SwitchOrder.Kind

/** What one switch is owed: repeats, order, answers, and when a thing is forgotten. */
class OutboxSpec extends AnyWordSpec {
  import OutboxSpec._

  "an outbox" should {
    "owe an order until it is taken" in {
      val owing = ordered(heard, route(1))
      assert(owed(owing) == Seq("c~1:route"))
      assert(owed(applied(owing, owing.taken("c~1:route"))).isEmpty)
    }

    "take the same order again for the one it has, also when that was taken or answered" in {
      val owing = ordered(heard, route(1))
      for (known <- Seq(owing, taken(owing, "c~1:route"), answered(owing, "ann", "c~1", Kind.ROUTE)))
        assert(known.order(route(1), now).events.isEmpty)
    }

    "know the repeat of an acknowledgement, and refuse one of an order it never had" in {
      val done = taken(ordered(heard, route(1)), "c~1:route")
      val again = done.taken("c~1:route")
      assert(!again.refused && again.events.isEmpty)
      assert(done.taken("c~9:route").refusal.code == "command.unknown")
    }

    "keep the orders of a contact in order" in {
      val all = ordered(heard, route(1), callOff(1), route(2), play)
      assert(owed(all) == Seq("c~1:cancel", "c~2:route", "c:play"))
    }

    "put a cancellation in the place of its route, and of no other" in {
      val all = ordered(heard, route(1), route(2), callOff(1))
      assert(owed(all) == Seq("c~2:route", "c~1:cancel"))
    }

    "never owe a route after its cancellation" in {
      val early = ordered(heard, callOff(1))
      assert(early.order(route(1), now).events.isEmpty)
      val acknowledged = taken(early, "c~1:cancel")
      assert(acknowledged.order(route(1), now).events.isEmpty)
      assert(acknowledged.order(route(2), now).events.size == 1)
    }

    "raise a cancellation to the newest round, or the switch would drop it" in {
      val all = ordered(heard, route(1, round = 0), route(2, round = 3), callOff(1, round = 0))
      assert(all.entries.get("c~1:cancel").order.round == 3)
      assert(ordered(heard, callOff(1, round = 2)).entries.get("c~1:cancel").order.round == 2)
    }

    "be answered by an event of that leg and that offer" in {
      val all = ordered(heard, route(1), route(2, agent = "bob"))
      assert(owed(answered(all, "ann", null, Kind.ROUTE)) == Seq("c~2:route"))
      assert(owed(answered(all, null, "c~2", Kind.ROUTE)) == Seq("c~1:route"))
      assert(owed(answered(all, "ann", "c~2", Kind.ROUTE)).size == 2)
      assert(owed(answered(all, "ann", null, Kind.CANCEL_ROUTE)).size == 2)
      assert(all.answered("another", "ann", null, JSet.of(Kind.ROUTE)).events.isEmpty)
    }

    "owe nothing whose time is over, and remember a minute longer that it had it" in {
      val owing = ordered(heard, play)
      assert(owing.owed(until).isEmpty)
      val repeated = owing.swept(until.plusSeconds(60)).order(play, now)
      assert(repeated.events.isEmpty)
      assert(owing.swept(until.plusSeconds(61)).isEmpty)
      assert(owing.order(callOff(1), until).events.isEmpty, "too late")
    }

    "forget nothing of one contact with the other" in {
      val two = ordered(heard, play, order("d~1:route", Kind.ROUTE, 1, "d~1", "ann", "d"))
      val rest = two.swept(until.plusSeconds(61))
      assert(rest.entries.keySet.asScala == Set("d~1:route") && rest.contacts.keySet.asScala == Set("d"))
    }
  }

  "a route of which nothing was heard" should {
    def asked(o: Outbox, from: Instant, to: Instant) =
      o.doubts(from, to).asScala.map(_.offer).toSeq

    "be asked about when its time is over, and once a minute from then on" in {
      val owing = ordered(heard, route(1))
      assert(asked(owing, Instant.EPOCH, until.plusSeconds(4)).isEmpty)
      assert(asked(owing, until, until.plusSeconds(5)) == Seq("c~1"))
      assert(asked(owing, until.plusSeconds(5), until.plusSeconds(64)).isEmpty)
      assert(asked(owing, until.plusSeconds(64), until.plusSeconds(65)) == Seq("c~1"))
    }

    "be asked about at once after a restart, also where the switch had acknowledged it" in {
      val known = taken(ordered(heard, route(1)), "c~1:route")
      assert(asked(known, Instant.EPOCH, until.plusSeconds(30)) == Seq("c~1"))
    }

    "be asked about no more when it was answered or cancelled" in {
      val owing = ordered(heard, route(1))
      val later = until.plusSeconds(30)
      assert(asked(answered(owing, "ann", "c~1", Kind.ROUTE), Instant.EPOCH, later).isEmpty)
      assert(asked(ordered(owing, callOff(1)), Instant.EPOCH, later).isEmpty)
    }

    "be given up in the end" in {
      val owing = ordered(heard, route(1))
      assert(!owing.swept(until.plus(Duration.ofMinutes(10))).isEmpty)
      assert(owing.swept(until.plus(Duration.ofMinutes(10)).plusSeconds(1)).isEmpty)
    }
  }

  "a switch for which nobody has ever listened" should {
    "have nothing written, and nothing asked" in {
      val batch = new Batch(Outbox.empty("sw"), now)
      batch.add(o => o.order(route(1), now))
      assert(!batch.mustBeWritten)
      assert(batch.outbox.doubts(Instant.EPOCH, until.plusSeconds(30)).isEmpty)
      assert(batch.outbox.swept(until.plusSeconds(61)).isEmpty)
    }

    "have all there is written when somebody does" in {
      val held = ordered(Outbox.empty("sw"), route(1), play)
      val batch = new Batch(held, now)
      batch.add(o => o.listen(now))
      assert(batch.mustBeWritten)
      val back = Outbox.empty("sw").apply(new Changed(batch.changes, now))
      assert(owed(back) == Seq("c~1:route", "c:play") && back.number == 2 && back.isHeard(now))
    }

    "be one again a day after the last that listened" in {
      assert(heard.isHeard(now.plus(Duration.ofHours(23))))
      assert(!heard.isHeard(now.plus(Duration.ofHours(24))))
    }
  }

  "listening" should {
    "be noted once an hour, so that a stream costs a row an hour" in {
      assert(heard.listen(now.plusSeconds(3599)).events.isEmpty)
      val later = heard.listen(now.plusSeconds(3600))
      assert(later.events.size == 1)
      val owing = ordered(heard, play)
      assert(owed(applied(owing, owing.listen(now.plusSeconds(3600)))) == Seq("c:play"))
    }
  }

  "an answer alone" should {
    "not be worth a row, an acknowledgement is: it was promised" in {
      val owing = ordered(heard, route(1))
      val batch = new Batch(owing, now)
      batch.add(o => o.answered("c", "ann", null, JSet.of(Kind.ROUTE)))
      assert(!batch.changes.isEmpty && !batch.mustBeWritten)
      batch.add(o => o.taken("c~1:route"))
      assert(!batch.mustBeWritten, "it is over already")
      val other = new Batch(owing, now)
      other.add(o => o.taken("c~1:route"))
      assert(other.mustBeWritten)
    }
  }

  "a batch" should {
    "tell the switch only what still holds at its end" in {
      val batch = new Batch(heard, now)
      Seq(route(1), callOff(1), play).foreach(o => batch.add(_.order(o, now)))
      assert(batch.fresh.asScala.map(_.order.id) == Seq("c~1:cancel", "c:play"))
    }
  }

  "a snapshot" should {
    "bring back the same outbox, without what is forgotten" in {
      val all = ordered(heard, route(1), callOff(1), route(2))
      val back = OutboxSnapshot.of(all).toOutbox
      assert(back == all)
      val aged = all.apply(new Changed(java.util.List.of(), until.plusSeconds(3600)))
      assert(OutboxSnapshot.of(aged).entries.isEmpty)
    }

    "come before the outbox has grown" in {
      val many = (1 to 5000).foldLeft(heard) { (o, n) =>
        val at = now.plusMillis(n * 100)
        o.apply(new Changed(o.order(
          new SwitchOrder("sw", s"$n", Kind.HANGUP, s"c$n", 0, null, null, at.plusSeconds(10), JMap.of()), at).events, at))
      }
      assert(many.number == 5000 && many.entries.size < 2000)
    }
  }

  "every decision in every state" should {
    for ((name, state) <- states; (what, decide) <- decisions)
      s"change nothing the second time: $what when $name" in {
        val first = decide(state)
        if (first.refused) assert(first.refusal.detail.length > 10)
        assert(decide(applied(state, first)).events.isEmpty)
      }
  }
}

object OutboxSpec {
  val now: Instant = Instant.parse("2026-01-01T10:00:00Z")
  val until: Instant = now.plusSeconds(15)
  val heard: Outbox = applied(Outbox.empty("sw"), Outbox.empty("sw").listen(now))

  def order(id: String, kind: Kind, round: Int, offer: String, agent: String, contact: String = "c"): SwitchOrder =
    new SwitchOrder("sw", id, kind, contact, round, offer, agent, until, JMap.of("endpoint", "sip:201"))
  def route(n: Int, round: Int = 1, agent: String = "ann"): SwitchOrder =
    order(s"c~$n:route", Kind.ROUTE, round, s"c~$n", agent)
  def callOff(n: Int, round: Int = 1): SwitchOrder =
    order(s"c~$n:cancel", Kind.CANCEL_ROUTE, round, s"c~$n", "ann")
  val play: SwitchOrder = order("c:play", Kind.PLAY, 1, null, null)

  def applied(o: Outbox, decision: Decision[Change, Void]): Outbox =
    if (decision.events.isEmpty) o else o.apply(new Changed(decision.events, now))
  def ordered(o: Outbox, orders: SwitchOrder*): Outbox =
    orders.foldLeft(o)((known, next) => applied(known, known.order(next, now)))
  def taken(o: Outbox, id: String): Outbox = applied(o, o.taken(id))
  def answered(o: Outbox, agent: String, offer: String, kind: Kind): Outbox =
    applied(o, o.answered("c", agent, offer, JSet.of(kind)))
  def owed(o: Outbox): Seq[String] = o.owed(now).asScala.map(_.order.id).toSeq

  val states: Seq[(String, Outbox)] = Seq(
    "never listened to" -> Outbox.empty("sw"),
    "nothing is owed" -> heard,
    "a route is owed" -> ordered(heard, route(1)),
    "a route is taken" -> taken(ordered(heard, route(1)), "c~1:route"),
    "a route is answered" -> answered(ordered(heard, route(1)), "ann", "c~1", Kind.ROUTE),
    "a route is cancelled" -> ordered(heard, route(1), callOff(1)))

  val decisions: Seq[(String, Outbox => Decision[Change, Void])] = Seq(
    "route" -> (_.order(route(1), now)),
    "cancel" -> (_.order(callOff(1), now)),
    "play" -> (_.order(play, now)),
    "too late" -> (_.order(route(1), until)),
    "take" -> (_.taken("c~1:route")),
    "answer" -> (_.answered("c", "ann", null, JSet.of(Kind.ROUTE, Kind.CANCEL_ROUTE))),
    "listen" -> (_.listen(now)))
}
