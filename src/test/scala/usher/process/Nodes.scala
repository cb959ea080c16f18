package usher.process

import java.time.Duration
import scala.util.Try
import usher.process.Nodes._

/** Three packaged servers on three addresses of this machine, in one cluster over one database. */
final class Nodes(
    name: String,
    database: String,
    options: Seq[String],
    patience: Duration = Duration.ofSeconds(20)
) {
  private val places = Hosts.map(host => s"$host:${PackagedServer.freePort(host, 18400)}")

  /** By the place in the cluster, as a node names itself. */
  val all: Map[String, PackagedServer] = places.zip(Hosts).map { case (place, host) =>
    val settings = Map(
      "USHER_DATABASE_URL" -> database,
      "USHER_CLUSTER_HOST" -> host,
      "USHER_CLUSTER_PORT" -> place.split(':').last,
      "USHER_CLUSTER_SEEDS" -> places.mkString(",")
    )
    place -> new PackagedServer(s"$name-${host.split('.').last}", settings, options, host, patience)
  }.toMap

  /** All at once; the milliseconds until all are ready. */
  def start(): Long = {
    val begun = System.nanoTime()
    all.values.foreach(_.launch())
    all.values.foreach(_.awaitReady())
    (System.nanoTime() - begun) / 1000000
  }

  def inOrder: Seq[PackagedServer] = places.map(all)

  def clients: Seq[Client] = inOrder.map(_.client)

  /** Each sees all of them, and none out of reach. */
  def areOne: Boolean = clients.forall { node =>
    val state = Try(node.get("/health/ready")).toOption.filter(_.status == 200).map(_.json)
    state.exists(s => s.path("nodes").size == all.size && s.path("unreachable").isEmpty)
  }

  /** Where routing is, as a node sees it. */
  def coordinator(seenBy: Client): Option[String] =
    Try(seenBy.get("/health/ready").json.path("coordinator").asText(null)).toOption.filter(_ != null)

  def kill(): Unit = all.values.foreach(_.kill())
}

object Nodes {
  val Hosts: Seq[String] = Seq("127.0.0.1", "127.0.0.2", "127.0.0.3")
}
