package usher.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import usher.agent.Agent;
import usher.kernel.Why;
import usher.queue.Definition.Rank;
import usher.routing.Staff.Member;

/** How to choose among several agents who may take the same contact: the first is the best. */
final class Ranking {
  /** As many candidates are kept with a decision. */
  static final int REMEMBERED = 5;

  /** Instead of a comparison: others who were decided about at the same moment needed the best. */
  static final String TOGETHER = "together";

  /** Instead of a comparison: it has served this customer before. */
  static final String LAST_AGENT = "last-agent";

  private static final List<Rank> USUAL = List.of(Rank.LEAST_OCCUPIED, Rank.LONGEST_IDLE);

  private Ranking() {}

  /**
   * @param rank the comparisons, in order; what they leave equal, the agent's id decides
   * @param skills what the contact asks for, by name
   */
  static Comparator<Member> by(List<Rank> rank, Collection<String> skills) {
    Comparator<Member> order = (a, b) -> 0;
    for (var one : compared(rank)) order = order.thenComparingDouble(a -> term(one, a, skills));
    return order.thenComparing(a -> a.agent.id());
  }

  /** As where nothing is said: agents are kept in this order ({@link Staff}). */
  static boolean isUsual(List<Rank> rank) {
    return compared(rank).equals(USUAL);
  }

  /**
   * Of agents who may have several contacts the least occupied is first, whatever else: else the
   * longest idle would get one after the other until it is full (SEMANTICS e15).
   */
  private static List<Rank> compared(List<Rank> rank) {
    if (rank.isEmpty() || rank.equals(List.of(Rank.LONGEST_IDLE))) return USUAL;
    var idle = rank.indexOf(Rank.LONGEST_IDLE);
    if (idle < 0 || rank.subList(0, idle).contains(Rank.LEAST_OCCUPIED)) return rank;
    var all = new LinkedHashSet<Rank>(rank.subList(0, idle));
    all.addAll(USUAL);
    all.addAll(rank);
    return List.copyOf(all);
  }

  /** What is compared, the smaller the better. */
  private static double term(Rank rank, Member member, Collection<String> skills) {
    return switch (rank) {
      case PREDICTED -> -member.predicted;
      case BEST_SKILL -> -proficiency(member.agent, skills);
      case LONGEST_IDLE -> member.idleSince;
      case LEAST_OCCUPIED -> member.occupied;
    };
  }

  private static int proficiency(Agent agent, Collection<String> skills) {
    var sum = 0;
    for (var skill : skills) sum += agent.profile().skills().getOrDefault(skill, 0);
    return sum;
  }

  /**
   * What a contact and an agent are worth together, where several are decided about at once: the
   * first comparison from 0 to 1, each further one a ten-thousandth of the one before, so that it
   * decides only what that leaves equal.
   */
  static double value(List<Rank> rank, Member member, Collection<String> skills, long now) {
    var value = 0.0;
    var weight = 1.0;
    for (var one : compared(rank)) {
      value += weight * share(one, term(one, member, skills), skills.size(), now);
      weight /= 10_000;
    }
    return value;
  }

  /** Of a term, from 0 for the worst to 1: an idle time counts half at ten minutes. */
  private static double share(Rank rank, double term, int skills, long now) {
    return switch (rank) {
      case BEST_SKILL -> skills == 0 ? 0 : -term / (10.0 * skills);
      case PREDICTED -> -term;
      case LEAST_OCCUPIED -> 1 - term;
      case LONGEST_IDLE -> {
        var idle = Math.max(0, now - term);
        yield idle / (idle + 600_000);
      }
    };
  }

  /** Why {@code chosen}, with the best of all who were free, in order. */
  static Why why(
      Member chosen,
      List<Member> best,
      List<Rank> rank,
      Collection<String> skills,
      Map<String, Integer> excluded,
      long now) {
    var shown = new ArrayList<Why.Candidate>(REMEMBERED);
    shown.add(candidate(chosen, rank, skills, now));
    Member second = null;
    for (var member : best) {
      if (member == chosen || shown.size() == REMEMBERED) continue;
      if (second == null) second = member;
      shown.add(candidate(member, rank, skills, now));
    }
    if (second == null) return new Why(shown, excluded, null);
    var isBest = best.get(0) == chosen;
    var decided = isBest ? tieBreak(chosen, second, rank, skills) : TOGETHER;
    return new Why(shown, excluded, decided);
  }

  /** Idle in seconds, skills in points, occupied as a part of the whole, predicted as a chance. */
  private static Why.Candidate candidate(
      Member a, List<Rank> rank, Collection<String> skills, long now) {
    var terms = new LinkedHashMap<String, Double>();
    for (var one : compared(rank)) {
      var term = term(one, a, skills);
      if (term == 0 && one == Rank.LEAST_OCCUPIED && !rank.contains(one)) continue; // as usual
      var shown = one == Rank.LONGEST_IDLE ? Math.max(0, now - term) / 1000 : Math.abs(term);
      terms.put(one.word(), shown);
    }
    return new Why.Candidate(a.agent.id(), terms);
  }

  private static String tieBreak(Member a, Member b, List<Rank> rank, Collection<String> skills) {
    for (var one : compared(rank))
      if (term(one, a, skills) != term(one, b, skills)) return one.word();
    return "id";
  }
}
