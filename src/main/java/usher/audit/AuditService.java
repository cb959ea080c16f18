package usher.audit;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.persistence.jdbc.db.SlickExtension;
import akka.persistence.jdbc.db.SlickExtensionImpl;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import scala.jdk.javaapi.FutureConverters;
import slick.jdbc.JdbcBackend.DatabaseDef;
import usher.journal.JournalConnections;

/** The audit trail in its table; what is written is durable when the answer comes. */
public final class AuditService {
  private static final String COLUMNS =
      "\"number\", \"at\", \"by\", \"operation\", \"target\", \"body\", \"status\"";

  private final DatabaseDef database;

  public AuditService(ActorSystem<?> system) {
    var config = system.settings().config().getConfig("jdbc-read-journal");
    var slick = (SlickExtensionImpl) SlickExtension.get(Adapter.toClassic(system));
    database = slick.database(config).database();
  }

  /** The number it has from then on. */
  public CompletionStage<Long> begin(Entry entry) {
    return run(
        connection -> {
          var sql =
              "INSERT INTO \"audit\" (" + COLUMNS.substring(10) + ") VALUES (?, ?, ?, ?, ?, ?)";
          try (var insert = connection.prepareStatement(sql, new String[] {"number"})) {
            insert.setLong(1, entry.at().toEpochMilli());
            insert.setString(2, entry.by());
            insert.setString(3, entry.operation());
            insert.setString(4, entry.target());
            insert.setString(5, entry.body());
            insert.setNull(6, Types.INTEGER);
            insert.executeUpdate();
            try (var keys = insert.getGeneratedKeys()) {
              keys.next();
              return keys.getLong(1);
            }
          }
        });
  }

  /** It was answered so. */
  public CompletionStage<Long> end(long number, int status) {
    return run(
        connection -> {
          var sql = "UPDATE \"audit\" SET \"status\" = ? WHERE \"number\" = ?";
          try (var update = connection.prepareStatement(sql)) {
            update.setInt(1, status);
            update.setLong(2, number);
            update.executeUpdate();
            return number;
          }
        });
  }

  /** The newest first; {@code before}: only older ones than this number. */
  public CompletionStage<List<Entry>> newest(long before, int limit) {
    return run(
        connection -> {
          var sql =
              "SELECT "
                  + COLUMNS
                  + " FROM \"audit\" WHERE \"number\" < ? ORDER BY \"number\" DESC LIMIT ?";
          try (var select = connection.prepareStatement(sql)) {
            select.setLong(1, before);
            select.setInt(2, limit);
            return read(select);
          }
        });
  }

  private static List<Entry> read(PreparedStatement select) throws SQLException {
    var entries = new ArrayList<Entry>();
    try (var rows = select.executeQuery()) {
      while (rows.next()) entries.add(entry(rows));
    }
    return entries;
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        row.getLong(1),
        Instant.ofEpochMilli(row.getLong(2)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getObject(7, Integer.class));
  }

  private <T> CompletionStage<T> run(JournalConnections.Work<T> work) {
    return FutureConverters.asJava(JournalConnections.run(database, work));
  }
}
