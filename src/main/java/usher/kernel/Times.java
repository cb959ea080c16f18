package usher.kernel;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Time inside an entity: whole milliseconds, and never behind its last event. */
public final class Times {
  private Times() {}

  public static Instant now(Instant clock, Instant last) {
    var now = clock.truncatedTo(ChronoUnit.MILLIS);
    return last != null && now.isBefore(last) ? last : now;
  }

  /**
   * What is left of a deadline that was set to fire {@code full} after it was armed: never negative
   * and never more than the whole, whatever a node's clock did meanwhile.
   */
  public static Duration rest(Instant due, Duration full, Instant now) {
    var rest = Duration.between(now, due);
    if (rest.isNegative()) return Duration.ZERO;
    return rest.compareTo(full) > 0 ? full : rest;
  }
}
