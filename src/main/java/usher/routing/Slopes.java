package usher.routing;

import java.util.BitSet;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * All who wait, in the order in which they are to be served: by how fast they age, each {@link
 * Slope}.
 */
final class Slopes {

  /** So many are kept though nobody ages so fast: each choice looks at all of them. */
  private static final int FEW = 16;

  /** By ms for a point. */
  private final TreeMap<Long, Slope> slopes = new TreeMap<>();

  void add(Waiting w) {
    if (w.seats.isEmpty()) return;
    var slope = slopes.computeIfAbsent(w.line.perPointMillis(), Slope::new);
    for (var seat : w.seats) slope.add(seat);
  }

  void remove(Waiting w) {
    if (w.seats.isEmpty()) return;
    var slope = slopes.get(w.line.perPointMillis());
    for (var seat : w.seats) slope.remove(seat);
    if (slopes.size() > FEW && slope.isEmpty()) slopes.remove(w.line.perPointMillis());
  }

  /** The first of those who stand in one of these buckets and pass, or null. */
  Waiting first(BitSet buckets, long now, Predicate<Waiting> passes) {
    var head = head(buckets, now);
    return head == null || passes.test(head) ? head : firstThatPasses(buckets, now, passes);
  }

  /** The first of all, who nearly always passes: found by keys, without a look at anybody else. */
  private Waiting head(BitSet buckets, long now) {
    Slope best = null;
    var bucket = -1;
    for (var slope : slopes.values()) {
      var at = slope.head(buckets);
      if (at < 0 || best != null && !slope.isSooner(at, best, bucket, now)) continue;
      best = slope;
      bucket = at;
    }
    return best == null ? null : best.first(bucket);
  }

  private Waiting firstThatPasses(BitSet buckets, long now, Predicate<Waiting> passes) {
    Waiting best = null;
    for (var slope : slopes.values()) {
      var first = slope.first(buckets, passes);
      if (first != null && (best == null || first.compareTo(best, now) < 0)) best = first;
    }
    return best;
  }
}
