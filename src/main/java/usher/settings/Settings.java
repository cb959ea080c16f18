package usher.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A node's settings.
 *
 * @param maxBody largest request body in bytes
 */
public record Settings(
    String httpHost,
    int httpPort,
    long maxBody,
    Path dataDir,
    Database database,
    Cluster cluster,
    Config config) {
  private static final String FOR_EVER = "forever";

  /** {@code url} empty for the embedded H2 under the data directory. */
  public record Database(String url, String user, String password) {
    public boolean isEmbedded() {
      return url.isEmpty();
    }

    public boolean isPostgres() {
      return url.startsWith("jdbc:postgresql:");
    }
  }

  /** A connection on which no whole request comes within this is ended. */
  public Duration firstRequest() {
    return config.getDuration("usher.http.first-request-within");
  }

  /** The same after each answer. */
  public Duration nextRequest() {
    return config.getDuration("usher.http.next-request-within");
  }

  /** How long what is over stays in the journal; null: for ever. */
  public Duration keep() {
    var given = config.getString("usher.journal.keep");
    return given.equals(FOR_EVER) ? null : config.getDuration("usher.journal.keep");
  }

  /** How long an entry stays in the audit trail; null: for ever. */
  public Duration keepAudit() {
    var given = config.getString("usher.audit.keep");
    return given.equals(FOR_EVER) ? null : config.getDuration("usher.audit.keep");
  }

  /** Requests a second that one key or person may send beside hang-ups and answers. */
  public int ratePerKey() {
    return config.getInt("usher.http.rate-per-key");
  }

  /** How long after the start, and after each sweep, the next one begins. */
  public Duration sweepEvery() {
    return config.getDuration("usher.journal.sweep-every");
  }

  /** The door's own certificate and key, in a PKCS12 file. */
  public record Tls(Path keystore, String password) {}

  /** Null where the door speaks plain HTTP. */
  public Tls tls() {
    var keystore = config.getString("usher.tls.keystore");
    return keystore.isEmpty()
        ? null
        : new Tls(Path.of(keystore), config.getString("usher.tls.password"));
  }

  /** Where it is written who may come in; null where nobody is asked. */
  public Path credentials() {
    var given = config.getString("usher.credentials");
    if (!given.isEmpty()) return Path.of(given);
    var conf = config.getString("usher.conf-dir");
    var usual = Path.of(conf.isEmpty() ? "conf" : conf, "credentials.yaml");
    return Files.exists(usual) ? usual : null;
  }

  /** Where the policy files are, null for none; unset it is conf, where that has flows. */
  public Path confDir() {
    var given = config.getString("usher.conf-dir");
    if (!given.isEmpty()) return Path.of(given);
    var usual = Path.of("conf");
    return Files.isDirectory(usual.resolve("flows")) ? usual : null;
  }

  public static Settings load() {
    ConfigFactory.invalidateCaches();
    return of(ConfigFactory.load());
  }

  /**
   * @throws IllegalArgumentException where a setting means nothing, or two of them do not go
   *     together; the message says what to write instead
   */
  public static Settings of(Config config) {
    var usher = config.getConfig("usher");
    var settings =
        new Settings(
            usher.getString("http.host"),
            port(usher, "http.port", "USHER_HTTP_PORT"),
            usher.getBytes("http.max-body"),
            Path.of(usher.getString("data-dir")).toAbsolutePath(),
            new Database(
                usher.getString("database.url"),
                usher.getString("database.user"),
                usher.getString("database.password")),
            Cluster.of(usher.getConfig("cluster")),
            config);
    if (settings.cluster.isShared() && !settings.database.isPostgres())
      throw new IllegalArgumentException(
          "USHER_CLUSTER_SEEDS names other nodes, and nodes share one database: set"
              + " USHER_DATABASE_URL to a PostgreSQL that all of them reach"
              + " (jdbc:postgresql://host/db), or leave USHER_CLUSTER_SEEDS empty");
    settings.checkKeep("usher.journal.keep", "USHER_JOURNAL_KEEP", settings::keep);
    settings.checkKeep("usher.audit.keep", "USHER_AUDIT_KEEP", settings::keepAudit);
    settings.checkRate();
    return settings;
  }

  private void checkKeep(String path, String name, Supplier<Duration> keep) {
    try {
      var isNumber = config.getString(path).matches("[0-9.]*"); // of milliseconds
      if (keep.get() == null || (!isNumber && keep.get().toMillis() > 0)) return;
    } catch (ConfigException e) {
      // said below
    }
    throw new IllegalArgumentException(
        name + " is a time such as 30d or 12h, or forever, not " + config.getString(path));
  }

  private void checkRate() {
    try {
      if (ratePerKey() > 0) return;
    } catch (ConfigException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "USHER_HTTP_RATE_PER_KEY is a number of requests a second, at least 1, not "
            + config.getString("usher.http.rate-per-key"));
  }

  static int port(Config config, String path, String name) {
    var given = config.getValue(path).unwrapped().toString();
    if (isPort(given)) return Integer.parseInt(given);
    throw new IllegalArgumentException(
        name + " is a number from 0 (any free port) to 65535, not " + given);
  }

  static boolean isPort(String text) {
    return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65535;
  }
}
