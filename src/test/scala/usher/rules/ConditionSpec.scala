package usher.rules

import java.util.{List => JList, Map => JMap}
import org.scalatest.wordspec.AnyWordSpec

class ConditionSpec extends AnyWordSpec {
  private val skills = JMap.of("billing", Int.box(8), "english", Int.box(10))

  private def holds(text: String): Boolean =
    Condition.compile(text).holds("ann", skills, JList.of("care", "night"), JMap.of("site", "AKL"))

  private def refused(text: String): String =
    intercept[Condition.Invalid](Condition.compile(text)).getMessage

  "A condition" should {
    for (text <- Seq(
        "true",
        "attributes.site == 'AKL'",
        "attributes[\"site\"].startsWith('A')",
        "skills.billing >= 8 && skills.billing < 9",
        "'night' in teams",
        "teams.exists(t, t.matches('^ca'))",
        "id != 'bob'",
        "has(attributes.site) && !has(attributes.floor)",
        "size(skills) == 2",
        "skills.spanish > 3 || 'care' in teams"))
      s"hold of Ann: $text" in assert(holds(text))

    for (text <- Seq(
        "false",
        "attributes.site == 'WLG'",
        "skills.billing > 8",
        "'day' in teams"))
      s"not hold of Ann: $text" in assert(!holds(text))

    "not hold where nothing can be said: of a skill or an attribute she lacks, of a broken sum" in {
      assert(!holds("skills.spanish >= 1"))
      assert(!holds("attributes.floor == '2'"))
      assert(!holds("1 / (skills.billing - 8) > 0"))
      assert(!holds("attributes.site.matches('(')"))
    }

    "come to an end, whatever is asked of however many teams" in {
      val many = new java.util.ArrayList[String]()
      (1 to 100).foreach(n => many.add(s"t$n"))
      val all = "teams.all(a, teams.all(b, teams.all(c, teams.all(d, a + b + c + d != ''))))"
      assert(!Condition.compile(all).holds("ann", skills, many, JMap.of()))
    }

    "be one for one text: it is compiled once" in {
      assert(Condition.compile("id == 'ann'") eq Condition.compile("id == 'ann'"))
    }
  }

  "What is no condition" should {
    "be refused with the place and what is known" in {
      assert(refused("atributes.site == 'AKL'") ==
        "At column 1: undeclared reference to 'atributes'; known are id, skills, teams, attributes, and texts stand in quotes")
      assert(refused("attributes.site == AKL").contains("At column 20: undeclared reference to 'AKL'"))
      assert(refused("attributes.site = 'AKL'").startsWith("At column "))
      assert(refused("attributes.site == 5").contains("no matching overload"))
      assert(refused("skills.billing").contains("expected type 'bool' but found 'int'"))
      assert(refused("").startsWith("At column "))
      assert(refused("(" * 100 + "true" + ")" * 100).nonEmpty)
      assert(refused("'" + "x" * 1000 + "' == id") == "At most 1000 characters")
    }
  }
}
