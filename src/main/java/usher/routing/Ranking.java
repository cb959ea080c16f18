package usher.routing;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import usher.agent.Agent;
import usher.queue.Definition.Rank;

/** How to choose among several agents who may take the same contact: the first is the best. */
final class Ranking {
  private Ranking() {}

  /**
   * @param rank the comparisons, in order; what they leave equal, the agent's id decides
   * @param skills what the contact asks for, by name
   */
  static Comparator<Agent> by(List<Rank> rank, Collection<String> skills) {
    Comparator<Agent> order = (a, b) -> 0;
    for (var one : rank.isEmpty() ? List.of(Rank.LONGEST_IDLE) : rank)
      order = order.thenComparing(comparison(one, skills));
    return order.thenComparing(Agent::id);
  }

  private static Comparator<Agent> comparison(Rank rank, Collection<String> skills) {
    return switch (rank) {
      case BEST_SKILL -> Comparator.comparingInt((Agent a) -> -proficiency(a, skills));
      case LONGEST_IDLE ->
          Comparator.comparing(a -> a.idleSince() == null ? Instant.MAX : a.idleSince());
      case LEAST_OCCUPIED -> Comparator.comparingDouble(Ranking::occupied);
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
}
