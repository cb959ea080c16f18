package usher.process

import com.fasterxml.jackson.databind.{DeserializationFeature, JsonNode, ObjectMapper}
import com.fasterxml.jackson.databind.node.{JsonNodeFactory, MissingNode, ObjectNode}
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper
import com.networknt.schema.{ExecutionContext, Schema, SchemaLocation, SchemaRegistry, SpecificationVersion}
import java.net.URLDecoder
import java.nio.charset.StandardCharsets.UTF_8
import java.util.concurrent.ConcurrentHashMap
import scala.jdk.CollectionConverters._
import scala.util.Try

/** The published contract, and whether what a server says keeps it. A breach is an `AssertionError` that
  * names the request, the place and what is wrong there.
  */
object Contract {
  private final val Home = "https://usher.invalid/contract"
  private final val Components = "#/components/schemas/"
  private final val Definitions = "#/$defs/"

  /** One method of one path. */
  final case class Operation(method: String, path: String, node: JsonNode) {
    val id: String = node.path("operationId").asText
    private[Contract] val parts = path.split("/", -1).toSeq
    private[Contract] val literals = parts.count(!isParameter(_))
    def named: Boolean = parts.exists(isParameter)
    def responses: Seq[(String, JsonNode)] = fields(node.path("responses")).map { case (s, r) => s -> resolved(r) }
  }

  val document: JsonNode = {
    val yaml = getClass.getResourceAsStream("/openapi/openapi.yaml")
    try new YAMLMapper().readTree(yaml)
    finally yaml.close()
  }

