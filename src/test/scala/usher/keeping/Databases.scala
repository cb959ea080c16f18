package usher.keeping

import com.typesafe.config.ConfigFactory
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres
import java.nio.file.{Files, Path}
import java.sql.Connection
import java.time.Clock
import scala.jdk.CollectionConverters._
import scala.util.Using
import usher.journal.Journals
import usher.settings.Settings

/** Fresh databases of both kinds, with the journal's tables in them. */
final class Databases extends AutoCloseable {
  private lazy val postgres = EmbeddedPostgres.start()
  private var started = false
  private var made = 0

  def h2(): Settings = settings("usher.data-dir" -> Files.createTempDirectory(Files.createDirectories(Path.of("target")), "keeping").toString)

  def postgresql(): Settings = settings("usher.database.url" -> postgresqlUrl())

  def postgresqlUrl(): String = {
    started = true
    made += 1
    Using.resource(postgres.getPostgresDatabase.getConnection)(_.createStatement().execute(s"CREATE DATABASE keeping$made"))
    s"jdbc:postgresql://127.0.0.1:${postgres.getPort}/keeping$made?user=postgres"
  }

  private def settings(told: (String, String)*): Settings = {
    val settings = Settings.of(ConfigFactory.parseMap(told.toMap.asJava).withFallback(ConfigFactory.load()))
    Journals.prepare(settings, Clock.systemUTC)
    settings
  }

  override def close(): Unit = if (started) postgres.close()
}

object Databases {
  def in[T](settings: Settings)(work: Connection => T): T = Using.resource(Journals.connect(settings))(work)

  def write(settings: Settings, sql: String*): Unit = in(settings)(c => sql.foreach(c.createStatement().execute))

  /** All of a table as texts, in the order of its first columns. */
  def rows(settings: Settings, sql: String): Seq[String] = in(settings) { c =>
    val rows = c.createStatement().executeQuery(sql)
    val n = rows.getMetaData.getColumnCount
    Iterator.continually(rows).takeWhile(_.next()).map(r => (1 to n).map(i => text(r.getObject(i))).mkString(" ")).toVector
  }

  private def text(value: Any): String = value match {
    case bytes: Array[Byte]  => java.util.HexFormat.of.formatHex(bytes)
    case blob: java.sql.Blob => java.util.HexFormat.of.formatHex(blob.getBytes(1, blob.length.toInt))
    case other               => String.valueOf(other)
  }
}
