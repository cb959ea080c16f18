package usher.definitions

import com.fasterxml.jackson.databind.ObjectMapper
import java.time.{Duration, LocalDate, LocalTime}
import org.scalatest.wordspec.AnyWordSpec
import scala.jdk.CollectionConverters._
import usher.kernel.{Media, Rona, WrapUp}
import usher.queue.Definition

/** Queues and agents as JSON says them. */
class FormsSpec extends AnyWordSpec {
  private val json = new ObjectMapper

  private def queue(text: String): (Definition, Seq[(String, String)]) = {
    val check = new Check
    val definition = json.readValue(text, classOf[QueueForm]).check("q", Calendars.NONE, check)
    definition -> check.faults.asScala.map(f => f.pointer -> f.code).toSeq
  }

  private def taken(more: String): Definition = {
    val (definition, faults) = queue(s"""{"name": "Q"$more}""")
    assert(faults.isEmpty)
    definition
  }

  private def refused(more: String): Seq[(String, String)] = queue(s"""{"name": "Q"$more}""")._2

  "A queue's form" should {
    "mean by what it leaves out what the product does by itself" in {
      val d = taken("")
      assert(d.rona == Rona.DEFAULT && d.wrapUp == WrapUp.DEFAULT && d.ttl == Duration.ofHours(24))
      assert(d.serviceLevel == null && d.calendar == null && d.overflow == null && d.media.isEmpty)
      assert(d.steps == java.util.List.of(Definition.Step.ofAnyone))
    }

    "take what follows unanswered offers" in {
      assert(taken(""", "rona": {"after": 3, "return": "30s", "scope": "medium"}""").rona == new Rona(3, Duration.ofSeconds(30), true))
      assert(taken(""", "rona": {}""").rona == Rona.DEFAULT)
      assert(refused(""", "rona": {"after": 0, "return": "never", "scope": "team"}""") ==
        Seq("/rona/after" -> "number.range", "/rona/return" -> "duration.invalid", "/rona/scope" -> "word.unknown"))
    }

    "take how long a contact lives" in {
      assert(taken(""", "ttl": "4h"""").ttl == Duration.ofHours(4))
      assert(taken(""", "ttl": "never"""").ttl == null)
      assert(refused(""", "ttl": "always"""") == Seq("/ttl" -> "duration.invalid"))
    }

    "take each way to wrap up, with a limit where it has one" in {
      assert(taken(""", "wrapUp": {"mode": "none"}""").wrapUp == WrapUp.NONE)
      assert(taken(""", "wrapUp": {"mode": "unlimited"}""").wrapUp == new WrapUp(WrapUp.Mode.UNLIMITED, null))
      assert(taken(""", "wrapUp": {"mode": "on-request", "limit": "30s"}""").wrapUp == new WrapUp(WrapUp.Mode.ON_REQUEST, Duration.ofSeconds(30)))
      for (mode <- Seq("none", "unlimited"))
        assert(refused(s""", "wrapUp": {"mode": "$mode", "limit": "30s"}""") == Seq("/wrapUp/limit" -> "wrap-up.limit"))
    }

    "take a service level, which needs both its halves" in {
      assert(taken(""", "serviceLevel": {"percent": 80, "within": "20s"}""").serviceLevel == new Definition.ServiceLevel(80, Duration.ofSeconds(20)))
      assert(refused(""", "serviceLevel": {}""") == Seq("/serviceLevel/percent" -> "field.missing", "/serviceLevel/within" -> "field.missing"))
      assert(refused(""", "serviceLevel": {"percent": 0, "within": "20s"}""") == Seq("/serviceLevel/percent" -> "number.range"))
    }

    "take where contacts go that it does not take" in {
      assert(taken(""", "overflow": {"queue": "care", "message": "m", "after": "10m"}""").overflow == new Definition.Overflow("care", "m", Duration.ofMinutes(10)))
      assert(refused(""", "overflow": {}""") == Seq("/overflow" -> "overflow.empty"))
      assert(refused(""", "overflow": {"queue": "q"}""") == Seq("/overflow/queue" -> "overflow.circle"))
      assert(refused(""", "overflow": {"queue": "a b", "after": "30d"}""") == Seq("/overflow/queue" -> "id.invalid", "/overflow/after" -> "duration.range"))
    }

    "take a calendar written out" in {
      val c = taken(""", "calendar": {"zone": "Europe/Moscow", "hours": [{"days": ["mon", "sun"], "from": "22:00", "to": "24:00"}], "closed": ["2026-12-25"]}""").calendar
      assert(c.name == null && c.zone.getId == "Europe/Moscow" && c.closed == java.util.Set.of(LocalDate.parse("2026-12-25")))
      assert(c.hours.get(0).to == LocalTime.MIDNIGHT && c.hours.get(0).days.size == 2)
      val faults = refused(""", "calendar": {"zone": "Mars", "hours": [{"days": [], "from": "9:00", "to": "25:00"}, {"days": ["monday"]}], "closed": ["25.12."]}""")
      assert(faults == Seq("/calendar/zone" -> "zone.unknown", "/calendar/hours/0/days" -> "list.empty",
        "/calendar/hours/0/from" -> "time.invalid", "/calendar/hours/0/to" -> "time.invalid", "/calendar/hours/1/days/0" -> "word.unknown",
        "/calendar/hours/1/from" -> "field.missing", "/calendar/hours/1/to" -> "field.missing", "/calendar/closed/0" -> "date.invalid"))
    }

    "take a calendar's name where there is one" in {
      assert(refused(""", "calendar": "weekdays"""") == Seq("/calendar" -> "calendar.unknown"))
    }

    "not take a name within a calendar written out: it would look like one from the files" in {
      intercept[com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException](
        queue("""{"name": "Q", "calendar": {"name": "weekdays", "zone": "UTC", "hours": []}}"""))
    }

    "take steps for named agents, with conditions, and several offers at once" in {
      val step = taken(""", "steps": [{"agents": ["ann", "${wanted}"], "where": "'care' in teams", "offers": 3}]""").steps.get(0)
      assert(step.agents == java.util.List.of("ann", "${wanted}") && step.where == "'care' in teams" && step.offers == 3 && !step.anyone)
      assert(refused(""", "steps": [{"agents": ["${}", "a b"], "where": "nobody", "offers": 11}]""") == Seq(
        "/steps/0/agents/0" -> "id.invalid", "/steps/0/agents/1" -> "id.invalid", "/steps/0/where" -> "condition.invalid", "/steps/0/offers" -> "number.range"))
      assert(refused(""", "steps": [{"where": "true", "anyone": true}]""") == Seq("/steps/0" -> "step.target"))
    }

    "take a step for the last agent, which lasts as long as that one is waited for" in {
      def last(json: String) = taken(s""", "steps": [{"lastAgent": $json, "skills": {"care": 3}}, {"anyone": true}]""").steps.get(0)
      val step = last("""{"within": "7d", "waitIfBusy": "20s"}""")
      assert(step.lastAgent == new Definition.LastAgent(Duration.ofDays(7), Duration.ofSeconds(20)))
      assert(step.lasts == Duration.ofSeconds(20) && step.skills.get("care") == 3)
      assert(last("{}").lastAgent == new Definition.LastAgent(Duration.ofDays(14), Duration.ZERO))
      assert(last("{}").lasts == Duration.ofSeconds(1), "- as long as it takes to make the offer")
    }

    "refuse one that is the last step, or says otherwise how long it lasts, or names others" in {
      assert(refused(""", "steps": [{"lastAgent": {}}]""") == Seq("/steps/0/lastAgent" -> "step.last-agent"))
      assert(refused(""", "steps": [{"lastAgent": {}, "for": "20s", "agents": ["ann"]}, {"anyone": true}]""") ==
        Seq("/steps/0/for" -> "step.last-agent", "/steps/0/agents" -> "step.last-agent"))
      assert(refused(""", "steps": [{"lastAgent": {"within": "2y", "waitIfBusy": "2h"}}, {"anyone": true}]""") ==
        Seq("/steps/0/lastAgent/within" -> "duration.invalid", "/steps/0/lastAgent/waitIfBusy" -> "duration.range"))
      assert(refused(""", "steps": [{"lastAgent": {}, "anyone": true}, {"anyone": true}]""") == Seq("/steps/0" -> "step.target"))
    }
  }

  "An agent's form" should {
    "take what may interrupt what" in {
      val check = new Check
      val form = json.readValue("""{"name": "Ann", "capacity": {"interrupts": {"voice": ["email", "task"], "chat": []}}}""", classOf[ProfileForm])
      val capacity = form.check("", check).capacity
      assert(check.faults.isEmpty)
      assert(capacity.interrupts == java.util.Map.of(Media.VOICE, java.util.Set.of(Media.EMAIL, Media.TASK)))
      assert(capacity.fits(Media.VOICE, java.util.List.of(Media.EMAIL)))
      assert(!capacity.fits(Media.EMAIL, java.util.List.of(Media.VOICE)))
    }

    "refuse what interrupts itself or is no medium" in {
      val check = new Check
      json.readValue("""{"name": "Ann", "capacity": {"interrupts": {"voice": ["voice"], "fax": ["mail"]}}}""", classOf[ProfileForm]).check("", check)
      assert(check.faults.asScala.map(f => f.pointer -> f.code) == Seq(
        "/capacity/interrupts/voice/0" -> "capacity.interrupts",
        "/capacity/interrupts/fax" -> "word.unknown", "/capacity/interrupts/fax/0" -> "word.unknown"))
    }
  }
}
