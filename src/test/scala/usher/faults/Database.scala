package usher.faults

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres
import java.nio.file.{Files, Path}
import scala.jdk.OptionConverters._
import usher.process.PackagedServer

/** A PostgreSQL that can be killed, stopped and started again on the same files.
  *
  * @param reach the address at which its wire begins
  */
final class Database(files: Path, reach: String = "127.0.0.1") extends AutoCloseable {
  private val fixed = PackagedServer.freePort("127.0.0.1", 18500)
  private var server = start()
  val wire = new Wire(fixed, reach)

  /** `through` the wire that can be cut. */
  def url(through: Boolean = false): String = {
    val place = if (through) s"${wire.host}:${wire.port}" else s"127.0.0.1:$fixed"
    s"jdbc:postgresql://$place/postgres?user=postgres"
  }

  private def start(): EmbeddedPostgres = EmbeddedPostgres
    .builder()
    .setDataDirectory(files)
    .setCleanDataDirectory(false)
    .setPort(fixed)
    .setServerConfig("synchronous_commit", "on")
    .start()

  private def processes: Seq[ProcessHandle] = {
    val main = Files.readAllLines(files.resolve("postmaster.pid")).get(0).trim.toLong
    ProcessHandle.of(main).toScala.toSeq.flatMap { p =>
      p +: p.descendants().toArray.toSeq.map(_.asInstanceOf[ProcessHandle])
    }
  }

  /** SIGKILL of all of it. */
  def kill(): Unit = {
    val all = processes
    all.foreach(_.destroyForcibly())
    all.foreach(_.onExit().join())
  }

  def restart(): Unit = {
    server.close()
    server = start()
  }

  /** STOP, CONT. */
  def signal(name: String): Unit =
    for (p <- processes)
      new ProcessBuilder("kill", s"-$name", p.pid.toString).start().waitFor()

  override def close(): Unit = {
    wire.close()
    server.close()
    val all = Files.walk(files)
    try all.toArray.reverse.foreach(f => Files.deleteIfExists(f.asInstanceOf[Path]))
    finally all.close()
  }
}

object Database {
  def apply(name: String, reach: String = "127.0.0.1"): Database =
    new Database(Files.createTempDirectory(s"usher-$name"), reach)
}
