package usher.replay;

import org.HdrHistogram.Histogram;

/** What people ask of a day: how many, and how long they waited (ms). */
public record Figures(
    double calls, double answered, double abandoned, Waits ofAnswered, Waits ofAll) {

  public record Waits(double meanMillis, double p95Millis) {}

  /** Counts one call after the other. */
  public static final class Count {
    private final Histogram ofAnswered = new Histogram(3);
    private final Histogram ofAbandoned = new Histogram(3);
    private long answeredMillis;
    private long abandonedMillis;

    public void answered(long waitMillis) {
      ofAnswered.recordValue(Math.max(0, waitMillis));
      answeredMillis += waitMillis;
    }

    public void abandoned(long waitMillis) {
      ofAbandoned.recordValue(Math.max(0, waitMillis));
      abandonedMillis += waitMillis;
    }

    public Figures figures() {
      var all = new Histogram(3);
      all.add(ofAnswered);
      all.add(ofAbandoned);
      return new Figures(
          all.getTotalCount(),
          ofAnswered.getTotalCount(),
          ofAbandoned.getTotalCount(),
          waits(ofAnswered, answeredMillis),
          waits(all, answeredMillis + abandonedMillis));
    }

    /** The mean is exact: a histogram's own would be that of its buckets. */
    private static Waits waits(Histogram h, long sum) {
      var n = h.getTotalCount();
      return n == 0 ? new Waits(0, 0) : new Waits((double) sum / n, h.getValueAtPercentile(95));
    }
  }
}
