package usher.fuzz

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.node.JsonNodeFactory
import com.github.curiousoddman.rgxgen.RgxGen
import java.time.{Instant, LocalDate, ZoneOffset}
import java.time.temporal.ChronoUnit.SECONDS
import scala.collection.mutable
import scala.jdk.CollectionConverters._
import scala.util.Random
import usher.process.Contract.{fields, resolved}

/** Values as a schema of the contract wants them. `fullness`: how likely what may be left out is there. */
final class Values(dice: Random, names: Names, fullness: Double) {
  private val make = JsonNodeFactory.instance

  def of(schema: JsonNode, word: String): JsonNode =
    if (schema.has("$ref")) of(resolved(schema), word)
    else if (schema.has("const")) schema.path("const")
    else if (schema.has("enum")) {
      val all = schema.path("enum").asScala.toSeq
      all.find(v => word == "state" && v.asText == "ready" && dice.nextInt(3) > 0).getOrElse(one(all)) // or nobody works
    }
    else if (schema.has("examples") && dice.nextInt(8) > 0) one(schema.path("examples").asScala.toSeq)
    else if (schema.has("oneOf")) of(likely(schema.path("oneOf").asScala.toSeq, (s: JsonNode) => s.path("type").asText), word)
    else if (schema.path("type").isArray) typed(likely(schema.path("type").asScala.map(_.asText).toSeq, (t: String) => t), schema, word)
    else typed(schema.path("type").asText, schema, word)

  /** Null is allowed, and seldom. */
  private def likely[T](all: Seq[T], kind: T => String): T = {
    val real = all.filter(kind(_) != "null")
    if (real.size < all.size && dice.nextInt(8) == 0) all.find(kind(_) == "null").get else one(real)
  }

  private def typed(kind: String, schema: JsonNode, word: String): JsonNode = kind match {
    case "object"  => obj(schema, word)
    case "array"   => array(schema, word)
    case "string"  => make.textNode(text(schema, word))
    case "integer" => make.numberNode(number(schema).toLong)
    case "number"  => make.numberNode(number(schema) + (if (dice.nextBoolean()) 0 else schema.path("exclusiveMinimum").asDouble(0)))
    case "boolean" => make.booleanNode(dice.nextBoolean())
    case _         => make.nullNode()
  }

  private def obj(schema: JsonNode, word: String): JsonNode = {
    val node = make.objectNode()
    val needed = schema.path("required").asScala.map(_.asText).toSet
    val known = dice.shuffle(fields(schema.path("properties")))
    val most = schema.path("maxProperties").asInt(Int.MaxValue)
    val least = schema.path("minProperties").asInt(0)
    for ((name, inner) <- known if node.size < most)
      if (needed(name) || node.size < least || dice.nextDouble() < fullness)
        node.set[JsonNode](name, of(inner, if (name == "id") word else name))
    val more = schema.path("additionalProperties")
    if (more.isObject) for (_ <- 0 until dice.nextInt(3)) node.set[JsonNode](key(schema, word), of(more, ""))
    node
  }

  private def key(schema: JsonNode, word: String): String =
    if (schema.has("propertyNames")) of(schema.path("propertyNames"), "").asText
    else names.of(word).getOrElse(s"k${dice.nextInt(3)}")

  private def array(schema: JsonNode, word: String): JsonNode = {
    val node = make.arrayNode()
    val size = (schema.path("minItems").asInt(0) + dice.nextInt(3)).min(schema.path("maxItems").asInt(3))
    for (_ <- 0 until size) node.add(of(schema.path("items"), word))
    node
  }

  private def number(schema: JsonNode): Double = {
    val least = schema.path("minimum").asDouble(schema.path("exclusiveMinimum").asDouble(-9e15) + (if (schema.has("exclusiveMinimum")) 1 else 0))
    val most = schema.path("maximum").asDouble(9e15)
    one(Seq(least, most, least.max(1).min(most), least.max(dice.nextInt(20)).min(most)))
  }

  private def text(schema: JsonNode, word: String): String = schema.path("format").asText match {
    case "date-time" => Instant.now().truncatedTo(SECONDS).plusSeconds(dice.nextInt(7200) - 3600L).toString
    case "date"      => LocalDate.now(ZoneOffset.UTC).plusDays(dice.nextInt(9) - 4L).toString
    case _ =>
      val fit = names.of(word).filter(n => !schema.has("pattern") || n.matches(schema.path("pattern").asText))
      if (fit.isDefined && dice.nextInt(20) > 0) fit.get
      else if (schema.has("pattern")) Values.pattern(schema.path("pattern").asText, dice)
      else Values.Texts(dice.nextInt(Values.Texts.size)).take(schema.path("maxLength").asInt(1000))
  }

  private def one[T](all: Seq[T]): T = all(dice.nextInt(all.size))
}

object Values {
  private val patterns = mutable.Map.empty[String, RgxGen]

  private def pattern(pattern: String, dice: Random): String = {
    val generator = patterns.synchronized(patterns.getOrElseUpdate(pattern, RgxGen.parse(pattern)))
    generator.generate(new java.util.Random(dice.nextLong()))
  }

  /** All of them texts that somebody may write. */
  val Texts: Seq[String] = Seq("", "x", "Ann", "+6421555001", "sip:201", "Grüße, 你好", "\uD83D\uDE00 smiles",
    "two\nlines\tand more", "\u0000", "\u0001\u001f\u007f", "\u202eright to left", "e\u0301\u0301\u0301", "\ufeff", "\uffff",
    "../../etc/passwd", "'; DROP TABLE x; --", "${jndi:ldap://127.0.0.1/x}", "${requestedAgent}", "<script>", "%00%0a", "a|b~1/c",
    "x" * 1000, "\uD83D\uDE00" * 600, "Europe/Moscow", "attributes.site == \"AKL\"", "(" * 200, "null", "-1")
}
