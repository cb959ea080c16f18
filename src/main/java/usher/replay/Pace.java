package usher.replay;

import java.util.Locale;

/** How fast the day goes by: turns times of the day into the server's and back. */
public final class Pace {
  private final double speed;
  private final long dayBegins;
  private final long begunNanos;

  private Pace(double speed, long dayBegins, long begunNanos) {
    this.speed = speed;
    this.dayBegins = dayBegins;
    this.begunNanos = begunNanos;
  }

  /** The day's clock shows {@code dayBegins} (ms since midnight) now. */
  public static Pace beginning(double speed, long dayBegins) {
    return new Pace(speed, dayBegins, System.nanoTime());
  }

  /** The speed at which {@code millis} of the day take a minute. */
  public static double oneMinuteFor(long millis) {
    return Math.max(1, Math.ceil(millis / 60_000.0));
  }

  /** Ms since midnight on the day's clock. */
  public long now() {
    return dayBegins + (long) ((System.nanoTime() - begunNanos) * speed / 1e6);
  }

  /** Real nanoseconds until the day's clock shows {@code timeOfDay}; negative when it has. */
  public long nanosUntil(long timeOfDay) {
    return begunNanos + nanosFor(timeOfDay - dayBegins) - System.nanoTime();
  }

  /** Real nanoseconds that {@code millis} of the day take. */
  public long nanosFor(long millis) {
    return (long) (millis * 1e6 / speed);
  }

  public static String clock(long timeOfDay) {
    var minutes = Math.max(0, timeOfDay) / 60_000;
    return String.format(Locale.ROOT, "%02d:%02d", minutes / 60, minutes % 60);
  }
}
