package usher.routing;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import usher.agent.Experience;
import usher.agent.Experience.Count;

/**
 * How likely each agent is to reach a queue's goal with a contact: what the agent's earlier
 * contacts with each of its traits came to, shrunk towards what is usual for the trait and for the
 * agent, as if {@link #PRIOR} more had come out as usual (the mean of a beta-binomial posterior);
 * the mean of that over the traits. Who is new counts as usual, neither preferred nor left out.
 *
 * <p>Kept by trait: those who have had it one after the other, and where that is one in {@link
 * #DENSE} all agents side by side. A contact's traits are gone through one after the other, each
 * for all agents in question. What an agent does not remember any more ({@link Experience}) is
 * forgotten here too: there is room for four times as much as all agents remember, where a trait is
 * kept for all agents sixteen times.
 */
final class Predictor {
  /**
   * Contacts that weigh as much as what is usual: where agents differ by a tenth (one standard
   * deviation) around seven tenths, 0.7 × 0.3 ÷ 0.1² = 21.
   */
  static final double PRIOR = 20;

  private static final double NOTHING_KNOWN = 0.5;

  /** Differences below this are none. */
  private static final double DIGITS = 1e9;

  /** Where it is one in so many of the first agents, all of those are kept, or looked at. */
  private static final int DENSE = 8;

  private static final Count NEVER = new Count(0, 0);

  /** One trait of contacts. */
  private static final class Trait {
    private static final Trait UNKNOWN = new Trait();

    private long reached;
    private long all;

    /** Who has had it, in order; null where all agents are kept, by their number. */
    private int[] who = {};

    /** How many remember it. */
    private int few;

    /** An agent's rate is the first number and so much of what is expected as the second says. */
    private double[] own = {};

    private double[] usual = {};

    void count(int agent, Count before, Count now) {
      reached += now.reached() - before.reached();
      all += now.all() - before.all();
      if (now.all() == 0) forget(agent);
      else remember(place(agent), now);
    }

    private void remember(int at, Count now) {
      own[at] = now.reached() / (now.all() + PRIOR);
      usual[at] = PRIOR / (now.all() + PRIOR);
    }

    boolean isForgotten() {
      return all == 0;
    }

    private void forget(int agent) {
      if (who == null) {
        if (agent >= own.length || usual[agent] == 1) return;
        own[agent] = 0;
        usual[agent] = 1;
        few--;
        if (few * DENSE * 2 < own.length) gather();
        return;
      }
      var at = Arrays.binarySearch(who, 0, few, agent);
      if (at < 0) return;
      move(at + 1, at);
      few--;
      if (few * 4 < own.length) trim(few * 2);
    }

    private int place(int agent) {
      if (who == null && agent >= own.length && (few + 1) * DENSE <= agent) gather();
      if (who != null) {
        var at = Arrays.binarySearch(who, 0, few, agent);
        if (at >= 0) return at;
        var last = few == 0 ? agent : Math.max(agent, who[few - 1]);
        if ((few + 1) * DENSE <= last) return insert(-at - 1, agent);
        spread(last);
      }
      if (agent >= own.length) room(Math.max(agent + 1, 2 * own.length));
      if (usual[agent] == 1) few++;
      return agent;
    }

    private int insert(int at, int agent) {
      if (few == own.length) trim(2 * few + 2);
      move(at, at + 1);
      who[at] = agent;
      few++;
      return at;
    }

    /** All from one place on, to another. */
    private void move(int from, int to) {
      System.arraycopy(who, from, who, to, few - from);
      System.arraycopy(own, from, own, to, few - from);
      System.arraycopy(usual, from, usual, to, few - from);
    }

    private void trim(int size) {
      who = Arrays.copyOf(who, size);
      room(size);
    }

    /** Where too much room is nobody's. */
    private void gather() {
      var had = IntStream.range(0, own.length).filter(n -> usual[n] < 1).toArray();
      who = had;
      own = IntStream.of(had).mapToDouble(n -> own[n]).toArray();
      usual = IntStream.of(had).mapToDouble(n -> usual[n]).toArray();
    }

    private void spread(int last) {
      var had = own;
      var rest = usual;
      own = new double[0];
      usual = new double[0];
      room(last + 1);
      for (var n = 0; n < few; n++) {
        own[who[n]] = had[n];
        usual[who[n]] = rest[n];
      }
      who = null;
    }

    private void room(int size) {
      var before = own.length;
      own = Arrays.copyOf(own, size);
      usual = Arrays.copyOf(usual, size);
      if (size > before) Arrays.fill(usual, before, size, 1);
    }

