package usher.http;

import usher.access.Credentials;
import usher.settings.Settings;

/** What must be settled before a door opens: who may come near, and who is asked. */
public final class Entrance {
  private Entrance() {}

  /**
   * Null where nobody is asked who it is.
   *
   * @throws IllegalArgumentException where the server must not start so, with what to do
   */
  public static Credentials credentials(Settings settings) {
    var file = settings.credentials();
    if (settings.tls() != null) Keystore.open(settings.tls());
    mustTrust(settings.cluster().host(), settings.cluster().trusted());
    if (file != null) return Credentials.read(file);
    if (ServerRoutes.isLocal(settings.httpHost())) return null;
    throw new IllegalArgumentException(
        "USHER_HTTP_HOST="
            + settings.httpHost()
            + " would let others in, and nobody is asked who it is: make credentials.yaml (java -jar"
            + " target/usher.jar key --help; README, Who may what), or leave it at 127.0.0.1");
  }

  /** Bearer tokens and keys that travel in the clear are known to whoever listens. */
  public static boolean isOverheard(Settings settings) {
    return settings.tls() == null && !ServerRoutes.isLocal(settings.httpHost());
  }

  private static void mustTrust(String host, boolean trusted) {
    if (trusted || ServerRoutes.isLocal(host)) return;
    throw new IllegalArgumentException(
        "USHER_CLUSTER_HOST="
            + host
            + " can be reached by others, and nodes do not ask each other who they are: whoever"
            + " reaches that port can do anything. Leave it at 127.0.0.1, or where a network or a"
            + " firewall lets only nodes reach it, say so: USHER_CLUSTER_TRUSTED_NETWORK=true");
  }
}
