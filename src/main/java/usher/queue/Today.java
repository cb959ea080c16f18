package usher.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import usher.kernel.Parting;
import usher.kernel.Wire;

/**
 * One day's counts of a queue, by the day in its time zone on which they happened (FLOWS A5).
 *
 * @param offered came into this line
 * @param answered left it because somebody talks to the customer
 * @param within of these, as soon as the queue promises
 * @param abandoned left it because the customer gave up
 * @param shortly of these, so soon that nobody could have answered
 */
public record Today(
    LocalDate day, int offered, int answered, int within, int abandoned, int shortly)
    implements Wire {

  /** Who gives up this soon does not count against the service level. */
  static final Duration SHORT = Duration.ofSeconds(5);

  static final Today NONE = new Today(null, 0, 0, 0, 0, 0);

  static ZoneId zone(Definition d) {
    return d == null || d.calendar() == null ? ZoneOffset.UTC : d.calendar().zone();
  }

  /** The counts at {@code now}: those of yesterday are no longer shown. */
  public Today at(Instant now, Definition d) {
    var date = now.atZone(zone(d)).toLocalDate();
    return date.equals(day) ? this : new Today(date, 0, 0, 0, 0, 0);
  }

  Today entered() {
    return new Today(day, offered + 1, answered, within, abandoned, shortly);
  }

  /** {@code waited} in this line. */
  Today left(Parting how, Duration waited, Definition d) {
    return switch (how) {
      case ANSWERED -> {
        var level = d == null ? null : d.serviceLevel();
        var soon = level != null && waited.compareTo(level.within()) <= 0;
        yield new Today(day, offered, answered + 1, within + (soon ? 1 : 0), abandoned, shortly);
      }
      case ABANDONED -> {
        var soon = waited.compareTo(SHORT) <= 0;
        yield new Today(day, offered, answered, within, abandoned + 1, shortly + (soon ? 1 : 0));
      }
      case MOVED, OTHER -> this;
    };
  }

  /** Percent answered in time, of those answered and those who gave up later; null with nobody. */
  public Double serviceLevelPercent() {
    var counted = answered + abandoned - shortly;
    return counted == 0 ? null : 100.0 * within / counted;
  }
}
