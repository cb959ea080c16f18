package usher.replay;

import java.util.List;

/**
 * The shape of a weekday at the "Anonymous Bank" (Technion Service Engineering; Guedj and
 * Mandelbaum), the data of Brown et al., JASA 100 (2005). Derived from eight odd weekdays of
 * February 1999 (3 and 21 February left out, when callers could hardly get through).
 */
public final class BankProfile {
  private BankProfile() {}

  /** Ms. */
  public static final long HALF_HOUR = 30 * 60_000;

  /** The bank opens at seven; what little comes by night is left out. */
  public static final int FIRST_HALF_HOUR = 14;

  /** Calls that leave the voice response in each half hour from seven to midnight. */
  public static final double[] ARRIVALS = {
    16.1, 22.6, 35.6, 59.9, 47.4, 59.8, 60.9, 59.4, 60.2, 56.6, 48.6, 47.5, 49.0, 51.0, 57.9, 60.5,
    56.2, 61.1, 63.4, 59.2, 47.8, 44.2, 44.1, 42.9, 29.6, 27.6, 27.9, 32.2, 27.4, 26.9, 27.6, 21.6,
    21.6, 17.4
  };

  /** Agents at work in each half hour, found as {@link Agent#shiftsAround} finds them. */
  public static final double[] AT_WORK = {
    2.1, 2.6, 4.9, 5.7, 6.2, 7.0, 7.0, 6.8, 7.1, 6.9, 6.6, 6.8, 6.2, 7.1, 7.3, 7.0, 6.7, 7.1, 6.2,
    5.6, 4.4, 4.5, 4.8, 5.0, 5.0, 4.9, 5.0, 4.6, 4.4, 4.4, 3.5, 3.7, 3.3, 2.9
  };

  /**
   * A type of call. Service is lognormal, but for the short ones: agents who hung up at once.
   *
   * @param share of all calls
   * @param ahead share of its calls that enter with a head start
   * @param mu mean of the logarithm of seconds
   * @param sigma its standard deviation
   * @param shortCalls share of calls of at most {@link #SHORT} seconds
   */
  public record Kind(
      String type, double share, double ahead, double mu, double sigma, double shortCalls) {

    public double meanServiceSeconds() {
      var lognormal = Math.exp(mu + sigma * sigma / 2);
      return shortCalls * SHORT / 2 + (1 - shortCalls) * lognormal;
    }
  }

  static final double SHORT = 10;

  public static final List<Kind> KINDS =
      List.of(
          new Kind("PS", 0.6376, 0.353, 4.897, 0.863, 0.050),
          new Kind("NW", 0.2295, 0.005, 4.288, 0.926, 0.081),
          new Kind("NE", 0.0830, 0.519, 5.240, 0.962, 0.077),
          new Kind("TT", 0.0376, 0.341, 4.392, 1.184, 0.341),
          new Kind("IN", 0.0083, 0.000, 5.260, 1.073, 0.091),
          new Kind("PE", 0.0040, 0.309, 5.184, 0.919, 0.113));

  /** All waiting over the number who gave up: the mean of exponential patience, in seconds. */
  static final double MEAN_PATIENCE = 338;

  /** Callers who leave in the moment they would have begun to wait. */
  static final double LEAVES_AT_ONCE = 0.034;

  /** An average of those days, seven to midnight. */
  static final Figures WEEKDAY =
      new Figures(
          1472, 1225, 247, new Figures.Waits(48_600, 211_000), new Figures.Waits(50_500, 210_000));
}
