package usher.journal

import java.nio.file.{Files, Path}
import java.time.Instant
import java.util.HexFormat

import scala.jdk.CollectionConverters._

import akka.actor.testkit.typed.javadsl.ActorTestKit
import akka.serialization.{SerializationExtension, Serializers}
import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.dataformat.cbor.CBORFactory
import com.typesafe.config.ConfigFactory
import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec

/**
 * What an older version has written is read by this one: one of each kind of event and snapshot, as each released
 * version wrote it (src/test/resources/golden). Run with -Dgolden=0.2.0 it writes the file of a new version.
 */
class GoldenSpec extends AnyWordSpec with BeforeAndAfterAll {
  private val folder = Path.of("src/test/resources/golden")
  private val kit = ActorTestKit.create(
    "golden",
    ConfigFactory.parseString("akka.actor.provider = local").withFallback(ConfigFactory.load()))
  private val serialization = SerializationExtension(akka.actor.typed.javadsl.Adapter.toClassic(kit.system))
  private val cbor = new com.fasterxml.jackson.databind.ObjectMapper(new CBORFactory)
  private val samples = new Samples(kit)

  override def afterAll(): Unit = kit.shutdownTestKit()

  private def kinds(sealedType: Class[_]): Seq[AnyRef] =
    sealedType.getPermittedSubclasses.toSeq.flatMap { kind =>
      if (kind.isSealed) kinds(kind) else Seq(samples.of(kind).asInstanceOf[AnyRef])
    }

  private val at = Instant.ofEpochMilli(1767261600123L)

  /** Everything that is ever in a journal or among snapshots. */
  private val kept: Map[String, AnyRef] = {
    val queues = kinds(classOf[usher.queue.Change]).map(c =>
      c -> new usher.queue.Changed(java.util.List.of(c.asInstanceOf[usher.queue.Change]), at))
    val switches = kinds(classOf[usher.switching.Change]).map(c =>
      c -> samples.record(Class.forName("usher.switching.Changed"), java.util.List.of(c)))
    val plain = (kinds(classOf[usher.interaction.InteractionEvent]) ++ kinds(classOf[usher.agent.AgentEvent]) ++
      kinds(Class.forName("usher.routing.DomainEvent")) ++
      Seq("usher.agent.Agent", "usher.queue.QueueSnapshot", "usher.switching.OutboxSnapshot", "usher.routing.DomainSnapshot")
        .map(name => samples.of(Class.forName(name)).asInstanceOf[AnyRef])).map(e => e -> e)
    (queues ++ switches ++ plain).map { case (kind, whole) =>
      kind.getClass.getName.stripPrefix("usher.") -> whole.asInstanceOf[AnyRef]
    }.toMap
  }

  private def bytes(one: AnyRef) = serialization.serialize(one).get

  private def line(name: String, one: AnyRef) = {
    val manifest = Serializers.manifestFor(serialization.findSerializerFor(one), one)
    s"$name $manifest ${HexFormat.of.formatHex(bytes(one))}"
  }

  sys.props.get("golden").filter(_.nonEmpty).foreach { version =>
    Files.createDirectories(folder)
    Files.write(
      folder.resolve(s"$version.txt"),
      kept.toSeq.sortBy(_._1).map { case (name, one) => line(name, one) }.asJava)
  }

  private case class Golden(version: String, name: String, manifest: String, bytes: Array[Byte])

  private val golden: Seq[Golden] =
    for {
      file <- Files.list(folder).iterator.asScala.toSeq.sorted
      Array(name, manifest, hex) <- Files.readAllLines(file).asScala.map(_.split(' '))
    } yield Golden(file.getFileName.toString.stripSuffix(".txt"), name, manifest, HexFormat.of.parseHex(hex))

  /** The names of everything that has a value, with the way to it. */
  private def paths(node: JsonNode, at: String = ""): Set[String] =
    if (node.isObject) node.properties.asScala.toSet.flatMap { e: java.util.Map.Entry[String, JsonNode] =>
      paths(e.getValue, s"$at/${e.getKey}")
    }
    else if (node.isArray) node.asScala.toSet.flatMap((n: JsonNode) => paths(n, s"$at/*"))
    else Set(at)

  /** Where both have a value, and not the same one. */
  private def changed(before: JsonNode, after: JsonNode, at: String = ""): Set[String] =
    if (before.isObject) before.properties.asScala.toSet.flatMap { e: java.util.Map.Entry[String, JsonNode] =>
      Option(after.get(e.getKey)).toSet.flatMap((other: JsonNode) => changed(e.getValue, other, s"$at/${e.getKey}"))
    }
    else if (before.isArray) // sets come in any order
      if (before.asScala.toSet == after.asScala.toSet) Set.empty
      else if (before.size != after.size) Set(at)
      else before.asScala.zip(after.asScala).toSet.flatMap { (two: (JsonNode, JsonNode)) => changed(two._1, two._2, s"$at/*") }
    else if (before == after) Set.empty else Set(s"$at: $before is $after")

  "every kind of event and snapshot" should {
    "have been written by a released version, with all that is in it" in {
      val released = golden.groupMapReduce(_.name)(g => paths(cbor.readTree(g.bytes)))(_ ++ _).withDefaultValue(Set.empty)
      val unreleased = kept.map { case (name, one) => name -> (paths(cbor.readTree(bytes(one))) -- released(name)) }
        .filter { case (_, some) => some.nonEmpty }
      assert(unreleased == Map(), "- new ones? Run with -Dgolden and the next version")
    }
  }

  for (old <- golden)
    s"${old.name} of version ${old.version}" should {
      "be read, and nothing of it be lost" in {
        val id = serialization.findSerializerFor(kept.getOrElse(old.name, fail("there is no such kind any more"))).identifier
        val read = serialization.deserialize(old.bytes, id, old.manifest).get
        val lost = paths(cbor.readTree(old.bytes)) -- paths(cbor.readTree(bytes(read)))
        assert(lost == Set())
        assert(changed(cbor.readTree(old.bytes), cbor.readTree(bytes(read))) == Set())
      }
    }
}
