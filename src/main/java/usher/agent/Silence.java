package usher.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import usher.kernel.Media;
import usher.kernel.Wire;

/**
 * Offers an agent let ring out, and what came of it (SEMANTICS e4).
 *
 * @param missed in a row
 * @param returnsAt when it is ready again by itself; null: by its own word, or it is not away
 * @param media those it is not offered until then; {@link #FOR_GOOD}: by its own word
 */
public record Silence(int missed, Instant returnsAt, Map<Media, Instant> media) implements Wire {
  static final Instant FOR_GOOD = Instant.parse("9999-12-31T00:00:00Z");
  static final Silence NONE = new Silence(0, null, Map.of());

  public Silence {
    media = media.isEmpty() ? Map.of() : Map.copyOf(media);
  }

  Silence again() {
    return new Silence(missed + 1, returnsAt, media);
  }

  /** Off this medium. */
  Silence off(Media medium, Instant at, Duration returns) {
    var more = new HashMap<>(media);
    more.put(medium, returns == null ? FOR_GOOD : at.plus(returns));
    return new Silence(0, returnsAt, more);
  }

  /** Off altogether. */
  Silence off(Instant at, Duration returns) {
    return new Silence(0, returns == null ? null : at.plus(returns), media);
  }

  Silence answered() {
    return missed == 0 ? this : new Silence(0, returnsAt, media);
  }

  /** What has come due by now is over. */
  Silence returned(Instant now) {
    var left = new HashMap<>(media);
    left.values().removeIf(until -> !now.isBefore(until));
    var still = returnsAt == null || now.isBefore(returnsAt) ? returnsAt : null;
    return new Silence(missed, still, left);
  }

  /** When something comes due by itself, or null. */
  Instant next() {
    return Stream.concat(Stream.ofNullable(returnsAt), media.values().stream())
        .filter(until -> until.isBefore(FOR_GOOD))
        .min(Instant::compareTo)
        .orElse(null);
  }
}
