package usher.process

import com.fasterxml.jackson.databind.node.{ArrayNode, JsonNodeFactory, ObjectNode}
import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import scala.jdk.CollectionConverters._

/** A valid body made wrong in one place. `wrong`: it must be refused; else it may also be taken. */
final case class Mutant(pointer: String, what: String, body: String, wrong: Boolean, status: Int)

object Mutants {
  private val mapper = new ObjectMapper()
  private val make = JsonNodeFactory.instance
  private val huge = "x" * 5000

  /** Every node by every other type of value, left out, doubled, with a field nobody knows, … */
  def of(body: String): Seq[Mutant] = {
    val tree = mapper.readTree(body)
    val pointers = walk(tree, "")
    pointers.flatMap(p => swapped(tree, p) ++ odd(tree, p)) ++ truncated(body)
  }

  private def walk(node: JsonNode, pointer: String): Seq[String] = {
    val fields = node.fields().asScala.toSeq.flatMap { field =>
      walk(field.getValue, s"$pointer/${field.getKey}")
    }
    val items = if (node.isArray) (0 until node.size).flatMap(n => walk(node.get(n), s"$pointer/$n")) else Nil
    pointer +: (fields ++ items)
  }

  /** Values of another type mean nothing; null may stand for "left out". */
  private def swapped(tree: JsonNode, pointer: String): Seq[Mutant] = {
    val old = tree.at(pointer)
    val others: Seq[(String, JsonNode)] = Seq(
      "true" -> make.booleanNode(true),
      "a number" -> make.numberNode(12345678),
      "a fraction" -> make.numberNode(1.5),
      "a text" -> make.textNode("text"),
      "NaN" -> make.textNode("NaN"),
      "no text" -> make.textNode(""),
      "an array" -> make.arrayNode(),
      "an object" -> make.objectNode(),
      "null" -> make.nullNode()
    )
    for ((what, value) <- others if value != old) yield {
      val sameType = value.getNodeType == old.getNodeType
      val wrong = !sameType && !value.isNull
      Mutant(pointer, s"$what at $pointer", replaced(tree, pointer, value), wrong, 422)
    }
  }

  private def odd(tree: JsonNode, pointer: String): Seq[Mutant] = {
    val old = tree.at(pointer)
    def raw(text: String) = {
      val mark = "\"@here@\""
      replaced(tree, pointer, make.textNode("@here@")).replace(mark, text)
    }
    val all = Seq(
      Mutant(pointer, s"bare NaN at $pointer", raw("NaN"), wrong = true, 400),
      Mutant(pointer, s"an endless number at $pointer", raw("1e999"), wrong = !old.isNumber, 422),
      Mutant(pointer, s"a long number at $pointer", raw("9" * 40), wrong = !old.isNumber, 422),
      Mutant(pointer, s"too deep at $pointer", raw("[" * 60 + "]" * 60), wrong = true, 400),
      Mutant(pointer, s"half a character at $pointer", raw("\"\\ud800\""), wrong = true, 400),
      Mutant(pointer, s"a huge text at $pointer", raw("\"" + huge + "\""), wrong = true, 422)
    )
    val unknown = if (!old.isObject) Nil else extra(tree, pointer, old)
    val less = if (pointer.isEmpty) Nil else Seq(without(tree, pointer))
    all ++ unknown ++ less
  }

  private def extra(tree: JsonNode, pointer: String, old: JsonNode): Seq[Mutant] = {
    val more = old.deepCopy[ObjectNode]().put("nobodyKnows", true)
    val body = replaced(tree, pointer, more)
    val free = Set("/attributes", "/skills", "/data/attributes").exists(pointer.endsWith)
    val unknown = Mutant(s"$pointer/nobodyKnows", s"an unknown field at $pointer", body, wrong = true, 422)
    val twice = body.replace("\"nobodyKnows\":true", "\"a\":1,\"a\":1")
    // In a map of texts or levels the name is free, and only the value is wrong.
    Seq(
      if (free) unknown.copy(what = s"a truth in $pointer") else unknown,
      Mutant(pointer, s"a field twice at $pointer", twice, wrong = true, 400)
    )
  }

  private def without(tree: JsonNode, pointer: String): Mutant = {
    val cut = pointer.lastIndexOf('/')
    val copy = tree.deepCopy[JsonNode]()
    copy.at(pointer.take(cut)) match {
      case o: ObjectNode => o.remove(pointer.drop(cut + 1))
      case a: ArrayNode  => a.remove(pointer.drop(cut + 1).toInt)
      case other         => throw new AssertionError(s"$other has no $pointer")
    }
    Mutant(pointer, s"nothing at $pointer", copy.toString, wrong = false, 422)
  }

  private def replaced(tree: JsonNode, pointer: String, value: JsonNode): String =
    if (pointer.isEmpty) value.toString
    else {
      val copy = tree.deepCopy[JsonNode]()
      val cut = pointer.lastIndexOf('/')
      copy.at(pointer.take(cut)) match {
        case o: ObjectNode => o.set[JsonNode](pointer.drop(cut + 1), value)
        case a: ArrayNode  => a.set(pointer.drop(cut + 1).toInt, value)
        case other         => throw new AssertionError(s"$other has no $pointer")
      }
      copy.toString
    }

  private def truncated(body: String): Seq[Mutant] =
    (1 until body.length by 7).map { length =>
      Mutant("", s"only $length characters", body.take(length), wrong = true, 400)
    } :+ Mutant("", "twice", body + body, wrong = true, 400)
}
