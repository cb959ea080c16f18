package usher.routing;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Predicate;

/**
 * All who age equally fast, and so never overtake each other: a heap for each bucket. The first of
 * each lie side by side, because an agent may serve hundreds of buckets and all are looked at.
 */
final class Slope {
  private static final long NOBODY = Long.MAX_VALUE;

  private final long perPointMillis;
  private long[] firsts = new long[0];
  private Heap<Seat>[] heaps = room(0);
  private int seats;

  /** Where one contact stands in one bucket. */
  static final class Seat extends Heap.Seat<Seat> {
    final Waiting waiting;
    final Bucket bucket;

    Seat(Waiting waiting, Bucket bucket) {
      super(waiting.line.key());
      this.waiting = waiting;
      this.bucket = bucket;
    }

    @Override
    boolean isBefore(Seat other) {
      return Waiting.older(waiting, other.waiting) < 0;
    }
  }

  Slope(long perPointMillis) {
    this.perPointMillis = perPointMillis;
  }

  @SuppressWarnings("unchecked")
  private static Heap<Seat>[] room(int size) {
    return new Heap[size];
  }

  boolean isEmpty() {
    return seats == 0;
  }

  void add(Seat seat) {
    seats++;
    var b = seat.bucket.index;
    if (b >= heaps.length) {
      var before = heaps.length;
      heaps = Arrays.copyOf(heaps, Math.max(16, 2 * (b + 1)));
      firsts = Arrays.copyOf(firsts, heaps.length);
      Arrays.fill(firsts, before, firsts.length, NOBODY);
    }
    if (heaps[b] == null) heaps[b] = new Heap<>();
    heaps[b].add(seat);
    firsts[b] = heaps[b].first().key();
  }

  void remove(Seat seat) {
    seats--;
    var b = seat.bucket.index;
    heaps[b].remove(seat);
    firsts[b] = heaps[b].isEmpty() ? NOBODY : heaps[b].first().key();
    if (heaps[b].isEmpty()) heaps[b] = null;
  }

  /** The number of the bucket, of these, in which the first of all stands; -1 for none. */
  int head(BitSet buckets) {
    var head = -1;
    for (var b = buckets.nextSetBit(0); b >= 0 && b < firsts.length; b = buckets.nextSetBit(b + 1))
      if (firsts[b] != NOBODY && (head < 0 || isSooner(b, head))) head = b;
    return head;
  }

  private boolean isSooner(int bucket, int other) {
    var key = firsts[bucket];
    return key != firsts[other]
        ? key < firsts[other]
        : heaps[bucket].first().isBefore(heaps[other].first());
  }

  /** Whether the head of a bucket here comes before that of one of another slope. */
  boolean isSooner(int bucket, Slope other, int otherBucket, long now) {
    var byPoints =
        Priority.compare(
            perPointMillis, firsts[bucket], other.perPointMillis, other.firsts[otherBucket], now);
    return byPoints != 0
        ? byPoints < 0
        : heaps[bucket].first().isBefore(other.heaps[otherBucket].first());
  }

  Waiting first(int bucket) {
    return heaps[bucket].first().waiting;
  }

  /** The first of those who stand in one of these buckets and pass, or null. */
  Waiting first(BitSet buckets, Predicate<Waiting> passes) {
    Seat best = null;
    for (var b = buckets.nextSetBit(0);
        b >= 0 && b < firsts.length;
        b = buckets.nextSetBit(b + 1)) {
      if (firsts[b] == NOBODY || (best != null && firsts[b] > best.key())) continue;
      var first = heaps[b].first(seat -> passes.test(seat.waiting));
      if (first == null) continue;
      if (best == null || first.isSooner(best)) best = first;
    }
    return best == null ? null : best.waiting;
  }
}
