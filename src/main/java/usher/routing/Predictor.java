package usher.routing;

import java.util.Arrays;
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

  private static final Count NEVER = new Count(0, 0);

  /** One trait of contacts. */
  private static final class Trait {
    private static final Trait UNKNOWN = new Trait();

    private long reached;
    private long all;

    /** Two numbers an agent: its rate is the first and so much of what is expected. */
    private double[] rates = {};

    void count(int agent, Count before, Count now) {
      if (2 * agent >= rates.length) grow(agent);
      reached += now.reached() - before.reached();
      all += now.all() - before.all();
      rates[2 * agent] = now.reached() / (now.all() + PRIOR);
      rates[2 * agent + 1] = PRIOR / (now.all() + PRIOR);
    }

    private void grow(int agent) {
      var before = rates.length;
      rates = Arrays.copyOf(rates, Math.max(2 * agent + 2, 2 * before));
      for (var n = before + 1; n < rates.length; n += 2) rates[n] = 1;
    }

    /** Everybody's, and where that is little to go by, much as {@code otherwise}. */
    double rate(double otherwise) {
      return (reached + PRIOR * otherwise) / (all + PRIOR);
    }

    /** Adds each agent's rate where {@code usual}, and so much better, would be expected of it. */
    void add(int[] agents, double usual, double[] better, double[] sums) {
      for (var n = 0; n < agents.length; n++) {
        var at = 2 * agents[n];
        var expected = usual + better[n];
        sums[n] += at < rates.length ? rates[at] + rates[at + 1] * expected : expected;
      }
    }
  }

  private final Map<String, Trait> traits = new HashMap<>();

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
   * For each of these agents, from 0 to 1 or a little beyond: one who is good at everything may be
   * expected to do better than always.
   *
   * @param contact its traits, the queue first
   */
  double[] scores(List<String> contact, int[] agents) {
    var better = new double[agents.length];
    var queue = contact.isEmpty() ? Trait.UNKNOWN : known(contact.get(0));
    var usual = queue.rate(NOTHING_KNOWN);
    queue.add(agents, usual, new double[agents.length], better);
    if (contact.size() <= 1) return rounded(better, 1);
    for (var n = 0; n < better.length; n++) better[n] -= usual;
    var sums = new double[agents.length];
    for (var trait : contact.subList(1, contact.size())) {
      var known = known(trait);
      known.add(agents, known.rate(usual), better, sums);
    }
    return rounded(sums, contact.size() - 1);
  }

  private Trait known(String trait) {
    return traits.getOrDefault(trait, Trait.UNKNOWN);
  }

  private static double[] rounded(double[] sums, int of) {
    for (var n = 0; n < sums.length; n++) sums[n] = Math.rint(sums[n] / of * DIGITS) / DIGITS;
    return sums;
  }
}
