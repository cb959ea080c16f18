package usher.http

import java.nio.charset.StandardCharsets.UTF_8
import org.scalatest.wordspec.AnyWordSpec
import usher.http.InteractionForms.{AssignForm, BaseForm}

/** What is taken as what. */
class JsonSpec extends AnyWordSpec {
  private def base(value: String) = Json.read(s"""{"base": $value}""".getBytes(UTF_8), classOf[BaseForm]).base

  private def refused(read: => Any): Problem = intercept[Problem.Found](read).problem

  "a number" should {
    "be one, or null" in {
      assert(base("7") == 7.0)
      assert(base("null") == null)
    }

    "be no text, a blank one neither" in {
      for (text <- Seq("\"\"", "\" \"", "\"\\t\\n\"", "\"7\"")) {
        val no = refused(base(text))
        assert(no.status == 422 && no.code == "field.invalid", text)
      }
    }
  }

  "a truth" should {
    "be no blank text" in {
      val body = """{"agent": "ann", "ignoreCapacity": " "}""".getBytes(UTF_8)
      assert(refused(Json.read(body, classOf[AssignForm])).status == 422)
    }
  }

  "a refusal" should {
    "say what belongs there, and nothing of the library that found it" in {
      for (value <- Seq("\" \"", "\"x\"", "true", "[]", "{}")) assert(refused(base(value)).detail == "Here belongs a number")
    }
  }
}
