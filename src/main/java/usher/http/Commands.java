package usher.http;

import java.util.Optional;
import usher.kernel.Cause;

/**
 * What a command says of itself in its headers.
 *
 * @param cause by whom, and the key by which a repeat is known
 * @param ifRevision the revision it is meant for; null for any
 */
record Commands(Cause cause, Long ifRevision) {
  /** A revision that nothing ever has. */
  private static final long NONE = -1;

  static Commands of(String name, Optional<String> key, Optional<String> ifMatch) {
    return new Commands(cause(name, key), revision(ifMatch));
  }

  /** A key that is no id is as good as none: nothing was promised for it. */
  private static Cause cause(String name, Optional<String> key) {
    return key.filter(Check::isId)
        .map(k -> new Cause("api", "api/" + name + "/" + k))
        .orElse(Cause.by("api"));
  }

  /** Strong tags of ours only: what is none matches nothing. */
  static Long revision(Optional<String> ifMatch) {
    if (ifMatch.isEmpty() || ifMatch.get().trim().equals("*")) return null;
    var tag = ifMatch.get().trim();
    return tag.matches("\"[0-9]{1,18}\"") ? Long.valueOf(tag.substring(1, tag.length() - 1)) : NONE;
  }
}
