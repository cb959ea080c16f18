package usher.faults

import java.time.Duration
import org.scalatest.featurespec.AnyFeatureSpec
import usher.process._

/** Three nodes on hosts of their own, between which the network breaks in one way or another while all of them can
  * still be asked: nothing that was acknowledged is lost, and nobody is given twice. A node that ends is started
  * again while the network is still broken.
  */
class PartitionSpec extends AnyFeatureSpec {
  private val all: Seq[(String, Centre => Unit, Int)] = Seq(
    ("isolated", isolated, 1),
    ("isolated-from-all", isolatedFromAll, 0),
    ("one-way", oneWay, 0),
    ("bridge", bridge, 1),
    ("flapping", flapping, 0)
  )

  private final class Centre(val run: FaultRun, val islands: Islands, val database: Database, supervisor: Supervisor) {
    private var done = 0

    /** By turns of each node, and the two after it; `endsItself`: the first of them must.
      *
      * @param seconds that it stays broken at least
      */
    def fault(what: String, seconds: Int, endsItself: Boolean = false)(break: Seq[Int] => Unit): Unit = {
      val order = Seq(0, 1, 2).map(n => (n + done) % 3)
      done += 1
      val from = System.currentTimeMillis()
      var found = 0L
      run.fault(s"$what (nodes ${order.map(_ + 1).mkString(", ")})") {
        break(order)
        found = run.probe.answers(Seq(run.node(order(2)).client)).max
        if (endsItself)
          FaultRun.await(30, s"node ${order.head + 1} ends itself")(supervisor.ends(order.head, from).nonEmpty)
        run.calm(math.max(0, (from + seconds * 1000L - System.currentTimeMillis()) / 1000).toInt)
        islands.mend()
        assert(found <= Asked.most(15000), "what the others had was not found again in time")
      }
      val ends = for (n <- order; at <- supervisor.ends(n, from)) yield s"node ${n + 1} after ${at - from} ms"
      info(s"  node ${order(2) + 1} has everything after $found ms; these ended themselves: ${ends.mkString(", ")}")
    }
  }

  Feature("Three nodes, each in a network of its own, under load") {
    Scenario("one broken network after the other") {
      val wanted = Asked.of(all)
      assume(wanted.nonEmpty, Asked.noneOf(all))
      Islands.missing.foreach(cancel(_))
      val passes = new Passes("partitions")
      val settings =
        Map("USHER_CREDENTIALS" -> passes.file.toAbsolutePath.toString, "USHER_CLUSTER_TRUSTED_NETWORK" -> "true")
      val islands = new Islands(settings, Seq(Passes.bearer(passes.admin)))
      try {
        val database = Database("partitions", islands.shore)
        try serve(wanted.map(_._2), islands, database)
        finally database.close()
      } finally islands.close()
    }
  }

  private def serve(wanted: Seq[Centre => Unit], islands: Islands, database: Database): Unit = {
    val nodes =
      new Nodes("partitions", database.url(through = true), Asked.options, Duration.ofSeconds(3), islands.stands)
    val run = new FaultRun(nodes, database.url(), Asked.seed, Asked.number("rate", 15), info(_))
    try {
      run.begin()
      val supervisor = new Supervisor(nodes)
      try {
        run.calm(20)
        val centre = new Centre(run, islands, database, supervisor)
        for (fault <- wanted) {
          fault(centre)
          run.calm(Asked.number("calm", 5))
        }
        run.check()
      } finally supervisor.close()
    } finally run.end()
  }

  private def lasts(usual: Int) = Asked.number("lasts", usual)

  /** It still reaches the database: what it might begin alone there would be a second cluster. */
  private def isolated(c: Centre): Unit = {
    c.fault("a node is cut off from the others", lasts(25), endsItself = true)(nodes => c.islands.isolate(nodes.head))
  }

  private def isolatedFromAll(c: Centre): Unit = {
    c.fault("a node is cut off from the others and the database", lasts(15), endsItself = true) { nodes =>
      c.islands.isolate(nodes.head)
      c.islands.cutOff(nodes.head, c.database.wire.port)
    }
  }

  private def oneWay(c: Centre): Unit = {
    c.fault("what one node sends to another is lost", lasts(15))(nodes => c.islands.drop(nodes(0), nodes(1)))
  }

  private def bridge(c: Centre): Unit = {
    c.fault("two nodes are cut off from each other, and both reach the third", lasts(15)) { nodes =>
      c.islands.cut(nodes(0), nodes(1))
    }
  }

  /** Broken and whole again by turns. */
  private def flapping(c: Centre): Unit = {
    c.fault("a node is cut off from the others every other 2 s for 20 s", 0) { nodes =>
      for (_ <- 1 to lasts(20) / 4) {
        c.islands.isolate(nodes.head)
        c.run.calm(2)
        c.islands.mend()
        c.run.calm(2)
      }
    }
  }
}
