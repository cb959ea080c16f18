package usher.demo

import org.scalatest.wordspec.AnyWordSpec
import scala.jdk.CollectionConverters._
import usher.demo.Visit.{First, Medium}
import usher.replay.BankProfile

class ArrivalsSpec extends AnyWordSpec {
  private val halfHours = BankProfile.ARRIVALS.length

  private def visits(seed: Long): Iterator[Visit] = new Arrivals(seed, 0).asScala
  private val day = BankProfile.HALF_HOUR * halfHours
  private val days = 30
  private val many = visits(1).takeWhile(_.at < days * day).toVector

  private def near(found: Double, expected: Double, within: Double) =
    assert(math.abs(found - expected) <= within * expected, s"$found is not near $expected")

  private def share(of: Visit => Boolean, among: Seq[Visit] = many) =
    among.count(of).toDouble / among.size

  "the arrivals" should {
    "be the same for the same seed, and others for another" in {
      assert(visits(7).take(500).toSeq == visits(7).take(500).toSeq)
      assert(visits(7).take(500).toSeq != visits(8).take(500).toSeq)
    }

    "be in order, numbered from 1, day after day" in {
      assert(many.map(_.number) == (1 to many.size))
      assert(many.map(_.at) == many.map(_.at).sorted)
      assert((0 until days).forall(n => many.exists(_.at / day == n)))
    }

    "be, half hour by half hour, the bank's calls and the writing that comes with them" in {
      val byHalfHour = many.groupBy(v => (v.at % day / BankProfile.HALF_HOUR).toInt)
      for (n <- 0 until halfHours) {
        val calls = byHalfHour(n).count(_.medium == Medium.VOICE) / days.toDouble
        near(calls, BankProfile.ARRIVALS(n), 0.15)
      }
      val calls = many.count(_.medium == Medium.VOICE)
      near(many.count(_.medium == Medium.CHAT), calls * Arrivals.CHATS_PER_CALL, 0.05)
      near(many.count(_.medium == Medium.EMAIL), calls * Arrivals.MAILS_PER_CALL, 0.05)
    }

    "come to queues of their medium, and be moved within it" in {
      val medium = Centre.QUEUES.asScala.map(q => q.id -> q.medium).toMap
      for (v <- many) {
        assert(medium(v.queue) == v.medium, v)
        assert(v.movedTo == null || medium(v.movedTo) == v.medium, v)
      }
      assert(many.map(_.queue).toSet ++ many.flatMap(v => Option(v.movedTo)) == medium.keySet)
    }

    "show now and then what else may happen" in {
      near(share(_.first == First.REJECTED), Arrivals.REJECTED, 0.1)
      near(share(_.first == First.LEFT), Arrivals.LEFT, 0.15)
      val calls = many.filter(_.medium == Medium.VOICE)
      near(share(_.first == First.NO_ANSWER, calls), Arrivals.NO_ANSWER, 0.2)
      near(share(_.holds, calls), Arrivals.HELD, 0.1)
      near(share(_.movedTo != null, calls), Arrivals.MOVED, 0.1)
      near(share(_.forgotten), Arrivals.FORGOTTEN, 0.1)
      assert(many.filter(_.medium != Medium.VOICE).forall(v => v.first != First.NO_ANSWER && !v.holds))
    }

    "take an agent's time as the bank's calls did, wrap-up included" in {
      val calls = many.filter(_.medium == Medium.VOICE)
      val expected =
        BankProfile.KINDS.asScala.map(k => k.share * k.meanServiceSeconds).sum /
          BankProfile.KINDS.asScala.map(_.share).sum
      near(calls.map(v => v.stay.service + v.wrapUp).sum / 1000.0 / calls.size, expected, 0.05)
    }

    "make something happen every second, in the quietest half hour too" in {
      // It comes, is offered, connected, released and completed; or comes, waits and goes.
      val events = many.map(v => (v.at % day / BankProfile.HALF_HOUR) -> (if (v.stay.patience == 0) 2 else 5))
      val seconds = days * BankProfile.HALF_HOUR / 1000.0 / Demo.Options.SPEED
      for ((halfHour, of) <- events.groupBy(_._1))
        assert(seconds / of.map(_._2).sum < 1, s"half hour $halfHour")
    }
  }

  "the people" should {
    "be as many at the telephone as the bank had, and the writers all day" in {
      for (n <- 0 until halfHours) {
        val (writers, callers) = Centre.PEOPLE.asScala.filter(_.worksIn(n)).partition(_.telephone < 0)
        assert(callers.size == math.round(BankProfile.AT_WORK(n)))
        assert(writers.size == 3)
      }
    }

    "be able, each hour, to serve every queue in the end" in {
      for (n <- 0 until halfHours; queue <- Centre.QUEUES.asScala) {
        val last = Option(queue.wider).getOrElse(queue.best).asScala
        assert(
          Centre.PEOPLE.asScala.exists(p =>
            p.worksIn(n) && last.forall { case (skill, least) => p.skills.getOrDefault(skill, 0) >= least }),
          s"${queue.id} in half hour $n")
      }
    }
  }
}
