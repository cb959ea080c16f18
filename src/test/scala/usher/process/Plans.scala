package usher.process

import scala.util.Random

/** What shall become of one contact. `missed`: its first offer is not answered. */
final case class Plan(
    id: String,
    voice: Boolean,
    bySwitch: Boolean,
    leaves: Boolean,
    rejected: Boolean,
    requeued: Boolean,
    wordless: Boolean,
    released: Boolean,
    missed: Boolean = false
)

object Plans {

  /** `wordless`: the switch connects without the agent's word. */
  def of(count: Int, random: Random): Seq[Plan] = (1 to count).map(n => one(f"call-$n%03d", random))

  def one(id: String, random: Random): Plan = {
    val voice = random.nextInt(2) == 0
    Plan(
      id = id,
      voice = voice,
      bySwitch = voice && random.nextInt(2) == 0,
      leaves = random.nextInt(8) == 0,
      rejected = random.nextInt(10) == 0,
      requeued = random.nextInt(8) == 0,
      wordless = voice && random.nextInt(4) == 0,
      released = voice || random.nextInt(2) == 0
    )
  }
}
