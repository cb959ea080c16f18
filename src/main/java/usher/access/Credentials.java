package usher.access;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Whom this server knows: keys of switches and systems, who vouches for people, and their sessions.
 * Read from one file when the server starts.
 */
public final class Credentials {
  /** Opens with nothing, in the time that another takes. */
  private static final ApiKey NOBODY = new ApiKey(null, List.of(""));

  private final Map<String, ApiKey> keys;
  private final Bearers people;
  private final boolean asksIssuer;
  private final Sessions sessions;

  Credentials(Map<String, ApiKey> keys, Bearers people, boolean asksIssuer, Sessions sessions) {
    this.keys = Map.copyOf(keys);
    this.people = people;
    this.asksIssuer = asksIssuer;
    this.sessions = sessions;
  }

  /**
   * @throws IllegalArgumentException with every trouble on a line of its own
   */
  public static Credentials read(Path file) {
    return new CredentialsFile(file).credentials();
  }

  /** Null where nobody gets one. */
  public Sessions sessions() {
    return sessions;
  }

  /** Must whoever issued it perhaps be asked, so that the answer may take a while? */
  public boolean mayTakeTime(String token) {
    return asksIssuer && isJwt(token);
  }

  /** Who brings such a token: a key, or a person's bearer token. */
  public Identity who(String token, Instant now) {
    if (isJwt(token))
      return people == null
          ? new Identity.Refused("This server takes no bearer tokens of people: use a key")
          : people.who(token, now);
    var dot = token.indexOf('.');
    var key = keys.getOrDefault(token.substring(0, Math.max(0, dot)), NOBODY);
    return key.opensWith(token.substring(dot + 1))
        ? new Identity.Known(key.caller())
        : new Identity.Refused("Nobody here has this key: send Authorization: Bearer id.secret");
  }

  /** Whose browser brings such a cookie. */
  public Identity session(String cookie, Instant now) {
    return sessions == null
        ? new Identity.Refused("This server has no sessions: use a bearer token")
        : sessions.who(cookie, now);
  }

  private static boolean isJwt(String token) {
    return token.indexOf('.') != token.lastIndexOf('.');
  }
}
