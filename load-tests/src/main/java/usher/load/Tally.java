package usher.load;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened while it was being measured; what went wrong is counted from the beginning. */
final class Tally {
  private final Map<String, Samples> latencies = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> faults = new ConcurrentHashMap<>();
  private final LongAdder completed = new LongAdder();
  private volatile boolean measuring;
  private volatile long since = System.nanoTime();
  private volatile long until = since;

  void measure(boolean on) {
    if (on) since = System.nanoTime();
    else if (measuring) until = System.nanoTime();
    measuring = on;
  }

  /** So long it was measured. */
  double seconds() {
    return ((measuring ? System.nanoTime() : until) - since) / 1e9;
  }

  void took(String what, long startedAt) {
    if (measuring)
      latencies.computeIfAbsent(what, w -> new Samples()).add(System.nanoTime() - startedAt);
  }

  void completed() {
    if (measuring) completed.increment();
  }

  /** Completed while it was being measured. */
  long contacts() {
    return completed.sum();
  }

  /** By what; empty for none. */
  Map<String, LongAdder> faults() {
    return new TreeMap<>(faults);
  }

  void fault(String what) {
    faults.computeIfAbsent(what, w -> new LongAdder()).increment();
  }

  void print() {
    var seconds = seconds();
    System.out.printf(
        Locale.ROOT,
        "%nContacts completed per second: %.0f (%d in %.1f s)%n",
        completed.sum() / seconds,
        completed.sum(),
        seconds);
    System.out.printf("%n%-16s %9s %9s %9s %9s%n", "ms", "count", "p50", "p99", "max");
    for (var what : new TreeMap<>(latencies).entrySet())
      System.out.println(what.getValue().describe(what.getKey()));
    System.out.println("\nFaults: " + (faults.isEmpty() ? "none" : faults()));
  }
}
