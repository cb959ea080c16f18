package usher.http

import java.util.Map.entry

import scala.jdk.CollectionConverters._

import org.scalatest.wordspec.AnyWordSpec

import usher.routing.Seen

class ListQuerySpec extends AnyWordSpec {
  private def query(pairs: (String, String)*) =
    new ListQuery(pairs.map { case (k, v) => entry(k, v) }.asJava, java.util.List.of("state", "team", "customer"))

  private def faults(pairs: (String, String)*): Seq[String] = {
    val q = query(pairs: _*)
    q.limit(); q.after(); q.id("team"); q.address("customer"); q.word("state", Seen.State.values)
    try { q.done(); Nil }
    catch { case found: Problem.Found => found.problem.errors.asScala.toSeq.collect { case e: usher.definitions.Fault => s"${e.pointer} ${e.code}" } }
  }

  "the parameters of a list" should {
    "be understood" in {
      val q = query("limit" -> "7", "cursor" -> ListQuery.cursor("call-1"), "state" -> "wrap-up", "customer" -> " 6421")
      assert(q.limit() == 7 && q.after() == "call-1" && q.word("state", Seen.State.values) == Seen.State.WRAP_UP)
      assert(q.address("customer") == "+6421" && q.id("team") == null)
      assert(query().limit() == 50 && query().after() == null && ListQuery.cursor(null) == null)
    }

    "be refused all at once" in {
      assert(faults("limit" -> "0", "cursor" -> "?", "team" -> "a b", "state" -> "asleep", "colour" -> "red") == Seq(
        "?colour parameter.unknown", "?limit number.range", "?cursor cursor.invalid", "?team id.invalid",
        "?state word.unknown"))
      assert(faults("limit" -> "201") == Seq("?limit number.range"))
      assert(faults("limit" -> "x") == Seq("?limit number.range"))
      assert(faults("state" -> "queued", "state" -> "queued") == Seq("?state parameter.twice"))
      assert(faults("cursor" -> "YQBi") == Seq("?cursor cursor.invalid"))
    }
  }
}