  private val exact = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)

  private val methods = Set("get", "put", "post", "patch", "delete")

  val operations: Seq[Operation] = for {
    (path, item) <- fields(document.path("paths"))
    (method, node) <- fields(item)
    if methods(method)
  } yield Operation(method.toUpperCase, path, node)

  private val byLength: Map[Int, Seq[Operation]] =
    operations.groupBy(_.parts.size).map { case (n, all) => n -> all.sortBy(-_.literals) }

  /** What is said to those whose request never reached an operation. */
  private val notTaken = resolved(document.at("/components/responses/NotTaken"))

  /** The components alone, as JSON Schema has them: the rest of the document is no schema. */
  private val registry = {
    val components = document.at("/components/schemas").toString.replace(Components, Definitions)
    SchemaRegistry.withDefaultDialect(
      SpecificationVersion.DRAFT_2020_12,
      builder => { builder.schemas(java.util.Map.of(Home, s"""{"$$defs": $components}""")); () }
    )
  }
  private val schemas = new ConcurrentHashMap[String, Schema]

  /** A finished answer: status, form, headers and body. */
  def hold(method: String, target: String, answer: Answer): Unit =
    for (response <- response(method, target, answer)) {
      def breach(what: String) = broken(s"$method $target", s"${answer.status}: $what: ${answer.text.take(500)}")
      val offered = fields(response.path("content"))
      val form = answer.contentType.takeWhile(_ != ';').trim
      offered.find(_._1 == form) match {
        case None if offered.isEmpty && answer.text.isEmpty => ()
        case None => breach(s"the form is '$form', and not one of ${offered.map(_._1)}")
        case Some((_, media)) if form.endsWith("json") =>
          faults(media.path("schema"), answer.json).foreach(breach)
          if (form.contains("problem") && answer.json.path("status").asInt != answer.status) breach("another status inside")
        case _ => ()
      }
      for ((name, h) <- fields(response.path("headers")); header = resolved(h))
        answer.header(name) match {
          case None => if (header.path("required").asBoolean) breach(s"no header $name")
          case Some(value) =>
            val pattern = header.path("schema").path("pattern").asText(".*")
            if (!value.matches(pattern)) breach(s"the header $name: $value")
        }
    }

  /** A request that was taken: the contract must have it, or where each item has a result of its own, those that
    * were. What is null in it is as if left out.
    */
  def holdRequest(method: String, target: String, body: String, answer: Answer): Unit =
    for {
      operation <- find(method, target)
      schema = operation.node.at("/requestBody/content/application~1json/schema")
      if !schema.isMissingNode
      taken <- taken(parsed(body), answer.json.path("results"))
      fault <- faults(schema, withoutNulls(taken))
    } broken(s"taking $method $target", s"$fault: ${taken.toString.take(500)}")

  private def taken(body: JsonNode, results: JsonNode): Seq[JsonNode] =
    if (!results.isArray) Seq(body)
    else if (body.isObject && !body.has("items")) Seq(body).filter(_ => !isRejected(results.path(0)))
    else {
      val items = if (body.isArray) body else body.path("items")
      val kept = items.asScala.toSeq.zip(results.asScala).filterNot(i => isRejected(i._2)).map(_._1)
      kept.map(item => if (body.isArray) item else JsonNodeFactory.instance.objectNode().set[JsonNode]("items", JsonNodeFactory.instance.arrayNode().add(item)))
    }

  private def isRejected(result: JsonNode) = result.path("status").asText == "rejected"

  /** A request as the contract wants it? */
  def isFit(operation: Operation, body: String): Boolean = {
    val value = parsed(body)
    !value.isMissingNode && faults(operation.node.at("/requestBody/content/application~1json/schema"), withoutNulls(value)).isEmpty
  }

  /** Exactly: 1e999 is a number too. */
  private def parsed(body: String): JsonNode =
    Try(exact.readTree(body)).toOption.filter(_ != null).getOrElse(MissingNode.getInstance())

  private def withoutNulls(node: JsonNode): JsonNode = {
    node match {
      case o: ObjectNode => fields(o).foreach { case (name, value) => if (value.isNull) o.remove(name) }
      case _             => ()
    }
    node.asScala.foreach(withoutNulls)
    node
  }

  /** One event of a stream. */
  def holdEvent(path: String, event: String, data: JsonNode): Unit = {
    def breach(what: String) = broken(s"the event '$event' of $path", s"$what: $data")
    val stream = find("GET", path).map(_.node.at("/responses/200/content/text~1event-stream/x-events"))
    val schema = stream.map(_.path(event)).filterNot(_.isMissingNode)
    if (schema.isEmpty) breach("there is no such event")
    schema.foreach(faults(_, data).foreach(breach))
  }

  /** What is wrong with a value, each with its place. */
  def faults(schema: JsonNode, value: JsonNode): Seq[String] = {
    val errors = compiled(schema).validate(value, (context: ExecutionContext) =>
      context.executionConfig(config => { config.formatAssertionsEnabled(true); () }))
    errors.asScala.map(e => s"${e.getInstanceLocation} ${e.getMessage}").toSeq
  }

  def resolved(node: JsonNode): JsonNode =
    if (node.has("$ref")) document.at(node.path("$ref").asText.drop(1)) else node

  def fields(node: JsonNode): Seq[(String, JsonNode)] =
    node.fields().asScala.map(e => e.getKey -> e.getValue).toSeq

  /** The response that the contract has for this; none where the path is none of its own. */
  private def response(method: String, target: String, answer: Answer): Option[JsonNode] = {
    def isNotTaken = notTaken.path("x-statuses").asScala.exists(_.asInt == answer.status)
    find(method, target) match {
      case Some(operation) =>
        val known = operation.responses.toMap
        known.get(answer.status.toString).orElse(if (isNotTaken) known.get("default") else None)
          .orElse(broken(s"$method $target", s"${answer.status} is not foreseen: ${answer.text.take(500)}"))
      case None if target.startsWith("/docs")           => None
      case None if answer.status == 404 || isNotTaken => Some(notTaken)
      case None => broken(s"$method $target", s"${answer.status} where nothing is: ${answer.text.take(500)}")
    }
  }

  private def find(method: String, target: String): Option[Operation] = {
    val path = target.takeWhile(_ != '?').replaceFirst("^http://[^/]*", "")
    val parts = plain(path.split("/", -1).toVector.map(decoded))
    byLength.getOrElse(parts.length, Nil).find { o =>
      o.method == method && o.parts.lazyZip(parts).forall((t, p) => t == p || isParameter(t) && p.nonEmpty)
    }
  }

  /** Without dots: `/a/./b/..` is `/a/`. */
  private def plain(parts: Vector[String]): Vector[String] = {
    val kept = parts.foldLeft(Vector.empty[String]) {
      case (before, ".")  => before
      case (before, "..") => before.dropRight(1).padTo(1, "")
      case (before, part) => before :+ part
    }
    if (parts.lastOption.exists(Set(".", ".."))) kept :+ "" else kept
  }

  private def decoded(part: String): String =
    Try(URLDecoder.decode(part.replace("+", "%2B"), UTF_8)).getOrElse(part)

  private def isParameter(part: String): Boolean = part.startsWith("{")

  private def compiled(schema: JsonNode): Schema =
    schemas.computeIfAbsent(
      schema.toString.replace(Components, Definitions),
      text =>
        if (schema.has("$ref")) registry.getSchema(SchemaLocation.of(Home + Client.parse(text).path("$ref").asText))
        else registry.getSchema(Client.parse(text))
    )

  private def broken(where: String, what: String): Nothing =
    throw new AssertionError(s"The contract is broken by $where: $what")
}
