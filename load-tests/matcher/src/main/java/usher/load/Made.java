package usher.load;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import usher.agent.Agent;
import usher.agent.Capacity;
import usher.agent.Presence;
import usher.agent.Profile;
import usher.kernel.Goal;
import usher.kernel.Handling;
import usher.kernel.Rona;
import usher.kernel.WrapUp;
import usher.queue.Definition;

/** Agents and queues that the benchmarks share: best skill first, then longest idle. */
final class Made {
  private static final List<Definition.Rank> RANK =
      List.of(Definition.Rank.BEST_SKILL, Definition.Rank.LONGEST_IDLE);

  private Made() {}

  /** Proficiency 1 to 10 in these skills, {@code s0} and so on; ready from {@code at} on. */
  static Agent ready(String id, int[] skills, Random random, Instant at) {
    var levels = new HashMap<String, Integer>();
    for (var skill : skills) levels.put("s" + skill, 1 + random.nextInt(10));
    var profile = new Profile(id, null, levels, List.of(), Capacity.DEFAULT, Map.of());
    var agent = Agent.unknown(id);
    for (var event : agent.define(profile, at).events()) agent = event.applyTo(agent);
    for (var event : agent.setPresence(Presence.READY, null, at).events())
      agent = event.applyTo(agent);
    return agent;
  }

  /** {@code lasts}: until a step takes the place of this one; null in the last. */
  static Definition.Step step(String skill, int level, Duration lasts) {
    return new Definition.Step(
        Map.of(skill, level), List.of(), List.of(), null, false, lasts, true, 0, 1, RANK, null);
  }

  static Definition queue(String name, List<Definition.Aging> aging, List<Definition.Step> steps) {
    return queue(name, aging, steps, null);
  }

  /** Whoever will most likely reach the goal, of all who are there. */
  static Definition predicting(String name, Goal goal) {
    var rank = List.of(Definition.Rank.PREDICTED, Definition.Rank.LONGEST_IDLE);
    var step =
        new Definition.Step(
            Map.of(), List.of(), List.of(), null, true, null, false, 0, 1, rank, null);
    return queue(name, List.of(), List.of(step), goal);
  }

  private static Definition queue(
      String name, List<Definition.Aging> aging, List<Definition.Step> steps, Goal goal) {
    return new Definition(
        name,
        Set.of(),
        null,
        Handling.OFFER_TIMEOUT,
        Handling.CONNECT_TIMEOUT,
        WrapUp.NONE,
        Rona.DEFAULT,
        null,
        null,
        null,
        null,
        0,
        aging,
        steps,
        goal);
  }
}
