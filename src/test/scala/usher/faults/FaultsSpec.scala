package usher.faults

import java.time.Duration
import org.scalatest.featurespec.AnyFeatureSpec
import usher.history.History
import usher.process._

/** Whatever is done to three nodes under load, nothing that was acknowledged is lost and nobody is given
  * twice. `-Dfaults=kill,pause -Dtimes=30 -Drate=60 -Dcalm=30` does one or some of them, as often as that, with so many
  * seconds between them; `-Dagents=3000` has so many more agents at work meanwhile.
  */
class FaultsSpec extends AnyFeatureSpec {
  private val all: Seq[(String, Centre => Unit, Int)] = Seq(
    ("kill-coordinator", c => kill(c, _.coordinator), 1),
    ("kill", c => kill(c, _.anyNode()), 2),
    ("pause", pause, 1),
    ("rolling", rolling, 1),
    ("database-killed", c => outage(c, "killed", _.kill(), _.restart()), 1),
    ("database-hung", c => outage(c, "hung", _.signal("STOP"), _.signal("CONT")), 1),
    ("database-cut-off", c => outage(c, "cut off", _.wire.cut(), _.wire.mend()), 1)
  )

  private case class Centre(run: FaultRun, database: Database)

  Feature("Three nodes on one PostgreSQL, under load") {
    Scenario("one fault after the other") {
      val wanted = Asked.of(all)
      assume(wanted.nonEmpty, Asked.noneOf(all))
      val database = Database("faults")
      val nodes = new Nodes("faults", database.url(through = true), Asked.options, Duration.ofSeconds(3))
      val run = new FaultRun(nodes, database.url(), Asked.seed, Asked.number("rate", 15), info(_))
      try {
        run.begin()
        run.calm(20)
        for ((_, fault) <- wanted) {
          fault(Centre(run, database))
          run.calm(Asked.number("calm", 5))
        }
        run.calm(Asked.number("calm", (History.Settling / 1000).toInt + 10)) // order is judged when it has settled
        run.check()
      } finally {
        run.end()
        database.close()
      }
    }
  }

  /** SIGKILL; started again once all that it had answers elsewhere. */
  private def kill(c: Centre, which: FaultRun => PackagedServer): Unit = c.run.fault("a node is killed") {
    val node = which(c.run)
    node.kill()
    val answered = c.run.probe.answers(c.run.others(node)).sorted
    val soon = answered.count(_ <= 1000) * 100 / answered.size
    info(s"  of ${answered.size} contacts $soon % answer within 1 s, the last after ${answered.last} ms")
    assert(answered.last <= Asked.most(15000), "what the dead node had was not found again in time")
    assert(soon >= 40, "most of what lives on the other nodes has to be found at once") // a third was the dead node's
    node.launch()
  }

  /** The others go on without it; when it wakes, its writes are nobody's, and it ends itself. */
  private def pause(c: Centre): Unit = c.run.fault("a node is stopped for a while, and goes on") {
    val node = c.run.anyNode()
    node.signal("STOP")
    c.run.calm(Asked.number("lasts", 12))
    node.signal("CONT")
    FaultRun.await(60, "the node that was given up ends itself")(!node.isAlive)
    node.launch()
  }

  private def rolling(c: Centre): Unit = for (n <- 0 until 3) {
    if (n > 0) c.run.calm(5)
    val gap = c.run.fault(s"node ${n + 1} is restarted in order") {
      val node = c.run.node(n)
      val began = System.nanoTime()
      node.stop()
      val took = (System.nanoTime() - began) / 1000000
      info(s"  stopped in $took ms")
      assert(took <= Asked.most(3000), "a node that is told to stop takes too long")
      node.launch()
    }
    assert(gap <= Asked.most(3000), "nothing was taken for too long")
  }

  /** Whoever sends something while the database is away is told so soon; afterwards all goes on by itself. */
  private def outage(c: Centre, how: String, end: Database => Unit, begin: Database => Unit): Unit =
    c.run.fault(s"the database is $how for a while") {
      end(c.database)
      val away = c.run.arrivals(seconds = Asked.number("lasts", 8))
      for (n <- 0 until 3)
        assert(c.run.node(n).client.get("/v1/interactions?queue=rest").status == 200, "what waits is not shown")
      begin(c.database)
      val back = System.nanoTime()
      FaultRun.await(60, "contacts are taken again")(c.run.arrives(c.run.node(0)).status == 201)
      val again = (System.nanoTime() - back) / 1000000
      val statuses = away.groupBy(_._1).map { case (status, some) => s"${some.size} x $status" }.mkString(", ")
      info(s"  meanwhile $statuses, the slowest answer after ${away.map(_._2).max} ms; taken again after $again ms")
      assert(away.forall(_._1 == 503), "something was promised without a database")
      assert(away.map(_._2).max <= Asked.most(2000), "who sends something meanwhile waits too long")
      assert(again <= Asked.most(5000), "contacts are taken again too late")
      for (n <- 0 until 3) assert(c.run.node(n).isAlive, "a node ended because of its database")
    }
}
