package usher.simulation;

import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The contacts of one stream in the order they come, each with its own fate: the same seed brings
 * the same contacts whatever the policy (common random numbers).
 */
final class Source implements Iterator<Visit> {
  private static final double HOUR = 3_600_000;

  private final int stream;
  private final Scenario.Stream kind;
  private final CallRows rows;
  private final long until;
  private final RandomGenerator arrivals;
  private final RandomGenerator services;
  private final RandomGenerator patiences;
  private final RandomGenerator lucks;
  private final RandomGenerator pasts;
  private int stretch;
  private double stretchEnds;
  private double clock;
  private long made;

  /**
   * @param rows of its file, or null
   * @param until nobody comes from then on
   */
  Source(Scenario.Stream kind, int stream, CallRows rows, long until, long seed) {
    this.kind = kind;
    this.stream = stream;
    this.rows = rows;
    this.until = until;
    arrivals = random(seed, 1);
    services = random(seed, 2);
    patiences = random(seed, 3);
    lucks = random(seed, 4);
    pasts = random(seed, 5);
    stretchEnds = kind.arrivals().isEmpty() ? 0 : kind.arrivals().get(0).lasts();
  }

  private RandomGenerator random(long seed, int purpose) {
    return random(mix(seed) + 8L * stream + purpose);
  }

  static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(mix(seed));
  }

  /** Steele, Lea and Flood 2014 (SplitMix): near numbers become far ones. */
  static long mix(long number) {
    var z = number + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public boolean hasNext() {
    return rows == null ? nextArrival() < until : made < rows.count();
  }

  @Override
  public Visit next() {
    var row = (int) made++;
    var arrivedAt = rows == null ? nextArrival() : rows.arrival(row);
    next = -1;
    return new Visit(
        id(made),
        stream,
        arrivedAt,
        rows == null ? kind.service().next(services) : rows.service(row),
        kind.patience() == null ? Long.MAX_VALUE : kind.patience().next(patiences),
        kind.wrapUp().next(services),
        rows == null ? kind.points() : rows.points(row),
        lucks.nextLong(),
        pasts.nextDouble() < kind.returning().share() ? pasts.nextDouble() : -1);
  }

  private long next = -1;

  /** A Poisson process whose rate changes: what is left of a unit of chance is used up later. */
  private long nextArrival() {
    if (next >= 0) return next;
    var left = arrivals.nextExponential();
    while (true) {
      var now = kind.arrivals().get(stretch);
      var rate = now.perHour() / HOUR;
      var room = (stretchEnds - clock) * rate;
      if (left <= room) {
        clock += left / rate;
        return next = Math.round(clock);
      }
      left -= room;
      clock = stretchEnds;
      stretch = (stretch + 1) % kind.arrivals().size();
      stretchEnds += kind.arrivals().get(stretch).lasts();
      if (clock >= until) return next = Long.MAX_VALUE;
    }
  }

  /** Of the same length each, so that ids are ordered as their contacts came. */
  private String id(long number) {
    var text = new char[12];
    var rest = number;
    for (var n = text.length - 1; n > 2; n--) {
      text[n] = (char) ('0' + rest % 10);
      rest /= 10;
    }
    text[0] = (char) ('0' + stream / 10);
    text[1] = (char) ('0' + stream % 10);
    text[2] = '-';
    return new String(text);
  }

  /** No stretch ever brings anybody. */
  static boolean isSilent(List<Scenario.Stretch> arrivals) {
    return arrivals.stream().allMatch(s -> s.perHour() == 0);
  }
}
