package usher.process

import com.typesafe.config.ConfigFactory
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres
import java.nio.file.{Files, Path}
import java.time.{Clock, ZoneOffset}
import java.util.concurrent.atomic.AtomicInteger
import scala.jdk.CollectionConverters._
import scala.util.Using
import usher.Guardian
import usher.settings.Settings

/** A server in the specs' own process, on a free port, with a journal of its own; without policy
  * files where none are given, without credentials where it is not told of any. The journal is in H2, or
  * with `-Ddatabase=postgresql` in a PostgreSQL that all servers of this process share.
  */
final class InProcess(
    name: String,
    policies: Option[Path] = None,
    clock: Clock = Clock.tickMillis(ZoneOffset.UTC),
    told: Map[String, Any] = Map.empty)
    extends AutoCloseable {
  private val shared = Option.when(InProcess.isOnPostgres)(InProcess.freshDatabase(name))
  private val data = Files.createTempDirectory(Files.createDirectories(Path.of("target")), name)
  private val guardian = {
    val none = data.resolve("conf")
    Files.createDirectories(none.resolve("flows"))
    val own = Map[String, Any](
      "usher.http.port" -> 0,
      "usher.data-dir" -> data.toString,
      "usher.conf-dir" -> policies.getOrElse(none).toString)
    val database = shared.map("usher.database.url" -> _)
    val config = ConfigFactory.parseMap((own ++ database ++ told).asJava).withFallback(ConfigFactory.load())
    Guardian.open(Settings.of(config), clock)
  }

  val port: Int = guardian.port()

  /** Opened beside the server, in one process: the very same database. */
  val journal: String = shared.getOrElse {
    val file = data.toAbsolutePath.resolve("usher")
    s"jdbc:h2:synced:$file;USER=sa;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"
  }

  override def close(): Unit = guardian.close()
}

object InProcess {
  private val made = new AtomicInteger
  private def isOnPostgres = sys.props.get("database").contains("postgresql")

  /** Its process ends with this one. */
  private lazy val postgres = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start()

  private def freshDatabase(name: String): String = {
    val own = s"${name.replace('-', '_')}_${made.incrementAndGet()}"
    Using.resource(postgres.getPostgresDatabase.getConnection)(_.createStatement().execute(s"CREATE DATABASE $own"))
    s"jdbc:postgresql://127.0.0.1:${postgres.getPort}/$own?user=postgres"
  }
}
