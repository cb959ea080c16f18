package usher.faults

import java.sql.{DriverManager, SQLException}
import java.time.Duration
import org.scalatest.featurespec.AnyFeatureSpec
import scala.util.Try
import usher.process._

/** A disk fills up under the journal and has room again: nothing that was acknowledged is lost, and who is not
  * acknowledged is told so.
  */
class DiskSpec extends AnyFeatureSpec {
  private val Room = 48L << 20 // what the server leaves free
  private val embedded: Seq[(String, Centre => Unit, Int)] = Seq(("disk-filled", filled, 3), ("disk-blow", blow, 1))
  private val shared: Seq[(String, (Centre, Database) => Unit, Int)] = Seq(("disk-postgresql", postgresql, 0))

  private case class Centre(run: FaultRun, disk: Disk) {
    def node: PackagedServer = run.node(0)
    def isReady: Boolean = Try(node.client.get("/health/ready").status == 200).getOrElse(false)
  }

  Feature("A disk that fills up under load, and has room again") {
    Scenario("beside the embedded journal") {
      val wanted = Asked.of(embedded)
      assume(wanted.nonEmpty, Asked.noneOf(embedded))
      val disk = made()
      try {
        val data = Map("USHER_DATA_DIR" -> disk.path.resolve("data").toString)
        val nodes = new Nodes("disk-h2", "", Asked.options, Duration.ofSeconds(3), Seq(Stand.Here.copy(settings = data)))
        serve(nodes, Journal.h2(nodes.inOrder.head), disk, wanted.map(_._2))
      } finally disk.close()
    }

    Scenario("under PostgreSQL") {
      val wanted = Asked.of(shared)
      assume(wanted.nonEmpty, Asked.noneOf(shared))
      val disk = made()
      try {
        val database = new Database(disk.path.resolve("postgresql"))
        try {
          val nodes = new Nodes("disk-pg", database.url(), Asked.options, Duration.ofSeconds(3), Seq(Stand.Here))
          serve(nodes, database.url(), disk, wanted.map { case (_, fault) => fault(_: Centre, database) })
        } finally database.close()
      } finally disk.close()
    }
  }

  private def made(): Disk = {
    Disk.missing.foreach(cancel(_))
    new Disk("disk", 512)
  }

  private def serve(nodes: Nodes, journal: String, disk: Disk, wanted: Seq[Centre => Unit]): Unit = {
    val run = new FaultRun(nodes, journal, Asked.seed, Asked.number("rate", 15), info(_))
    try {
      run.begin()
      run.calm(5)
      for (fault <- wanted) {
        fault(Centre(run, disk))
        run.calm(Asked.number("calm", 3))
      }
      run.fault("the server is killed and started again") {
        nodes.inOrder.head.kill()
        nodes.inOrder.head.start()
      }
      run.check()
    } finally run.end()
  }

  private def timed(seconds: Int, what: String)(holds: => Boolean): Long = {
    val from = System.nanoTime()
    FaultRun.await(seconds, what)(holds)
    (System.nanoTime() - from) / 1000000
  }

  /** The load itself fills it: the door is closed in time, and opens again. */
  private def filled(c: Centre): Unit = c.run.fault("the disk fills up") {
    c.disk.leave(Room + (1 << 20))
    val closed = timed(60, "the door is closed")(c.run.arrives(c.node).code == "journal.away")
    assert(!c.isReady, "it says that it is ready")
    val away = c.run.arrivals(seconds = 2)
    assert(away.forall(_._1 == 503), "something was promised without a journal")
    assert(c.node.client.get("/v1/interactions?queue=rest").status == 200, "what waits is not shown")
    val left = c.disk.freeBytes >> 10
    c.disk.relieve()
    val again = timed(10, "contacts are taken again")(c.run.arrives(c.node).status == 201)
    info(s"  closed after $closed ms with $left KiB left; taken again $again ms after there was room")
  }

  /** Nobody can close a door in time: what cannot be written is not acknowledged. */
  private def blow(c: Centre): Unit = c.run.fault("another's file takes all of the disk in one blow") {
    c.disk.leave(0)
    val closed = timed(10, "nothing is taken")(!c.isReady)
    val away = c.run.arrivals(seconds = Asked.number("lasts", 5))
    val isAlive = c.node.isAlive
    c.disk.relieve()
    if (!isAlive) {
      assert(c.node.logText.contains("disk"), "it ended, and has not said why")
      c.node.launch()
    }
    val again = timed(10, "contacts are taken again")(c.run.arrives(c.node).status == 201)
    val statuses = away.groupBy(_._1).map { case (status, some) => s"${some.size} x $status" }.mkString(", ")
    info(
      s"  not ready after $closed ms, meanwhile $statuses; ${if (isAlive) "it went on" else "it ended"};" +
        s" taken again $again ms after there was room"
    )
  }

  /** PostgreSQL ends where it cannot write its log; whoever looks after it starts it again. */
  private def postgresql(c: Centre, database: Database): Unit = c.run.fault("the disk of PostgreSQL is full") {
    c.disk.leave(0)
    try newLog(database)
    catch { case _: SQLException => () } // this is what it ends of
    val away = c.run.arrivals(seconds = Asked.number("lasts", 8))
    val isUp = Try(DriverManager.getConnection(database.url()).close()).isSuccess
    assert(c.node.isAlive, "the node ended because of its database")
    c.disk.relieve()
    if (!isUp) database.restart()
    val again = timed(10, "contacts are taken again")(c.run.arrives(c.node).status == 201)
    val statuses = away.groupBy(_._1).map { case (status, some) => s"${some.size} x $status" }.mkString(", ")
    info(
      s"  meanwhile $statuses; PostgreSQL ${if (isUp) "went on" else "ended"}; taken again $again ms after it was back"
    )
  }

  private def newLog(database: Database): Unit = {
    val connection = DriverManager.getConnection(database.url())
    try for (_ <- 1 to 20) connection.createStatement().execute("SELECT pg_switch_wal()")
    finally connection.close()
  }
}
