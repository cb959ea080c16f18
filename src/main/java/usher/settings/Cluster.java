package usher.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Where this node is for the other nodes, and where it finds them.
 *
 * @param port 0 for any free one, which only a node alone can do with
 * @param trusted only nodes of this cluster are in the network that {@code host} is in
 * @param seeds {@code host:port} of nodes to join, the same list for all; empty for a node alone
 */
public record Cluster(String host, int port, boolean trusted, List<String> seeds) {

  public Cluster {
    seeds = List.copyOf(seeds);
  }

  /** It shares its contacts with other nodes. */
  public boolean isShared() {
    return !seeds.isEmpty();
  }

  /** What Akka has to know of it. */
  public Config remoting() {
    var canonical = "akka.remote.artery.canonical";
    return ConfigFactory.parseMap(
        Map.of(canonical + ".hostname", host, canonical + ".port", port), "usher.cluster");
  }

  static Cluster of(Config cluster) {
    var seeds =
        Arrays.stream(cluster.getString("seeds").split(","))
            .map(String::strip)
            .filter(seed -> !seed.isEmpty())
            .toList();
    seeds.forEach(Cluster::check);
    var port = Settings.port(cluster, "port", "USHER_CLUSTER_PORT");
    if (port == 0 && !seeds.isEmpty())
      throw new IllegalArgumentException(
          "USHER_CLUSTER_SEEDS names other nodes, which have to find this one:"
              + " set USHER_CLUSTER_PORT, for example to 7355");
    return new Cluster(
        cluster.getString("host"), port, cluster.getBoolean("trusted-network"), seeds);
  }

  private static void check(String seed) {
    var parts = seed.split(":", -1);
    var isPlace =
        parts.length == 2
            && parts[0].matches("[A-Za-z0-9.-]+")
            && Settings.isPort(parts[1])
            && Integer.parseInt(parts[1]) > 0;
    if (!isPlace)
      throw new IllegalArgumentException(
          "USHER_CLUSTER_SEEDS has '"
              + seed
              + "': write host:port of each node, separated by commas,"
              + " such as 127.0.0.1:7355,127.0.0.2:7355,127.0.0.3:7355");
  }
}
