package usher.journal

import scala.jdk.CollectionConverters._

import akka.actor.testkit.typed.javadsl.ActorTestKit
import akka.serialization.SerializationExtension
import com.tngtech.archunit.core.importer.{ClassFileImporter, ImportOption}
import com.typesafe.config.ConfigFactory
import org.scalatest.BeforeAndAfterAll
import org.scalatest.wordspec.AnyWordSpec

import usher.kernel.Wire

/** Whatever is written or sent between nodes comes back as it was: every such class, filled in by type. */
class WireSpec extends AnyWordSpec with BeforeAndAfterAll {
  private val config = ConfigFactory
    .parseString("akka.actor.provider = local")
    .withFallback(ConfigFactory.load())
  private val kit = ActorTestKit.create("wire", config)
  private val serialization = SerializationExtension(akka.actor.typed.javadsl.Adapter.toClassic(kit.system))

  private val samples = new Samples(kit)

  override def afterAll(): Unit = kit.shutdownTestKit()

  /** Told inside one node only, between a parent and the child that writes for it. */
  private val local = Set("Written", "Ready", "Alarm", "NodeNews", "Due")

  private val classes: Seq[Class[_]] = new ClassFileImporter()
    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
    .importPackages("usher")
    .asScala
    .filter(c => c.isAssignableTo(classOf[Wire]) && !c.isInterface)
    .map(_.reflect: Class[_])
    .filterNot(c => local(c.getSimpleName))
    .toSeq
    .sortBy(_.getName)

  "everything on the wire" should {
    "be found" in assert(classes.size > 60)

    for (c <- classes)
      s"come back as it was: ${c.getName.stripPrefix("usher.")}" in {
        val sent = samples.of(c).asInstanceOf[AnyRef]
        val bytes = serialization.serialize(sent).get
        val serializer = serialization.findSerializerFor(sent)
        val manifest = akka.serialization.Serializers.manifestFor(serializer, sent)
        assert(serializer.getClass.getName.contains("jackson"))
        val back = serialization.deserialize(bytes, serializer.identifier, manifest).get
        assert(back == sent)
      }
  }
}
