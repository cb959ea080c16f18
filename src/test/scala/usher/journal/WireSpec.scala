package usher.journal

import java.lang.reflect.{Modifier, ParameterizedType, Type}
import java.time.{Duration, Instant}

import scala.jdk.CollectionConverters._

import akka.actor.testkit.typed.javadsl.ActorTestKit
import akka.actor.typed.ActorRef
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
        val sent = Samples.of(c).asInstanceOf[AnyRef]
        val bytes = serialization.serialize(sent).get
        val serializer = serialization.findSerializerFor(sent)
        val manifest = akka.serialization.Serializers.manifestFor(serializer, sent)
        assert(serializer.getClass.getName.contains("jackson"))
        val back = serialization.deserialize(bytes, serializer.identifier, manifest).get
        assert(back == sent)
      }
  }

  private object Samples {
    def of(t: Type): Any = t match {
      case p: ParameterizedType => generic(p.getRawType.asInstanceOf[Class[_]], p.getActualTypeArguments.toSeq)
      case w: java.lang.reflect.WildcardType => of(w.getUpperBounds.head)
      case c: Class[_] => plain(c)
    }

    private def generic(raw: Class[_], args: Seq[Type]): Any = raw match {
      case c if c == classOf[java.util.List[_]] => java.util.List.of(of(args.head))
      case c if c == classOf[java.util.Set[_]] => java.util.Set.of(of(args.head))
      case c if c == classOf[java.util.Map[_, _]] => java.util.Map.of(of(args.head), of(args(1)))
      case c if c == classOf[ActorRef[_]] => kit.createTestProbe[AnyRef]().getRef
      case other => plain(other)
    }

    private def plain(c: Class[_]): Any = c match {
      case _ if c == classOf[String] => "text"
      case _ if c == classOf[Int] || c == classOf[Integer] => Int.box(3)
      case _ if c == classOf[Long] || c == classOf[java.lang.Long] => Long.box(1L << 40)
      case _ if c == classOf[Double] || c == classOf[java.lang.Double] => Double.box(2.5)
      case _ if c == classOf[Boolean] || c == classOf[java.lang.Boolean] => Boolean.box(true)
      case _ if c == classOf[Instant] => Instant.ofEpochMilli(1767261600123L)
      case _ if c == classOf[Duration] => Duration.ofMillis(1500)
      case _ if c == classOf[java.time.ZoneId] => java.time.ZoneId.of("Europe/Moscow")
      case _ if c == classOf[java.time.LocalDate] => java.time.LocalDate.of(2026, 1, 31)
      case _ if c == classOf[java.time.LocalTime] => java.time.LocalTime.of(8, 30)
      case _ if c.isEnum => c.getEnumConstants.head
      case _ if c.isRecord => record(c)
      case _ if c.isSealed => plain(c.getPermittedSubclasses.head)
      case _ => fail(s"no sample for $c: add one")
    }

    private def record(c: Class[_]): Any = {
      val parts = c.getRecordComponents
      val make = c.getDeclaredConstructor(parts.map(_.getType): _*)
      make.setAccessible(true)
      make.newInstance(parts.map(p => of(p.getGenericType).asInstanceOf[AnyRef]): _*)
    }
  }
}
