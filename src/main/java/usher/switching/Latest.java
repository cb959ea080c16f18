package usher.switching;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When a switch saw what it said last of each thing that goes to and fro, in memory only: what is
 * older than that comes too late to be true.
 */
final class Latest {
  private static final int MOST = 20_000;

  private final Map<String, Instant> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> oldest) {
          return size() > MOST;
        }
      };

  /** Nothing newer was said of this; the same moment is taken for a repeat. */
  boolean isLatest(String about, Instant at) {
    return at.equals(seen.merge(about, at, (before, now) -> now.isBefore(before) ? before : now));
  }
}
