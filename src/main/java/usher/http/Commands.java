package usher.http;

import java.util.Optional;
import usher.kernel.Cause;

/**
 * What a command says of itself in its headers.
 *
 * @param name of the command
 * @param key by which a repeat is known, or null
 * @param ifRevision the revision it is meant for; null for any
 */
record Commands(String name, String key, Long ifRevision) {
  /** A revision that nothing ever has. */
  private static final long NONE = -1;

  /** A key that is no id is as good as none: nothing was promised for it. */
  static Commands of(String name, Optional<String> key, Optional<String> ifMatch) {
    return new Commands(name, key.filter(Check::isId).orElse(null), revision(ifMatch));
  }

  /** {@code asked}: all that tells the command from others to the same contact. */
  Cause cause(Object asked) {
    return key == null
        ? Cause.by("api")
        : new Cause("api", key, InteractionForms.fingerprint(name, asked));
  }

  /** Strong tags of ours only: what is none matches nothing. */
  static Long revision(Optional<String> ifMatch) {
    if (ifMatch.isEmpty() || ifMatch.get().trim().equals("*")) return null;
    var tag = ifMatch.get().trim();
    return tag.matches("\"[0-9]{1,18}\"") ? Long.valueOf(tag.substring(1, tag.length() - 1)) : NONE;
  }
}
