package usher.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import usher.kernel.Goal;
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
 * @param goal what its contacts should come to; null where nothing is to be learned from them
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
    List<Step> steps,
    Goal goal)
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
   * @param lastAgent whoever served this customer last, if all else holds too; null for not asked
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
      List<Rank> rank,
      LastAgent lastAgent)
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
      return new Step(
          Map.of(), List.of(), List.of(), null, true, null, false, 0, 1, List.of(), null);
    }

    /** Whom it means depends on the contact: it takes no time where that names nobody. */
    public boolean isPersonal() {
      return !agents.isEmpty() || lastAgent != null;
    }
  }

  /**
   * Who served this customer last: the contact says it in two of its attributes. The step is passed
   * over at once unless that agent is free, or is expected to be while the step lasts.
   *
   * @param within how long ago that may be
   * @param waitIfBusy how long to wait for it
   */
  public record LastAgent(Duration within, Duration waitIfBusy) implements Wire {
    /** The contact's attribute with that agent's id. */
    public static final String AGENT = "lastAgent";

    /** The attribute that says when that was, RFC 3339; without it that was not long ago. */
    public static final String AT = "lastAgentAt";

    /** To make the offer to one who is free. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    public Duration lasts() {
      return waitIfBusy.compareTo(MOMENT) < 0 ? MOMENT : waitIfBusy;
    }

    /** Null where the contact says nobody, or it was too long ago. */
    public String of(Map<String, String> attributes, Instant now) {
      var at = attributes.get(AT);
      if (at == null) return attributes.get(AGENT);
      try {
        var earliest = now.minus(within);
        return Instant.parse(at).isBefore(earliest) ? null : attributes.get(AGENT);
      } catch (DateTimeParseException e) {
        return null;
      }
    }
  }

  /**
   * Ways to choose among agents, each a comparison; what they leave equal, the agent's id decides.
   */
  public enum Rank {
    BEST_SKILL("best-skill"),
    /** Who is most likely to reach the queue's goal with it. */
    PREDICTED("predicted"),
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

  /** Of a contact's attributes those that the steps or the goal name. */
  Map<String, String> wanted(Map<String, String> attributes) {
    var kept = new HashMap<String, String>();
    var names = new ArrayList<>(isPredicting() ? goal.by() : List.<String>of());
    for (var step : steps) {
      if (step.lastAgent() != null) names.addAll(List.of(LastAgent.AGENT, LastAgent.AT));
      for (var agent : step.agents()) names.add(attribute(agent));
    }
    for (var name : names)
      if (name != null && attributes.containsKey(name)) kept.put(name, attributes.get(name));
    return kept;
  }

  private boolean isPredicting() {
    return goal != null && steps.stream().anyMatch(s -> s.rank().contains(Rank.PREDICTED));
  }

  public Handling handling(int version, int step) {
    return new Handling(
        offerTimeout,
        connectTimeout,
        wrapUp,
        rona,
        steps.get(step - 1).offers(),
        version,
        step,
        goal);
  }
}
