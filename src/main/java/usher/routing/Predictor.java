package usher.routing;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import usher.agent.Experience;
import usher.agent.Experience.Count;

/**
 * How likely each agent is to reach a queue's goal with a contact: what the agent's earlier
 * contacts with each of its traits came to, shrunk towards what is usual for the trait and for the
 * agent, as if {@link #PRIOR} more had come out as usual (the mean of a beta-binomial posterior);
 * the mean of that over the traits. Who is new counts as usual, neither preferred nor left out.
 *
 * <p>Kept by trait, the agents side by side: a contact's traits are gone through one after the
 * other, each for all agents in question.
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

  /** Where one in so many of the first agents is asked about, all of those are looked at. */
  private static final int DENSE = 8;

  private static final Count NEVER = new Count(0, 0);

  /** One trait of contacts. */
  private static final class Trait {
    private static final Trait UNKNOWN = new Trait();

    private long reached;
    private long all;

    /** An agent's rate is the first number and so much of what is expected as the second says. */
    private double[] own = {};

    private double[] usual = {};

    void count(int agent, Count before, Count now) {
      if (agent >= own.length) grow(agent);
      reached += now.reached() - before.reached();
      all += now.all() - before.all();
      own[agent] = now.reached() / (now.all() + PRIOR);
      usual[agent] = PRIOR / (now.all() + PRIOR);
    }

    private void grow(int agent) {
      var before = own.length;
      own = Arrays.copyOf(own, Math.max(agent + 1, 2 * before));
      usual = Arrays.copyOf(usual, own.length);
      Arrays.fill(usual, before, usual.length, 1);
    }

    /** Everybody's, and where that is little to go by, much as {@code otherwise}. */
    double rate(double otherwise) {
      return (reached + PRIOR * otherwise) / (all + PRIOR);
    }

    /**
     * Adds each agent's rate where {@code expected}, and so much better, is expected of it.
     *
     * @param few these agents; null for all up to {@code size}
     */
    void add(int[] few, int size, double expected, double[] better, double[] sums) {
      if (few == null) addAll(size, expected, better, sums);
      else
        for (var a : few) {
          var due = expected + better[a];
          sums[a] += a < own.length ? own[a] + usual[a] * due : due;
        }
    }

    /** A loop that the processor takes several at a time. */
    private void addAll(int size, double expected, double[] better, double[] sums) {
      var known = Math.min(size, own.length);
      for (var a = 0; a < known; a++) sums[a] += own[a] + usual[a] * (expected + better[a]);
      for (var a = known; a < size; a++) sums[a] += expected + better[a];
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
    if (!is.equals(was)) traits.computeIfAbsent(trait, t -> new Trait()).count(agent, was, is);
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
    var few = agents.cardinality() * DENSE < size ? agents.stream().toArray() : null;
    better = emptied(better, size);
    sums = emptied(sums, size);
    var queue = contact.isEmpty() ? Trait.UNKNOWN : known(contact.get(0));
    var usual = queue.rate(NOTHING_KNOWN);
    queue.add(few, size, usual, sums, better);
    if (contact.size() <= 1) return rounded(better, 1, size);
    for (var n = 0; n < size; n++) better[n] -= usual;
    for (var trait : contact.subList(1, contact.size())) {
      var known = known(trait);
      known.add(few, size, known.rate(usual), better, sums);
    }
    return rounded(sums, contact.size() - 1, size);
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