    /** Everybody's, and where that is little to go by, much as {@code otherwise}. */
    double rate(double otherwise) {
      return (reached + PRIOR * otherwise) / (all + PRIOR);
    }

    /**
     * Adds each agent's rate where {@code expected}, and so much better, is expected of it.
     *
     * @param asked these agents, in order; null for all up to {@code size}
     */
    void add(int[] asked, int size, double expected, double[] better, double[] sums) {
      if (asked == null && who == null) addAll(size, expected, better, sums);
      else if (asked == null) addToFew(size, expected, better, sums);
      else addTo(asked, expected, better, sums);
    }

    private void addTo(int[] asked, double expected, double[] better, double[] sums) {
      var next = 0;
      for (var a : asked) {
        var due = expected + better[a];
        var at = a;
        if (who != null) {
          while (next < few && who[next] < a) next++;
          at = next < few && who[next] == a ? next : own.length;
        }
        sums[a] += at < own.length ? own[at] + usual[at] * due : due;
      }
    }

    private void addToFew(int size, double expected, double[] better, double[] sums) {
      var from = 0;
      for (var n = 0; n < few && who[n] < size; n++) {
        var a = who[n];
        addUsual(from, a, expected, better, sums);
        sums[a] += own[n] + usual[n] * (expected + better[a]);
        from = a + 1;
      }
      addUsual(from, size, expected, better, sums);
    }

    /** A loop that the processor takes several at a time, and so is the next. */
    private void addAll(int size, double expected, double[] better, double[] sums) {
      var known = Math.min(size, own.length);
      for (var a = 0; a < known; a++) sums[a] += own[a] + usual[a] * (expected + better[a]);
      addUsual(known, size, expected, better, sums);
    }

    private static void addUsual(
        int from, int size, double expected, double[] better, double[] sums) {
      for (var a = from; a < size; a++) sums[a] += expected + better[a];
    }
  }

  private final Map<String, Trait> traits = new HashMap<>();

  /** Room that is used again and again. */
  private double[] better = {};

  private double[] sums = {};

  /** What this agent has come to know since {@code before}. */
  void learn(int agent, Experience before, Experience now) {
    if (now.equals(before)) return;
    for (var trait : before.counts().keySet())
      if (!now.counts().containsKey(trait)) count(agent, trait, before, now);
    for (var trait : now.counts().keySet()) count(agent, trait, before, now);
  }

  private void count(int agent, String trait, Experience before, Experience now) {
    var was = before.counts().getOrDefault(trait, NEVER);
    var is = now.counts().getOrDefault(trait, NEVER);
    if (is.equals(was)) return;
    var known = traits.computeIfAbsent(trait, t -> new Trait());
    known.count(agent, was, is);
    if (known.isForgotten()) traits.remove(trait);
  }

  /**
   * For each of these agents, by its number, from 0 to 1 or a little beyond: one who is good at
   * everything may be expected to do better than always. What is there for others means nothing,
   * and what is there for these holds until the next question.
   *
   * @param contact its traits, the queue first
   */
  double[] scores(List<String> contact, BitSet agents) {
    var size = agents.length();
    var asked = agents.cardinality() * DENSE < size ? agents.stream().toArray() : null;
    better = emptied(better, size);
    sums = emptied(sums, size);
    var queue = contact.isEmpty() ? Trait.UNKNOWN : known(contact.get(0));
    var usual = queue.rate(NOTHING_KNOWN);
    queue.add(asked, size, usual, sums, better);
    if (contact.size() <= 1) return rounded(better, 1, size);
    for (var n = 0; n < size; n++) better[n] -= usual;
    for (var trait : contact.subList(1, contact.size())) {
      var known = known(trait);
      known.add(asked, size, known.rate(usual), better, sums);
    }
    return rounded(sums, contact.size() - 1, size);
  }

  /** For how many rates there is room. */
  int room() {
    return traits.values().stream().mapToInt(trait -> trait.own.length).sum();
  }

  private Trait known(String trait) {
    return traits.getOrDefault(trait, Trait.UNKNOWN);
  }

  private static double[] emptied(double[] room, int size) {
    if (room.length < size) return new double[Math.max(size, 2 * room.length)];
    Arrays.fill(room, 0, size, 0);
    return room;
  }

  private static double[] rounded(double[] sums, int of, int size) {
    var digits = DIGITS / of;
    for (var n = 0; n < size; n++) sums[n] = Math.rint(sums[n] * digits) / DIGITS;
    return sums;
  }
}
