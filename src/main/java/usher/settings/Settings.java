package usher.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A node's settings.
 *
 * @param maxBody largest request body in bytes
 */
public record Settings(
    String httpHost, int httpPort, long maxBody, Path dataDir, Database database, Config config) {

  /** {@code url} empty for the embedded H2 under the data directory. */
  public record Database(String url, String user, String password) {
    public boolean isEmbedded() {
      return url.isEmpty();
    }

    public boolean isPostgres() {
      return url.startsWith("jdbc:postgresql:");
    }
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

  public static Settings of(Config config) {
    var usher = config.getConfig("usher");
    return new Settings(
        usher.getString("http.host"),
        port(usher),
        usher.getBytes("http.max-body"),
        Path.of(usher.getString("data-dir")).toAbsolutePath(),
        new Database(
            usher.getString("database.url"),
            usher.getString("database.user"),
            usher.getString("database.password")),
        config);
  }

  private static int port(Config usher) {
    var given = usher.getValue("http.port").unwrapped().toString();
    if (given.matches("[0-9]{1,5}") && Integer.parseInt(given) <= 65535)
      return Integer.parseInt(given);
    throw new IllegalArgumentException(
        "USHER_HTTP_PORT is a number from 0 (any free port) to 65535, not " + given);
  }
}
