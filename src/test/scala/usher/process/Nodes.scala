package usher.process

import java.time.Duration
import scala.util.Try

/** Packaged servers in one cluster over one database: three addresses of this machine, if nothing else is
  * said. One alone is a cluster of one.
  *
  * @param database empty: the embedded journal
  */
final class Nodes(
    name: String,
    database: String,
    options: Seq[String],
    patience: Duration = Duration.ofSeconds(20),
    stands: Seq[Stand] = Stand.Three
) {
  private val places = stands.map(stand => s"${stand.host}:${stand.port(18400)}")

  private val servers = places.zip(stands).map { case (place, stand) =>
    val shared = Map(
      "USHER_CLUSTER_HOST" -> stand.host,
      "USHER_CLUSTER_PORT" -> place.split(':').last,
      "USHER_CLUSTER_SEEDS" -> places.mkString(",")
    )
    val settings = Map("USHER_DATABASE_URL" -> database) ++ (if (stands.size > 1) shared else Map.empty)
    new PackagedServer(s"$name-${stand.host.split('.').last}", settings, options, stand, patience)
  }

  /** By the place in the cluster, as a node names itself. */
  val all: Map[String, PackagedServer] = places.zip(servers).toMap

  /** All at once; the milliseconds until all are ready. */
  def start(): Long = {
    val begun = System.nanoTime()
    servers.foreach(_.launch())
    servers.foreach(_.awaitReady())
    (System.nanoTime() - begun) / 1000000
  }

  def inOrder: Seq[PackagedServer] = servers

  def clients: Seq[Client] = servers.map(_.client)

  /** Each sees all of them, and none out of reach. */
  def areOne: Boolean = clients.forall { node =>
    val state = Try(node.get("/health/ready")).toOption.filter(_.status == 200).map(_.json)
    state.exists(s => s.path("nodes").size == servers.size && s.path("unreachable").isEmpty)
  }

  /** Where routing is, as a node sees it. */
  def coordinator(seenBy: Client): Option[String] =
    Try(seenBy.get("/health/ready").json.path("coordinator").asText(null)).toOption.filter(_ != null)

  def kill(): Unit = servers.foreach(_.kill())
}
