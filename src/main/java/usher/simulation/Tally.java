package usher.simulation;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What became of some contacts of one run. */
final class Tally {
  private static final int DIGITS = 3;

  private final Histogram waits = new Histogram(DIGITS);
  private long offered;
  private long served;
  private long abandoned;
  private long waitOfServed;
  private long waitOfAll;
  private long within;
  private long matched;
  private long returning;
  private long again;
  private long longest;
  private long judged;
  private long reached;

  /** {@code limit}: ms of the service level. */
  void add(Visit visit, long limit) {
    offered++;
    waitOfAll += visit.waited;
    longest = Math.max(longest, visit.waited);
    if (visit.outcome == Visit.Outcome.ABANDONED) abandoned++;
    if (visit.outcome != Visit.Outcome.SERVED) return;
    served++;
    waitOfServed += visit.waited;
    waits.recordValue(visit.waited);
    if (visit.waited <= limit) within++;
    if (visit.step == 0) matched++;
    if (visit.lastAgent != null) returning++;
    if (visit.isAgain()) again++;
    if (visit.reached != null) judged++;
    if (Boolean.TRUE.equals(visit.reached)) reached++;
  }

  /** All but the occupancy, which is the agents'. {@code lasted}: ms in which they came. */
  Map<Kpi, Double> figures(long lasted) {
    var all = new EnumMap<Kpi, Double>(Kpi.class);
    all.put(Kpi.OFFERED, (double) offered);
    all.put(Kpi.SERVED, (double) served);
    all.put(Kpi.ABANDONED, share(abandoned, offered));
    all.put(Kpi.LEFT, (double) (offered - served - abandoned));
    all.put(Kpi.ASA, served == 0 ? 0 : waitOfServed / 1000.0 / served);
    all.put(Kpi.WITHIN, share(within, offered));
    all.put(Kpi.P50, percentile(50));
    all.put(Kpi.P95, percentile(95));
    all.put(Kpi.P99, percentile(99));
    all.put(Kpi.LONGEST, longest / 1000.0);
    all.put(Kpi.MATCHED, share(matched, served));
    all.put(Kpi.AGAIN, share(again, returning));
    all.put(Kpi.REACHED, share(reached, judged));
    all.put(Kpi.IN_LINE, lasted == 0 ? 0 : (double) waitOfAll / lasted);
    return all;
  }

  private double percentile(double percent) {
    return served == 0 ? 0 : waits.getValueAtPercentile(percent) / 1000.0;
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
  }
}
