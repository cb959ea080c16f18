package usher.faults

import java.util.concurrent.atomic.AtomicReferenceArray
import java.util.concurrent.{Executors, TimeUnit}
import scala.util.Try
import usher.process.Client

/** Contacts that lie somewhere in the cluster, and how soon each of them answers. */
final class Probe(val ids: Seq[String]) {

  /** Asks for each until it answers, by turns at these nodes; the ms until each did, from now on. */
  def answers(nodes: Seq[Client]): Seq[Long] = {
    val began = System.nanoTime()
    val pool = Executors.newFixedThreadPool(ids.size)
    val took = new AtomicReferenceArray[java.lang.Long](ids.size)
    def ask(id: String, n: Int): Runnable = () => {
      var turn = n
      while (took.get(n) == null && System.nanoTime() - began < Probe.Longest) {
        if (Try(nodes(turn % nodes.size).get(s"/v1/interactions/$id").status == 200).getOrElse(false))
          took.set(n, (System.nanoTime() - began) / 1000000)
        turn += 1
      }
    }
    for ((id, n) <- ids.zipWithIndex) pool.submit(ask(id, n))
    pool.shutdown()
    pool.awaitTermination(Probe.Longest, TimeUnit.NANOSECONDS)
    ids.indices.map(n => Option(took.get(n)).fold(Long.MaxValue)(_.longValue))
  }
}

object Probe {
  private val Longest = 60000000000L
}
