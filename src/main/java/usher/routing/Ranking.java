package usher.routing;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import usher.agent.Agent;
import usher.kernel.Why;
import usher.queue.Definition.Rank;

/** How to choose among several agents who may take the same contact: the first is the best. */
final class Ranking {
  /** As many candidates are kept with a decision. */
  static final int REMEMBERED = 5;

  private Ranking() {}

  /**
   * @param rank the comparisons, in order; what they leave equal, the agent's id decides
   * @param skills what the contact asks for, by name
   */
  static Comparator<Agent> by(List<Rank> rank, Collection<String> skills) {
    Comparator<Agent> order = (a, b) -> 0;
    for (var one : named(rank)) order = order.thenComparingDouble(a -> term(one, a, skills));
    return order.thenComparing(Agent::id);
  }

  /** Then nobody needs to be compared who is not the longest idle of those in question. */
  static boolean isByIdleOnly(List<Rank> rank) {
    return named(rank).equals(List.of(Rank.LONGEST_IDLE));
  }

  private static List<Rank> named(List<Rank> rank) {
    return rank.isEmpty() ? List.of(Rank.LONGEST_IDLE) : rank;
  }

  /** What is compared, the smaller the better. */
  private static double term(Rank rank, Agent agent, Collection<String> skills) {
    return switch (rank) {
      case BEST_SKILL -> -proficiency(agent, skills);
      case LONGEST_IDLE -> {
        var since = agent.idleSince() == null ? Instant.MAX : agent.idleSince();
        yield since.equals(Instant.MAX) ? Double.MAX_VALUE : since.toEpochMilli();
      }
      case LEAST_OCCUPIED -> occupied(agent);
    };
  }

  private static int proficiency(Agent agent, Collection<String> skills) {
    var sum = 0;
    for (var skill : skills) sum += agent.profile().skills().getOrDefault(skill, 0);
    return sum;
  }

  private static double occupied(Agent agent) {
    var capacity = agent.profile().capacity();
    return capacity.total() == 0 ? 1 : (double) capacity.used(agent.held()) / capacity.total();
  }

  /** Why {@code chosen}, with the best of the others who were {@code free}. */
  static Why why(
      Agent chosen,
      List<Agent> free,
      List<Rank> rank,
      Collection<String> skills,
      Map<String, Integer> excluded,
      long now) {
    var order = by(rank, skills);
    var worst = new PriorityQueue<Agent>(order.reversed());
    for (var agent : free) {
      if (worst.size() == REMEMBERED && order.compare(agent, worst.peek()) > 0) continue;
      worst.add(agent);
      if (worst.size() > REMEMBERED) worst.poll();
    }
    var best = worst.stream().sorted(order).toList();
    var candidates = best.stream().map(a -> candidate(a, rank, skills, now)).toList();
    var second = best.stream().filter(a -> !a.id().equals(chosen.id())).findFirst();
    return new Why(
        candidates, excluded, second.map(a -> tieBreak(chosen, a, rank, skills)).orElse(null));
  }

  /** Idle in seconds, skills in points, occupied as a part of the whole. */
  private static Why.Candidate candidate(
      Agent a, List<Rank> rank, Collection<String> skills, long now) {
    var terms = new LinkedHashMap<String, Double>();
    for (var one : named(rank)) {
      var term = term(one, a, skills);
      var shown = one == Rank.LONGEST_IDLE ? Math.max(0, now - term) / 1000 : Math.abs(term);
      terms.put(one.word(), shown);
    }
    return new Why.Candidate(a.id(), terms);
  }

  private static String tieBreak(Agent a, Agent b, List<Rank> rank, Collection<String> skills) {
    for (var one : named(rank)) if (term(one, a, skills) != term(one, b, skills)) return one.word();
    return "id";
  }
}
