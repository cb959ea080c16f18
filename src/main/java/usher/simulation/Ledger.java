package usher.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import usher.queue.Definition;

/** Counts one run: of all its contacts, and of those of each stream. */
final class Ledger {
  private static final long DEFAULT_LIMIT = 20_000;

  private final Scenario scenario;
  private final List<Tally> byStream = new ArrayList<>();
  private final Tally all = new Tally();
  private final long[] limits;
  private final Consumer<Visit> each;

  /** Agents' ms, whole and taken, and how many are there and taken since {@link #since}. */
  private double taken;

  private long available;
  private int people;
  private double occupied;
  private long since;
  private long lastArrival;

  /** {@code each}: hears of every contact, also of those that are not counted. */
  Ledger(Scenario scenario, Map<String, Definition> queues, Consumer<Visit> each) {
    this.scenario = scenario;
    this.each = each;
    limits = new long[scenario.streams().size()];
    for (var n = 0; n < limits.length; n++) {
      byStream.add(new Tally());
      var promised = queues.get(scenario.streams().get(n).queue()).serviceLevel();
      limits[n] = promised == null ? DEFAULT_LIMIT : promised.within().toMillis();
    }
  }

  void ended(Visit visit, long now) {
    if (visit.isWaiting()) visit.waited = now - visit.arrivedAt;
    each.accept(visit);
    if (visit.arrivedAt < scenario.warmUp()) return;
    lastArrival = Math.max(lastArrival, visit.arrivedAt);
    all.add(visit, limits[visit.stream]);
    byStream.get(visit.stream).add(visit, limits[visit.stream]);
  }

  /** So much more of somebody's time is taken from now on: a part, which may be negative. */
  void occupy(long now, double more) {
    count(now);
    occupied += more;
  }

  /** Whether somebody is there. */
  void staff(long now, boolean before, boolean after) {
    if (before == after) return;
    count(now);
    people += after ? 1 : -1;
  }

  void closed(long now) {
    count(now);
  }

  private void count(long now) {
    var from = Math.max(since, scenario.warmUp());
    if (now > from) {
      available += people * (now - from);
      taken += occupied * (now - from);
    }
    since = now;
  }

  Map<Kpi, Double> figures() {
    var figures = all.figures(lasted());
    figures.put(Kpi.OCCUPANCY, available == 0 ? 0 : 100 * taken / available);
    return figures;
  }

  Map<Kpi, Double> figures(int stream) {
    return byStream.get(stream).figures(lasted());
  }

  private long lasted() {
    return Math.max(0, lastArrival - scenario.warmUp());
  }
}
