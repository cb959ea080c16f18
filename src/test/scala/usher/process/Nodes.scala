package usher.process

import usher.process.Nodes._

/** Three packaged servers on three addresses of this machine, in one cluster over one database. */
final class Nodes(name: String, database: String, options: Seq[String]) {
  private val places = Hosts.map(host => s"$host:${PackagedServer.freePort(host, 18400)}")

  /** By the place in the cluster, as a node names itself. */
  val all: Map[String, PackagedServer] = places.zip(Hosts).map { case (place, host) =>
    val settings = Map(
      "USHER_DATABASE_URL" -> database,
      "USHER_CLUSTER_HOST" -> host,
      "USHER_CLUSTER_PORT" -> place.split(':').last,
      "USHER_CLUSTER_SEEDS" -> places.mkString(",")
    )
    place -> new PackagedServer(s"$name-${host.split('.').last}", settings, options, host)
  }.toMap

  /** All at once; the milliseconds until all are ready. */
  def start(): Long = {
    val begun = System.nanoTime()
    all.values.foreach(_.launch())
    all.values.foreach(_.awaitReady())
    (System.nanoTime() - begun) / 1000000
  }

  def clients: Seq[Client] = places.map(all(_).client)

  def kill(): Unit = all.values.foreach(_.kill())
}

object Nodes {
  val Hosts: Seq[String] = Seq("127.0.0.1", "127.0.0.2", "127.0.0.3")
}
