package usher.interaction

import scala.jdk.CollectionConverters._

import org.scalatest.wordspec.AnyWordSpec

import usher.kernel.{Cause, Decision}

class KeysSpec extends AnyWordSpec {
  private val waiting = LifeSpec.unborn.arrived(
    new InteractionEvent.Arrived(LifeSpec.facts(null), LifeSpec.now, Cause.by("api")))

  private def set(i: Interaction, cause: Cause): Interaction =
    new InteractionEvent.PrioritySet(1.0, LifeSpec.now, cause).applyTo(i)

  private def again(i: Interaction, cause: Cause): Option[Decision[InteractionEvent, Told]] =
    Option(Keys.again(i, cause))

  private def mismatch(i: Interaction, cause: Cause): Boolean =
    again(i, cause).exists(d => d.refused && d.refusal.code == "idempotency.mismatch")

  "A contact" should {
    "know a key by what it was used for" in {
      val i = set(waiting, new Cause("api", "k", "one"))
      assert(!again(i, new Cause("api", "k", "one")).get.refused)
      assert(mismatch(i, new Cause("api", "k", "other")))
      assert(again(i, new Cause("api", "l", "one")).isEmpty && again(i, Cause.by("api")).isEmpty)
    }

    "know a switch's event by its name alone" in {
      val i = set(waiting, new Cause("switch:sw1", "sw1/7"))
      assert(!again(i, new Cause("switch:sw1", "sw1/7")).get.refused)
    }

    "know keys that were written with their command and without a digest" in {
      val i = set(waiting, new Cause("api", "api/priority/k"))
      assert(!again(i, new Cause("api", "k", "any")).get.refused)
      assert(again(i, new Cause("switch:api", "api/k")).isEmpty)
    }

    "know the newest 32, each once" in {
      val keys = (1 to 40).flatMap(n => Seq(s"k$n", s"k$n"))
      val i = keys.foldLeft(waiting)((i, key) => set(i, new Cause("api", key, "d")))
      assert(i.keys.all.asScala.map(_.key) == (9 to 40).map(n => s"k$n"))
    }
  }
}
