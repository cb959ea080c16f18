package usher.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import usher.kernel.Handling;
import usher.kernel.Media;
import usher.kernel.Rona;
import usher.kernel.Wire;
import usher.kernel.WrapUp;

/**
 * A queue's policy.
 *
 * @param media what it takes; empty for everything
 * @param maxWaiting entries at most; null without limit
 * @param ttl how long after its arrival a contact that still waits expires; null for never
 * @param serviceLevel null where none is promised
 * @param calendar when it takes contacts; null for always
 * @param overflow what becomes of contacts it does not take; null: they are refused
 * @param basePoints priority points of a contact that brings none of its own
 * @param aging how points grow with the wait, one segment after the other; empty for not at all
 * @param steps whom to look for, wider with time; never empty
 */
public record Definition(
    String name,
    Set<Media> media,
    Integer maxWaiting,
    Duration offerTimeout,
    Duration connectTimeout,
    WrapUp wrapUp,
    Rona rona,
    Duration ttl,
    ServiceLevel serviceLevel,
    Calendar calendar,
    Overflow overflow,
    double basePoints,
    List<Aging> aging,
    List<Step> steps)
    implements Wire {

  /** How long a call waits at most, where the queue does not say. */
  public static final Duration TTL = Duration.ofHours(24);

  public Definition {
    media = Set.copyOf(media);
    aging = List.copyOf(aging);
    steps = List.copyOf(steps);
  }

  /** {@code percent} of contacts are to be connected {@code within} that time. */
  public record ServiceLevel(double percent, Duration within) implements Wire {}

  /**
   * Where contacts go when the queue is full or closed, or when they have waited too long.
   *
   * @param queue null: nowhere, the contact ends as overflowed
   * @param message what the customer is told; a name or a text, as the switch knows it
   * @param after a contact still waiting then goes there too; null: only full or closed
   */
  public record Overflow(String queue, String message, Duration after) implements Wire {}

  /**
   * One point for every {@code perPoint} of wait.
   *
   * @param upTo points this segment gives in all; null in the last one
   */
  public record Aging(Duration perPoint, Integer upTo) implements Wire {}

  /**
   * Whom to look for: whoever has all that is named here.
   *
   * @param skills proficiency at least, in all of them
   * @param teams one of them; empty for any
   * @param agents one of them, by id or as {@code ${attribute}} of the contact; empty for any
   * @param where a CEL condition on the agent's attributes, or null
   * @param anyone whoever serves the medium
   * @param lasts until the next step; null in the last one
   * @param replace this step's target instead of the earlier ones, not beside them
   * @param points added to the priority from this step on
   * @param offers how many agents are asked at once; the first to accept has it
   * @param rank how to choose among several agents
   */
  public record Step(
      Map<String, Integer> skills,
      List<String> teams,
      List<String> agents,
      String where,
      boolean anyone,
      Duration lasts,
      boolean replace,
      double points,
      int offers,
      List<Rank> rank)
      implements Wire {

    /** As many as one wave can have: each is a reservation. */
    public static final int MOST_OFFERS = 10;

    public Step {
      skills = Map.copyOf(skills);
      teams = List.copyOf(teams);
      agents = List.copyOf(agents);
      rank = List.copyOf(rank);
    }

    public static Step ofAnyone() {
      return new Step(Map.of(), List.of(), List.of(), null, true, null, false, 0, 1, List.of());
    }
  }

  /**
   * Ways to choose among agents, each a comparison; what they leave equal, the agent's id decides.
   */
  public enum Rank {
    BEST_SKILL("best-skill"),
    LONGEST_IDLE("longest-idle"),
    LEAST_OCCUPIED("least-occupied");

    private final String word;

    Rank(String word) {
      this.word = word;
    }

    @com.fasterxml.jackson.annotation.JsonValue
    public String word() {
      return word;
    }
  }

  public boolean takes(Media medium) {
    return media.isEmpty() || media.contains(medium);
  }

  public boolean isOpen(Instant now) {
    return calendar == null || calendar.isOpen(now);
  }

  /** The attribute an agent's name stands for, {@code ${attribute}}; null where it is a name. */
  public static String attribute(String agent) {
    return agent.startsWith("${") && agent.endsWith("}")
        ? agent.substring(2, agent.length() - 1)
        : null;
  }

  /** Of a contact's attributes those that the steps name. */
  Map<String, String> wanted(Map<String, String> attributes) {
    var kept = new HashMap<String, String>();
    for (var step : steps)
      for (var agent : step.agents()) {
        var name = attribute(agent);
        if (name != null && attributes.containsKey(name)) kept.put(name, attributes.get(name));
      }
    return kept;
  }

  public Handling handling(int version, int step) {
    return new Handling(
        offerTimeout, connectTimeout, wrapUp, rona, steps.get(step - 1).offers(), version, step);
  }
}
