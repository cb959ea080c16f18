package usher.load;

import java.util.Arrays;
import java.util.Locale;

/** Every latency of one kind, kept whole: nothing is rounded into buckets. */
final class Samples {
  private long[] nanos = new long[1024];
  private int size;

  synchronized void add(long took) {
    if (size == nanos.length) nanos = Arrays.copyOf(nanos, size * 2);
    nanos[size++] = took;
  }

  synchronized int size() {
    return size;
  }

  synchronized String describe(String name) {
    var sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "%-16s %9d %9.1f %9.1f %9.1f",
        name,
        size,
        at(sorted, 0.5),
        at(sorted, 0.99),
        at(sorted, 1));
  }

  private static double at(long[] sorted, double share) {
    if (sorted.length == 0) return Double.NaN;
    var rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }
}
