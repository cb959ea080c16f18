package usher.keeping;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.function.Consumer;
import usher.journal.Journals;
import usher.settings.Settings;

/**
 * Writes a backup into an empty database, whole or not at all: one transaction, and before it ends
 * everything is read back and compared with what the backup says.
 */
final class Restore {
  private static final int BATCH = 500;

  private final Connection connection;
  private final boolean postgres;
  private final BackupFile file;
  private final Consumer<String> progress;

  /** It must not, or cannot, be written here; the message says what to do. */
  static final class Refused extends RuntimeException {
    Refused(String message) {
      super(message);
    }
  }

  private Restore(
      Connection connection, boolean postgres, BackupFile file, Consumer<String> progress) {
    this.connection = connection;
    this.postgres = postgres;
    this.file = file;
    this.progress = progress;
  }

  /**
   * Into the database of these settings.
   *
   * @throws Refused where it is not empty, or a server runs on it: nothing is written
   */
  static void into(Settings settings, Clock clock, BackupFile file, Consumer<String> progress) {
    Journals.prepare(settings, clock);
    try (var connection = Journals.connect(settings)) {
      connection.setAutoCommit(false);
      var restore = new Restore(connection, settings.database().isPostgres(), file, progress);
      try {
        restore.run();
        connection.commit();
      } catch (SQLException | IOException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException | IOException e) {
      throw new Refused("Nothing was restored: " + e.getMessage());
    }
  }

  private void run() throws SQLException, IOException {
    if (postgres) mustBeAlone();
    for (var table : Table.ALL) mustBeEmpty(table);
    for (var table : Table.ALL) if (table.counter() != null) count(table);
    for (var table : Table.ALL) write(table);
    for (var table : Table.ALL) compare(table);
  }

  /** Whoever starts meanwhile waits for the end, or is seen here. */
  private void mustBeAlone() throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SET LOCAL lock_timeout = '5s'");
      statement.execute("LOCK TABLE event_journal, snapshot, audit IN ACCESS EXCLUSIVE MODE");
      var sql = "SELECT node FROM pulse WHERE at > clock_timestamp() - INTERVAL '5 seconds'";
      try (var row = statement.executeQuery(sql)) {
        if (row.next())
          throw new Refused(
              "A node, "
                  + row.getString(1)
                  + ", runs on this database, or did 5 s ago: stop all of them, then restore");
      }
    }
  }

  private void mustBeEmpty(Table table) throws SQLException {
    var sql = "SELECT 1 FROM " + Table.quoted(table.name()) + " LIMIT 1";
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      if (row.next())
        throw new Refused(
            "There is something in this database already ("
                + table.name()
                + "): set USHER_DATA_DIR to an empty directory, or USHER_DATABASE_URL to an empty"
                + " database");
    }
  }

  /** What is written later gets higher numbers. On H2 this is no part of a transaction. */
  private void count(Table table) throws SQLException {
    var name = Table.quoted(table.name());
    var next = file.part(table).highest() + 1;
    var sql =
        postgres
            ? "SELECT setval(pg_get_serial_sequence('%s', '%s'), %d, false)"
                .formatted(name, table.counter(), next)
            : "ALTER TABLE %s ALTER COLUMN %s RESTART WITH %d"
                .formatted(name, Table.quoted(table.counter()), next);
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void write(Table table) throws SQLException, IOException {
    progress.accept(table.name() + ": " + file.part(table).rows() + " rows");
    try (var insert = connection.prepareStatement(table.insert());
        var in = file.rows(table)) {
      var waiting = new int[1];
      Rows.read(
          in,
          table.columns(),
          values -> {
            add(insert, table, values);
            if (++waiting[0] % BATCH == 0) insert.executeBatch();
          });
      insert.executeBatch();
    }
  }

  private static void add(PreparedStatement insert, Table table, Object[] values)
      throws SQLException {
    for (var n = 0; n < values.length; n++)
      Rows.set(insert, n + 1, table.columns().get(n).kind(), values[n]);
    insert.addBatch();
  }

  /** The same rows are the same bytes, in whatever database they are. */
  private void compare(Table table) throws SQLException, IOException {
    var rows = new Rows(table, postgres, OutputStream.nullOutputStream());
    while (rows.next(connection)) progress.accept("");
    if (!rows.part().equals(file.part(table)))
      throw new Refused(
          "Nothing was restored: "
              + table.name()
              + " is not in the database as it is in the backup");
  }
}
