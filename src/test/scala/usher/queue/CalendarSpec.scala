package usher.queue

import java.time.{DayOfWeek, Instant, LocalDate, LocalTime, ZoneId}
import java.util.{EnumSet, List => JList, Set => JSet}
import org.scalatest.wordspec.AnyWordSpec

class CalendarSpec extends AnyWordSpec {
  import DayOfWeek._

  private val workdays = EnumSet.range(MONDAY, FRIDAY)

  private def hours(days: JSet[DayOfWeek], from: String, to: String) =
    new Calendar.Hours(days, LocalTime.parse(from), LocalTime.parse(to))

  private def calendar(zone: String, hours: Calendar.Hours*)(closed: String*): Calendar =
    new Calendar("c", ZoneId.of(zone), JList.of(hours: _*), JSet.of(closed.map(LocalDate.parse(_)): _*))

  private def open(c: Calendar, instants: String*): Seq[String] =
    instants.filter(at => c.isOpen(Instant.parse(at)))

  "Office hours" should {
    val office = calendar("Europe/Moscow", hours(workdays, "09:00", "18:00"))("2026-12-25")

    "begin with their first moment and end before their last, by the wall clock of their zone" in {
      // 2026-11-23 is a Monday; Moscow is three hours ahead.
      val asked = Seq("2026-11-23T05:59:59.999Z", "2026-11-23T06:00:00Z", "2026-11-23T14:59:59.999Z", "2026-11-23T15:00:00Z")
      assert(open(office, asked: _*) == asked.slice(1, 3))
    }

    "know the day of the week where the clock hangs" in {
      assert(open(office, "2026-11-22T21:30:00Z", "2026-11-28T08:00:00Z").isEmpty) // night; Saturday
    }

    "be over on closed days" in assert(open(office, "2026-12-25T10:00:00Z").isEmpty)
  }

  "Hours over midnight" should {
    val night = calendar("UTC", hours(EnumSet.of(FRIDAY), "22:00", "06:00"))("2026-12-04")

    "belong to the day on which they began" in {
      val asked = Seq("2026-11-27T03:00:00Z", "2026-11-27T21:59:00Z", "2026-11-27T22:00:00Z",
        "2026-11-27T23:59:59Z", "2026-11-28T05:59:00Z", "2026-11-28T06:00:00Z", "2026-11-28T23:00:00Z")
      assert(open(night, asked: _*) == asked.slice(2, 5))
    }

    "not begin on a closed day, nor go on after it" in {
      assert(open(night, "2026-12-04T23:00:00Z", "2026-12-05T03:00:00Z").isEmpty)
    }

    "go on into a closed day: who came in the evening is served" in {
      val into = calendar("UTC", hours(EnumSet.of(FRIDAY), "22:00", "06:00"))("2026-11-28")
      assert(open(into, "2026-11-28T03:00:00Z").nonEmpty)
    }

    "be the whole day where they end when they begin" in {
      val day = calendar("UTC", hours(EnumSet.allOf(classOf[DayOfWeek]), "00:00", "00:00"))()
      val asked = Seq("2026-11-27T00:00:00Z", "2026-11-27T12:00:00Z", "2026-11-27T23:59:59.999Z")
      assert(open(day, asked: _*) == asked)
    }
  }

  "Summer time" should {
    // Berlin springs forward on 2026-03-29 at 02:00 and falls back on 2026-10-25 at 03:00.
    val early = calendar("Europe/Berlin", hours(EnumSet.of(SUNDAY), "02:30", "08:00"))()

    "move the hours with the wall clock" in {
      val winter = calendar("Europe/Berlin", hours(workdays, "09:00", "17:00"))()
      assert(open(winter, "2026-03-27T08:30:00Z", "2026-03-30T07:30:00Z").size == 2)
      assert(open(winter, "2026-03-27T07:30:00Z").isEmpty)
    }

    "open after the gap where an hour begins within it" in {
      assert(open(early, "2026-03-29T00:59:59Z").isEmpty) // 01:59 before the jump
      assert(open(early, "2026-03-29T01:00:00Z").nonEmpty) // 03:00 after it
    }

    "count an hour that comes twice as often as it comes" in {
      val once = calendar("Europe/Berlin", hours(EnumSet.of(SUNDAY), "02:00", "03:00"))()
      val asked = Seq("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")
      assert(open(once, asked: _*) == asked)
      assert(open(once, "2026-10-25T02:00:00Z").isEmpty)
    }
  }

  "Several periods of a day" should {
    "leave the pause between them closed" in {
      val c = calendar("UTC", hours(workdays, "08:00", "12:00"), hours(workdays, "13:00", "17:00"))()
      val asked = Seq("2026-11-23T11:59:00Z", "2026-11-23T12:30:00Z", "2026-11-23T13:00:00Z")
      assert(open(c, asked: _*) == Seq(asked.head, asked.last))
    }
  }
}
