package usher.journal

import java.lang.reflect.{ParameterizedType, Type}
import java.time.{Duration, Instant}

import akka.actor.testkit.typed.javadsl.ActorTestKit
import akka.actor.typed.ActorRef
import org.scalatest.Assertions

/** One of each kind, filled in by type: always the same. */
final class Samples(kit: ActorTestKit) extends Assertions {
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

  /** With {@code first} instead of its own first part. */
  def record(c: Class[_], first: AnyRef*): AnyRef = {
    val parts = c.getRecordComponents
    val make = c.getDeclaredConstructor(parts.map(_.getType): _*)
    make.setAccessible(true)
    val own = parts.drop(first.size).map(p => of(p.getGenericType).asInstanceOf[AnyRef])
    make.newInstance(first ++ own: _*).asInstanceOf[AnyRef]
  }
}
