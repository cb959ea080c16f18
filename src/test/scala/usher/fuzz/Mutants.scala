package usher.fuzz

import com.fasterxml.jackson.databind.node.{ArrayNode, JsonNodeFactory, ObjectNode}
import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import scala.jdk.CollectionConverters._
import scala.util.Random

/** A body made wrong, or only odd, in one place. `isBroken`: it is no JSON as the contract takes it. */
final case class Mutant(pointer: String, what: String, body: String, isBroken: Boolean = false)

object Mutants {
  private val mapper = new ObjectMapper()
  private val make = JsonNodeFactory.instance

  /** Every place in every way. */
  def all(tree: JsonNode): Seq[Mutant] = places(tree, "").flatMap(ways(tree, _)).map(_()) ++ cut(tree.toString)

  /** One place in one way. */
  def any(tree: JsonNode, dice: Random): Mutant = {
    val all = places(tree, "")
    val here = ways(tree, all(dice.nextInt(all.size)))
    val body = tree.toString
    if (dice.nextInt(20) > 0 || body.length < 2) here(dice.nextInt(here.size))()
    else Mutant("", "cut off", body.take(1 + dice.nextInt(body.length - 1)), isBroken = true)
  }

  private def places(node: JsonNode, pointer: String): Seq[String] = {
    val fields = node.fields().asScala.toSeq.flatMap(f => places(f.getValue, s"$pointer/${escaped(f.getKey)}"))
    val items = if (node.isArray) (0 until node.size).flatMap(n => places(node.get(n), s"$pointer/$n")) else Nil
    pointer +: (fields ++ items)
  }

  private type Way = () => Mutant

  private def ways(tree: JsonNode, pointer: String): Seq[Way] = {
    val old = tree.at(pointer)
    val values = for ((what, value) <- Values if value != old)
      yield () => Mutant(pointer, what, replaced(tree, pointer, value))
    val raws = for ((what, text, isBroken) <- Raw)
      yield () => Mutant(pointer, what, raw(tree, pointer, text), isBroken)
    val more = if (!old.isObject) Nil else extra(tree, pointer, old)
    val less = if (pointer.isEmpty) Nil else Seq(() => without(tree, pointer))
    values ++ raws ++ more ++ less
  }

  private val Texts = Seq("text", "", " ", "NaN", "\u0000", "é", "\uD83D\uDE00", "a|b", "a~b", "../x", "x" * 1001, "x" * 5000, "(" * 3000,
    "0s", "-5s", "999999999d", "never", "2026-13-01T00:00:00Z", "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z",
    "+1000000000-12-31T23:59:59.999999999Z", "2026-01-31T08:30:00+18:00", "'.'.matches('(a+)+$')", "[1,2].all(x, x > 0)")

  private val Values: Seq[(String, JsonNode)] = Seq("true" -> make.booleanNode(true), "an array" -> make.arrayNode(),
    "an array of null" -> make.arrayNode().addNull(), "an object" -> make.objectNode(), "null" -> make.nullNode(),
    "a hundred and one" -> make.arrayNode().addAll((1 to 101).map(n => make.textNode(s"t$n")).asJava)) ++
    Texts.map(t => s"the text ${t.take(30)}" -> make.textNode(t))

  /** As they stand in the body, and whether the body is none then. */
  private val Raw: Seq[(String, String, Boolean)] =
    Seq("-1", "0", "0.5", "11", "201", "1000001", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808",
      "-9223372036854775808", "1e999", "-1e308", "1e-400", "-0.0", "9" * 400).map(n => (s"the number ${n.take(30)}", n, false)) ++
      Seq("NaN" -> "NaN", "Infinity" -> "-Infinity", "a plus" -> "+1", "a zero before" -> "007", "half a character" -> "\"\\ud800\"",
        "the other half" -> "\"\\udc00x\"", "a bad escape" -> "\"\\x\"", "a raw control" -> "\"\u0001\"", "single quotes" -> "'x'",
        "a comment" -> "/**/1", "too deep" -> ("[" * 60 + "]" * 60), "very deep" -> ("{\"a\":" * 20000), "a number too long" -> ("9" * 1500)).collect { case (what, text) => (what, text, true) }

  private def raw(tree: JsonNode, pointer: String, text: String) =
    replaced(tree, pointer, make.textNode("@here@")).replace("\"@here@\"", text)

  private def extra(tree: JsonNode, pointer: String, old: JsonNode): Seq[Way] = {
    val more = replaced(tree, pointer, old.deepCopy[ObjectNode]().put("nobodyKnows", true))
    val twice = more.replace("\"nobodyKnows\":true", "\"a\":1,\"a\":1")
    Seq(() => Mutant(s"$pointer/nobodyKnows", "an unknown field", more), () => Mutant(pointer, "a field twice", twice, isBroken = true))
  }

  private def without(tree: JsonNode, pointer: String): Mutant = {
    val copy = tree.deepCopy[JsonNode]()
    edit(copy, pointer)(_.remove(_))(_.remove(_))
    Mutant(pointer, "left out", copy.toString)
  }

  private def replaced(tree: JsonNode, pointer: String, value: JsonNode): String =
    if (pointer.isEmpty) value.toString
    else {
      val copy = tree.deepCopy[JsonNode]()
      edit(copy, pointer)((o, name) => o.set[JsonNode](name, value))((a, n) => a.set(n, value))
      copy.toString
    }

  private def edit(tree: JsonNode, pointer: String)(field: (ObjectNode, String) => Any)(item: (ArrayNode, Int) => Any): Unit = {
    val cut = pointer.lastIndexOf('/')
    val name = pointer.drop(cut + 1)
    tree.at(pointer.take(cut)) match {
      case o: ObjectNode => field(o, name.replace("~1", "/").replace("~0", "~"))
      case a: ArrayNode  => item(a, name.toInt)
      case other         => throw new AssertionError(s"$other has no $pointer")
    }
  }

  private def cut(body: String): Seq[Mutant] =
    (1 until body.length by 7).map(n => Mutant("", s"only $n characters", body.take(n), isBroken = true)) :+
      Mutant("", "twice", body + body, isBroken = true)

  private def escaped(name: String): String = name.replace("~", "~0").replace("/", "~1")

  def parse(body: String): JsonNode = mapper.readTree(body)
}
