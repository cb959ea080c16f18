package usher.routing;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * A heap whose seats know where they are, so that any of them can be taken out. The keys lie side
 * by side: finding a way through them touches no other memory, except where two are equal. Four
 * below each, not two: half as many seats move, and the keys of four are one line of the cache.
 */
final class Heap<S extends Heap.Seat<S>> {

  /** One place in a heap, taken or not. */
  abstract static class Seat<S extends Seat<S>> {
    private final long key;
    private int at = -1;

    /** {@code key}: the smaller, the sooner. */
    Seat(long key) {
      this.key = key;
    }

    long key() {
      return key;
    }

    /** Which of two with the same key comes first; never neither. */
    abstract boolean isBefore(S other);

    /** Which of any two comes first. */
    final boolean isSooner(S other) {
      return key != other.key() ? key < other.key() : isBefore(other);
    }
  }

  private static final int BELOW = 4;
  private static final int SMALLEST = 4;

  private long[] keys = new long[SMALLEST];
  private Seat<S>[] seats = room(SMALLEST);
  private int size;

  @SuppressWarnings("unchecked")
  private static <S extends Seat<S>> Seat<S>[] room(int size) {
    return new Seat[size];
  }

  @SuppressWarnings("unchecked")
  private S seat(int at) {
    return (S) seats[at];
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** The first, or null. */
  S first() {
    return size == 0 ? null : seat(0);
  }

  void add(S seat) {
    if (size == keys.length) resize(size * 2);
    up(size++, seat);
  }

  /** Out, wherever it is; nothing happens to one that is in none. */
  void remove(S seat) {
    Seat<S> gone = seat;
    var at = gone.at;
    if (at < 0) return;
    gone.at = -1;
    var last = seat(--size);
    seats[size] = null;
    if (at < size) {
      if (at > 0 && isBefore(last, (at - 1) / BELOW)) up(at, last);
      else down(at, last);
    }
    if (keys.length > SMALLEST && size < keys.length / 4) resize(keys.length / 2);
  }

  private void resize(int room) {
    keys = Arrays.copyOf(keys, room);
    seats = Arrays.copyOf(seats, room);
  }

  private boolean isBefore(S seat, int other) {
    Seat<S> it = seat;
    var key = keys[other];
    return it.key != key ? it.key < key : it.isBefore(seat(other));
  }

  private void up(int from, S seat) {
    var at = from;
    while (at > 0) {
      var parent = (at - 1) / BELOW;
      if (!isBefore(seat, parent)) break;
      set(at, seat(parent));
      at = parent;
    }
    set(at, seat);
  }

  private void down(int from, S seat) {
    var at = from;
    while (BELOW * at + 1 < size) {
      var child = soonestBelow(at);
      if (isBefore(seat, child)) break;
      set(at, seat(child));
      at = child;
    }
    set(at, seat);
  }

  private int soonestBelow(int at) {
    var soonest = BELOW * at + 1;
    var end = Math.min(soonest + BELOW, size);
    for (var child = soonest + 1; child < end; child++)
      if (keys[child] < keys[soonest]
          || keys[child] == keys[soonest] && isBefore(seat(child), soonest)) soonest = child;
    return soonest;
  }

  private void set(int at, S seat) {
    Seat<S> it = seat;
    it.at = at;
    keys[at] = it.key;
    seats[at] = it;
  }

  /**
   * The first of those that pass, or null. Costs a step for each that does not and comes before it,
   * so it is for tests that nearly all pass.
   */
  S first(Predicate<S> passes) {
    if (size == 0) return null;
    return passes.test(seat(0)) ? seat(0) : firstBelow(passes);
  }

  /** Level by level from those that did not pass, the soonest first. */
  private S firstBelow(Predicate<S> passes) {
    var edge = new java.util.PriorityQueue<Integer>((a, b) -> isBefore(seat(a), b) ? -1 : 1);
    edge.add(0);
    while (!edge.isEmpty()) {
      int at = edge.poll();
      if (passes.test(seat(at))) return seat(at);
      var end = Math.min(BELOW * at + 1 + BELOW, size);
      for (var child = BELOW * at + 1; child < end; child++) edge.add(child);
    }
    return null;
  }
}
