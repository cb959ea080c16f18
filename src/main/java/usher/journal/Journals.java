package usher.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import usher.settings.Settings;

/** Prepares the database and says how Akka reaches it. */
public final class Journals {
  /** For the test that shows what H2 loses where it is opened as it is by default. */
  private static final boolean MAY_LOSE = Boolean.getBoolean("usher.journal.may-lose");

  private static final String NAME = "usher";
  private static final String SHARED = "akka-persistence-jdbc.shared-databases.slick";

  private static final long SCHEMA_LOCK = 0x7573686572L; // "usher"

  /** Without a time limit a connection that leads nowhere is waited on for ever. Seconds. */
  private static final Map<String, String> POSTGRES =
      Map.of("reWriteBatchedInserts", "true", "connectTimeout", "2", "socketTimeout", "10");

  /** For work in large pieces. */
  private static final Map<String, String> OWN =
      Map.of("reWriteBatchedInserts", "true", "connectTimeout", "2", "socketTimeout", "120");

  private Journals() {}

  /** The database cannot be used; the message says what to do. */
  public static final class Unusable extends RuntimeException {
    Unusable(String message, Exception cause) {
      super(message, cause);
    }
  }

  /** Creates what is missing, and returns the configuration of the journal. */
  public static Config prepare(Settings settings, Clock clock) {
    var database = settings.database();
    if (!database.isEmbedded() && !isKnown(database.url()))
      throw new Unusable(
          "USHER_DATABASE_URL is empty (H2 in the data directory) or begins with jdbc:postgresql:",
          null);
    try (var connection = connect(settings)) {
      createTables(connection, database.isPostgres() ? "postgresql" : "h2");
      if (database.isPostgres()) compareClocks(connection, clock);
    } catch (SQLException e) {
      throw new Unusable(advice(settings, e), e);
    }
    return slick(database, url(settings));
  }

  /**
   * A connection of one's own, beside those of the journal. In one process with the server the
   * embedded database is the very same one.
   */
  public static Connection connect(Settings settings) throws SQLException {
    var database = settings.database();
    SyncedFile.register();
    var properties = new Properties();
    if (user(database) != null) properties.put("user", user(database));
    properties.put("password", database.password());
    if (database.isPostgres()) properties.putAll(OWN);
    return DriverManager.getConnection(url(settings), properties);
  }

  private static boolean isKnown(String url) {
    return url.startsWith("jdbc:postgresql:") || url.startsWith("jdbc:h2:") && MAY_LOSE;
  }

  /** The embedded journal's file. */
  public static Path file(Settings settings) {
    return settings.dataDir().resolve(NAME + ".mv.db");
  }

  static String url(Settings settings) {
    var database = settings.database();
    if (!database.isEmbedded()) return database.url();
    try {
      Files.createDirectories(settings.dataDir());
    } catch (IOException e) {
      throw new Unusable(
          "The data directory " + settings.dataDir() + " cannot be made: set USHER_DATA_DIR", e);
    }
    var file = settings.dataDir().resolve(NAME).toString().replace('\\', '/');
    return "jdbc:h2:" + SyncedFile.SCHEME + ":" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
  }

  private static String user(Settings.Database database) {
    return database.user().isEmpty() && !database.isPostgres()
        ? "sa"
        : emptyToNull(database.user());
  }

  private static String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String advice(Settings settings, SQLException e) {
    if (!settings.database().isEmbedded())
      return "The database of USHER_DATABASE_URL does not answer: " + e.getMessage();
    var inUse = e.getErrorCode() == 90020;
    return inUse
        ? "Another process has the journal under "
            + settings.dataDir()
            + " open. Stop it, or set USHER_DATA_DIR to another directory"
        : "The journal under " + settings.dataDir() + " cannot be opened: " + e.getMessage();
  }

  private static void createTables(Connection connection, String kind) throws SQLException {
    try (var statement = connection.createStatement()) {
      if (kind.equals("postgresql"))
        statement.execute("SELECT pg_advisory_lock(" + SCHEMA_LOCK + ")");
      for (var sql : script(kind).split(";\\s*\\n")) if (!sql.isBlank()) statement.execute(sql);
      if (kind.equals("postgresql"))
        statement.execute("SELECT pg_advisory_unlock(" + SCHEMA_LOCK + ")");
    }
  }

  /** Deadlines and ages are times: a node whose clock is off would judge by another time. */
  private static void compareClocks(Connection connection, Clock clock) throws SQLException {
    try (var statement = connection.createStatement()) {
      var before = clock.millis();
      var row = statement.executeQuery("SELECT clock_timestamp()");
      row.next();
      var off = PulseService.ahead(row.getTimestamp(1), before, clock.millis());
      if (PulseService.isOff(off))
        throw new Unusable(PulseService.advice("This machine", off), null);
    }
  }

  private static String script(String kind) {
    try (var in = Journals.class.getResourceAsStream("/schema/" + kind + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Config slick(Settings.Database database, String url) {
    var db = new HashMap<String, Object>();
    db.put("url", url);
    db.put("driver", database.isPostgres() ? "org.postgresql.Driver" : "org.h2.Driver");
    if (user(database) != null) db.put("user", user(database));
    if (!database.password().isEmpty()) db.put("password", database.password());
    // Four of each: one database, two cores; more connections only wait for each other.
    db.put("numThreads", 4);
    db.put("maxConnections", 4);
    db.put("minConnections", 4);
    db.put("queueSize", 20000);
    if (database.isPostgres()) db.put("properties", POSTGRES);
    // H2 closes its file for good when a write fails, and its connections say that they are well:
    // asked for something they are found out, and the next one opens the file again.
    else db.put("connectionTestQuery", "SELECT 1");
    var profile = database.isPostgres() ? "slick.jdbc.PostgresProfile$" : "slick.jdbc.H2Profile$";
    return ConfigFactory.parseMap(
        Map.of(SHARED + ".profile", profile, SHARED + ".db", db), "usher.database");
  }
}
