package usher.routing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import usher.agent.Agent;
import usher.agent.Slot;
import usher.kernel.Media;

/**
 * How long conversations and wrap-ups of each queue take, learned from agents as they go, and from
 * that when a busy agent will have room again. It forgets by and by, and all of it when a new
 * coordinator begins: what it says is a guess that costs a wait of seconds at most.
 */
final class HandleTimes {
  /** From so few nothing is concluded. */
  private static final int ENOUGH = 10;

  private static final int HALVED_AT = 1000;

  /**
   * The first class of lengths ends at a quarter of a second, each further one is a fifth longer.
   */
  private static final double SHORTEST = 250;

  private static final double LONGER = Math.log(1.2);

  private record Kind(String queue, Slot.Status status) {}

  /** How many took how long, by classes of lengths. */
  private static final class Lengths {
    private final double[] count = new double[80];
    private final double[] sum = new double[80];
    private double all;

    void add(long ms) {
      var at = (int) Math.ceil(Math.log(Math.max(ms, SHORTEST) / SHORTEST) / LONGER);
      at = Math.min(at, count.length - 1);
      count[at]++;
      sum[at] += ms;
      if (++all < HALVED_AT) return;
      Arrays.setAll(count, n -> count[n] / 2);
      Arrays.setAll(sum, n -> sum[n] / 2);
      all /= 2;
    }

    /**
     * The mean of what is left after {@code gone} ms, of all that took longer: E[T − t | T > t].
     * {@code Long.MAX_VALUE} where too few did.
     */
    long left(long gone) {
      var longer = 0.0;
      var took = 0.0;
      for (var n = count.length - 1; n >= 0 && (count[n] == 0 || sum[n] / count[n] > gone); n--) {
        longer += count[n];
        took += sum[n];
      }
      if (all < ENOUGH || longer < 1) return Long.MAX_VALUE;
      return Math.round(took / longer) - gone;
    }
  }

  private final Map<Kind, Lengths> known = new HashMap<>();

  /** What ended between the two. */
  void learn(Agent before, Agent after) {
    for (var slot : before.slots()) {
      if (slot.status() == Slot.Status.RESERVED) continue;
      var now = after.slot(slot.offer()).orElse(null);
      if (now != null && now.status() == slot.status()) continue;
      var ended = now == null ? after.last() : now.since();
      var kind = new Kind(slot.queue(), slot.status());
      known
          .computeIfAbsent(kind, k -> new Lengths())
          .add(ended.toEpochMilli() - slot.since().toEpochMilli());
    }
  }

  /**
   * ms at which this agent, who works, will have room for one more of this medium if nothing else
   * is given to it; {@code Long.MAX_VALUE} where nobody can say.
   */
  long freeAt(Agent agent, Media medium, long now) {
    var ends = new TreeMap<Long, List<Media>>();
    for (var slot : agent.slots())
      ends.computeIfAbsent(endOf(slot, now), at -> new ArrayList<>(1)).add(slot.media());
    var held = agent.held();
    var at = now;
    while (!agent.profile().capacity().fits(medium, held)) {
      var first = ends.pollFirstEntry();
      if (first == null) return Long.MAX_VALUE;
      at = first.getKey();
      for (var one : first.getValue()) held.remove(one);
    }
    return at;
  }

  private long endOf(Slot slot, long now) {
    var gone = now - slot.since().toEpochMilli();
    var left =
        switch (slot.status()) {
          case RESERVED -> Long.MAX_VALUE;
          case ENGAGED -> sum(left(slot, Slot.Status.ENGAGED, gone), wrapUp(slot));
          case WRAP_UP -> left(slot, Slot.Status.WRAP_UP, gone);
        };
    var ends = sum(now, left);
    return slot.until() == null || slot.status() != Slot.Status.WRAP_UP
        ? ends
        : Math.min(ends, slot.until().toEpochMilli());
  }

  private long wrapUp(Slot slot) {
    var known = left(slot, Slot.Status.WRAP_UP, 0);
    return known == Long.MAX_VALUE ? 0 : known;
  }

  private long left(Slot slot, Slot.Status status, long gone) {
    var lengths = known.get(new Kind(slot.queue(), status));
    return lengths == null ? Long.MAX_VALUE : lengths.left(gone);
  }

  private static long sum(long a, long b) {
    return a == Long.MAX_VALUE || b == Long.MAX_VALUE ? Long.MAX_VALUE : a + b;
  }
}
