package usher.routing

import java.util.BitSet
import org.scalatest.wordspec.AnyWordSpec
import scala.jdk.CollectionConverters._
import scala.util.Random
import usher.agent.Experience
import usher.agent.Experience.Count

/** What it knows of agents who forget. */
class PredictorSpec extends AnyWordSpec {
  private val Agents = 400
  private val Remembered = 25

  /** Each of so many lessons is about one of so many values, of which an agent keeps the latest. */
  private def taught(values: Int, lessons: Int, seed: Int): (Predictor, Array[Experience]) = {
    val random = new Random(seed)
    val predictor = new Predictor
    val known = Array.fill(Agents)(Vector.empty[(String, Count)])
    for (_ <- 1 to lessons) {
      val agent = random.nextInt(Agents)
      val value = s"v${random.nextInt(values)}"
      val before = experience(known(agent))
      val had = known(agent).find(_._1 == value).fold(new Count(0, 0))(_._2)
      val reached = if (random.nextBoolean()) 1 else 0
      val count = new Count(had.reached + reached, had.all + 1)
      known(agent) = (known(agent).filterNot(_._1 == value) :+ (value -> count)).takeRight(Remembered)
      predictor.learn(agent, before, experience(known(agent)))
    }
    (predictor, known.map(experience))
  }

  private def experience(counts: Seq[(String, Count)]): Experience = new Experience(counts.toMap.asJava)

  private val everybody = { val all = new BitSet; all.set(0, Agents); all }

  "a predictor" should {
    for ((values, lessons, most) <- Seq((3000, 60000, 4), (200, 20000, 16), (40, 20000, 16)))
      s"know of $values values what agents still remember, and take room for no more" in {
        val (predictor, known) = taught(values, lessons, seed = values)
        val fresh = new Predictor
        for ((experience, agent) <- known.zipWithIndex) fresh.learn(agent, Experience.NONE, experience)
        for (n <- 0 until values) {
          val contact = java.util.List.of(s"v$n", s"v${(n * 7 + 1) % values}")
          assert(predictor.scores(contact, everybody).take(Agents).toSeq == fresh.scores(contact, everybody).take(Agents).toSeq)
        }
        val remembered = known.map(_.counts.size).sum
        info(s"$remembered are remembered, and there is room for ${predictor.room}")
        assert(predictor.room <= most * remembered)
      }
  }
}
