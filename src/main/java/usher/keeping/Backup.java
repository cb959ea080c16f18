package usher.keeping;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import usher.journal.Journals;
import usher.settings.Settings;

/**
 * Everything in the database as it is at one moment, as a ZIP, piece by piece: in one transaction
 * that sees nothing of what is written meanwhile and keeps nobody from writing.
 */
public final class Backup implements AutoCloseable {
  private final Connection connection;
  private final boolean postgres;
  private final Instant at;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(out);
  private final Deque<Table> ahead = new ArrayDeque<>(Table.ALL);
  private final List<Manifest.Part> parts = new ArrayList<>();
  private Rows rows;
  private boolean done;

  private Backup(Connection connection, boolean postgres, Instant at) {
    this.connection = connection;
    this.postgres = postgres;
    this.at = at;
    zip.setLevel(Deflater.BEST_SPEED);
  }

  /** Begins one; what is acknowledged by now is in it. */
  public static Backup of(Settings settings, Instant now) throws SQLException {
    var connection = Journals.connect(settings);
    try {
      freeze(connection, settings.database().isPostgres());
      return new Backup(connection, settings.database().isPostgres(), now);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** All that is read from now on is of one moment. */
  static void freeze(Connection connection, boolean postgres) throws SQLException {
    try (var statement = connection.createStatement()) {
      if (postgres) connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      else statement.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SNAPSHOT");
      connection.setAutoCommit(false);
      // The moment is that of the first look.
      statement.executeQuery("SELECT COUNT(*) FROM \"event_tag\"").close();
    }
  }

  /** The next piece, which may be empty; null when all is said. */
  public byte[] next() throws SQLException, IOException {
    if (done) return null;
    if (rows == null) begin();
    else if (!rows.next(connection)) end();
    var piece = out.toByteArray();
    out.reset();
    return piece;
  }

  private void begin() throws IOException {
    if (ahead.isEmpty()) {
      zip.putNextEntry(new ZipEntry(Manifest.NAME));
      var version = Manifest.version();
      zip.write(new Manifest(Manifest.FORMAT, version, at.toString(), parts).toBytes());
      zip.close();
      done = true;
    } else {
      var table = ahead.remove();
      zip.putNextEntry(new ZipEntry(Manifest.Part.file(table.name())));
      rows = new Rows(table, postgres, zip);
    }
  }

  private void end() throws IOException {
    parts.add(rows.part());
    zip.closeEntry();
    rows = null;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // it is gone already
    }
  }
}
