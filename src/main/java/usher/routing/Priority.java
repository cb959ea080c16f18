package usher.routing;

import java.util.List;
import usher.queue.Definition;

/**
 * How a contact's points grow with its wait: base plus one point for every {@code perPoint},
 * segment after segment.
 *
 * <p>Inside one segment two contacts that age equally fast never change order, so their order is
 * fixed by a <i>virtual arrival</i>: the moment at which a contact with no points at all would have
 * had to arrive to stand where this one stands. Everything is whole microseconds and thousandths of
 * a point, so that equal means equal.
 */
public final class Priority {
  private final List<Definition.Aging> segments;

  public Priority(List<Definition.Aging> segments) {
    this.segments = segments;
  }

  /**
   * Points as a fraction that can be compared exactly: {@code (now − virtualArrival) / perPoint},
   * or {@code milliPoints} where nothing grows.
   *
   * @param perPointMillis the slope class: milliseconds for one point; 0 where nothing grows
   * @param key µs of virtual arrival, or minus thousandths of a point where nothing grows; the
   *     smaller, the sooner
   * @param until ms of wall time at which the next segment begins; {@code Long.MAX_VALUE} for never
   */
  public record Line(long perPointMillis, long key, long until) {

    /** Points at {@code now} (ms), for people and logs. */
    public double points(long now) {
      return perPointMillis == 0 ? -key / 1000.0 : (now * 1000.0 - key) / (perPointMillis * 1000.0);
    }

    /** Negative if this one has more points at {@code now} than the other: it comes first. */
    public int compare(Line other, long now) {
      return Priority.compare(perPointMillis, key, other.perPointMillis, other.key, now);
    }
  }

  /** {@link Line#compare} of two that are known by slope class and key. */
  static int compare(long perPoint, long key, long otherPerPoint, long otherKey, long now) {
    return perPoint == otherPerPoint
        ? Long.compare(key, otherKey)
        : compareProducts(
            numerator(otherPerPoint, otherKey, now),
            denominator(perPoint),
            numerator(perPoint, key, now),
            denominator(otherPerPoint));
  }

  private static long numerator(long perPoint, long key, long now) {
    return perPoint == 0 ? -key : now * 1000 - key;
  }

  private static long denominator(long perPoint) {
    return perPoint == 0 ? 1000 : perPoint * 1000;
  }

  /** Compares {@code a × b} with {@code c × d} without overflow. */
  private static int compareProducts(long a, long b, long c, long d) {
    var high = Long.compare(Math.multiplyHigh(a, b), Math.multiplyHigh(c, d));
    return high != 0 ? high : Long.compareUnsigned(a * b, c * d);
  }

  /**
   * @param milliPoints base and boosts, in thousandths of a point
   * @param arrivedAt the contact's own arrival, ms
   * @param now ms
   */
  public Line line(long milliPoints, long arrivedAt, long now) {
    var points = milliPoints;
    var begins = arrivedAt;
    for (var segment : segments) {
      var perPoint = segment.perPoint().toMillis();
      var ends = segment.upTo() == null ? Long.MAX_VALUE : begins + segment.upTo() * perPoint;
      if (now < ends) return new Line(perPoint, begins * 1000 - points * perPoint, ends);
      points += segment.upTo() * 1000L;
      begins = ends;
    }
    return new Line(0, -points, Long.MAX_VALUE);
  }

  public static long milli(double points) {
    return Math.round(points * 1000);
  }
}
