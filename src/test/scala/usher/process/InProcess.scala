package usher.process

import com.typesafe.config.ConfigFactory
import java.nio.file.{Files, Path}
import java.time.{Clock, ZoneOffset}
import scala.jdk.CollectionConverters._
import usher.Guardian
import usher.settings.Settings

/** A server in the specs' own process, on a free port, with a journal of its own; without policy
  * files where none are given, without credentials where it is not told of any.
  */
final class InProcess(
    name: String,
    policies: Option[Path] = None,
    clock: Clock = Clock.tickMillis(ZoneOffset.UTC),
    told: Map[String, Any] = Map.empty)
    extends AutoCloseable {
  private val data = Files.createTempDirectory(Files.createDirectories(Path.of("target")), name)
  private val guardian = {
    val none = data.resolve("conf")
    Files.createDirectories(none.resolve("flows"))
    val own = Map[String, Any](
      "usher.http.port" -> 0,
      "usher.data-dir" -> data.toString,
      "usher.conf-dir" -> policies.getOrElse(none).toString)
    val config = ConfigFactory.parseMap((own ++ told).asJava).withFallback(ConfigFactory.load())
    Guardian.open(Settings.of(config), clock)
  }

  val port: Int = guardian.port()

  /** Opened beside the server, in one process: the very same database. */
  val journal: String = {
    val file = data.toAbsolutePath.resolve("usher")
    s"jdbc:h2:synced:$file;USER=sa;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"
  }

  override def close(): Unit = guardian.close()
}
