package usher.routing;

import java.util.BitSet;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Everything that waits for the same kind of agent, in order for each slope class. */
final class Bucket {
  final int index;
  final Target target;

  /** The agents who suit, by their number in the matcher. */
  final BitSet agents = new BitSet();

  private final Map<Long, TreeSet<Waiting>> lines = new TreeMap<>();

  Bucket(int index, Target target) {
    this.index = index;
    this.target = target;
  }

  void add(Waiting w) {
    lines.computeIfAbsent(w.line.perPointMillis(), p -> new TreeSet<>(Waiting.ORDER)).add(w);
  }

  void remove(Waiting w) {
    var line = lines.get(w.line.perPointMillis());
    line.remove(w);
    if (line.isEmpty()) lines.remove(w.line.perPointMillis());
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** The first at {@code now} among those that pass, or null. */
  Waiting first(long now, Predicate<Waiting> allowed) {
    Waiting best = null;
    for (var line : lines.values()) {
      var head = firstIn(line.iterator(), allowed);
      if (head != null && (best == null || head.compareTo(best, now) < 0)) best = head;
    }
    return best;
  }

  private static Waiting firstIn(Iterator<Waiting> line, Predicate<Waiting> allowed) {
    while (line.hasNext()) {
      var w = line.next();
      if (allowed.test(w)) return w;
    }
    return null;
  }
}
