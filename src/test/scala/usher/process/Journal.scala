package usher.process

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import com.fasterxml.jackson.dataformat.cbor.CBORFactory
import java.sql.{Connection, DriverManager, ResultSet}
import scala.jdk.CollectionConverters._
import scala.util.Using

/** What is written, read past the server: H2's file is an ordinary one once the server has ended. */
object Journal {
  private val cbor = new ObjectMapper(new CBORFactory)
  final case class Share(kind: String, ids: Long, rows: Long, bytes: Long)

  def h2(server: PackagedServer): String = s"jdbc:h2:file:${server.data.resolve("usher")};USER=sa"

  /** Rows and payload by what they are about: interaction, agent, queue, domain. */
  def shares(url: String): Seq[Share] = {
    def q(name: String): String = quoted(url, name)
    val kind = s"SUBSTRING(${q("persistence_id")}, 1, POSITION('|' IN ${q("persistence_id")}) - 1)"
    query(
      url,
      s"SELECT $kind, COUNT(DISTINCT ${q("persistence_id")}), COUNT(*)," +
        s" SUM(OCTET_LENGTH(${q("event_payload")})) FROM ${q("event_journal")} GROUP BY $kind ORDER BY 1"
    )(row => Share(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)))
  }

  /** How often each event was written, by its simple name. */
  def events(url: String): Seq[(String, Long)] = {
    val manifest = quoted(url, "event_ser_manifest")
    val sql =
      s"SELECT $manifest, COUNT(*) FROM ${quoted(url, "event_journal")} GROUP BY $manifest ORDER BY 2 DESC"
    query(url, sql)(row => row.getString(1).split("[.$]").last -> row.getLong(2))
  }

  /** All of a kind that have events. */
  def ids(url: String, kind: String): Seq[String] = {
    val id = quoted(url, "persistence_id")
    query(url, s"SELECT DISTINCT $id FROM ${quoted(url, "event_journal")} WHERE $id LIKE '$kind|%'") { row =>
      row.getString(1).drop(kind.length + 1)
    }
  }

  /** What a queue has written down, change by change. */
  def changes(url: String, queue: String): Seq[JsonNode] = {
    val (id, n, payload) = (quoted(url, "persistence_id"), quoted(url, "sequence_number"), quoted(url, "event_payload"))
    val sql = s"SELECT $payload FROM ${quoted(url, "event_journal")} WHERE $id = 'queue|$queue' ORDER BY $n"
    query(url, sql)(row => cbor.readTree(row.getBytes(1))).flatMap(_.path("changes").elements().asScala)
  }

  private def quoted(url: String, name: String): String =
    if (url.startsWith("jdbc:h2")) "\"" + name + "\"" else name

  def query[T](url: String, sql: String)(read: ResultSet => T): Seq[T] =
    Using.resource(DriverManager.getConnection(url)) { connection: Connection =>
      val rows = connection.createStatement().executeQuery(sql)
      Iterator.continually(rows).takeWhile(_.next()).map(read).toVector
    }
}
