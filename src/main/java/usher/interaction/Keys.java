package usher.interaction;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import usher.kernel.Cause;
import usher.kernel.Decision;
import usher.kernel.Newest;
import usher.kernel.Refusal;
import usher.kernel.Wire;

/** The latest switch events and idempotency keys that changed something, the newest last. */
public record Keys(List<Kept> all) implements Wire {
  private static final int MOST = 32;

  /** Before there was a digest, the command's name stood in the key: {@code api/hold/k1}. */
  private static final Pattern NAMED = Pattern.compile("api/[^/]*/([^/]*)");

  static final Keys NONE = new Keys(List.of());

  /**
   * @param digest of what was asked for; null where the key alone says it
   * @param refused why it came to nothing in the end, or null
   */
  public record Kept(String key, String digest, Refusal refused) implements Wire {
    private boolean means(Cause cause) {
      return digest == null || cause.digest() == null || digest.equals(cause.digest());
    }
  }

  public Keys {
    all = List.copyOf(all);
  }

  Optional<Kept> find(String key) {
    return all.stream().filter(kept -> kept.key.equals(key)).findFirst();
  }

  Keys with(Cause cause) {
    var key = plain(cause.key());
    return key == null || find(key).isPresent()
        ? this
        : new Keys(Newest.with(all, new Kept(key, cause.digest(), null), MOST));
  }

  private static String plain(String key) {
    if (key == null) return null;
    var named = NAMED.matcher(key);
    return named.matches() ? named.group(1) : key;
  }

  /** What this key began has come to nothing. */
  Keys refused(String key, Refusal why) {
    return new Keys(
        all.stream()
            .map(kept -> kept.key.equals(key) ? new Kept(key, kept.digest, why) : kept)
            .toList());
  }

  /** What a known key is answered: what it was answered before; or null where it is new. */
  static Decision<InteractionEvent, Told> again(Interaction i, Cause cause) {
    var kept = i.keys().find(cause.key()).orElse(null);
    if (kept == null) return null;
    if (!kept.means(cause))
      return Decision.refuse(
          "idempotency.mismatch",
          "This Idempotency-Key was used for something else: repeat the very same, or take a new one");
    return kept.refused == null ? Decision.nothing() : Refusals.asNow(i, kept.refused);
  }
}
