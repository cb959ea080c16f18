package usher.keeping;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How large the journal was, over the last hours, and what that leads to.
 *
 * @param sizes the oldest first
 */
record Growth(List<Size> sizes) {
  static final Growth UNKNOWN = new Growth(List.of());

  /** So far back is looked. */
  private static final Duration REACH = Duration.ofHours(6);

  /** Less says nothing. */
  private static final Duration LEAST = Duration.ofMinutes(10);

  /** Longer than that is as good as never. */
  private static final Duration MOST = Duration.ofDays(3650);

  /** In bytes. */
  record Size(Instant at, long bytes) {}

  Growth {
    sizes = List.copyOf(sizes);
  }

  Growth with(Size size) {
    var all = new ArrayList<>(sizes);
    all.add(size);
    all.removeIf(old -> old.at().isBefore(size.at().minus(REACH)));
    return new Growth(all);
  }

  /** Bytes; null where it has not been looked at for long enough. */
  Long perHour() {
    if (sizes.size() < 2) return null;
    var first = sizes.get(0);
    var last = sizes.get(sizes.size() - 1);
    var span = Duration.between(first.at(), last.at());
    if (span.compareTo(LEAST) < 0) return null;
    return Math.round((last.bytes() - first.bytes()) * 3_600_000.0 / span.toMillis());
  }

  /** When it has taken this room, at this rate; null where it does not grow, or nobody knows. */
  Instant fullAt(long room) {
    var rate = perHour();
    if (rate == null || rate <= 0) return null;
    var hours = Math.max(0, room) / (double) rate;
    if (hours > MOST.toHours()) return null;
    return sizes.get(sizes.size() - 1).at().plusSeconds((long) (hours * 3600));
  }
}
