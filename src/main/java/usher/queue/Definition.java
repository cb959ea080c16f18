package usher.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import usher.kernel.Handling;
import usher.kernel.Media;
import usher.kernel.Wire;

/**
 * A queue's policy.
 *
 * @param media what it takes; empty for everything
 * @param maxWaiting entries at most; null without limit
 * @param wrapUp longest wrap-up; zero for none; null without limit
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
    Duration wrapUp,
    double basePoints,
    List<Aging> aging,
    List<Step> steps)
    implements Wire {

  public Definition {
    media = Set.copyOf(media);
    aging = List.copyOf(aging);
    steps = List.copyOf(steps);
  }

  /**
   * One point for every {@code perPoint} of wait.
   *
   * @param upTo points this segment gives in all; null in the last one
   */
  public record Aging(Duration perPoint, Integer upTo) implements Wire {}

  /**
   * Whom to look for.
   *
   * @param skills proficiency at least, in all of them
   * @param teams one of them; empty for any
   * @param anyone whoever serves the medium
   * @param lasts until the next step; null in the last one
   * @param replace this step's target instead of the earlier ones, not beside them
   * @param points added to the priority from this step on
   * @param rank how to choose among several agents
   */
  public record Step(
      Map<String, Integer> skills,
      List<String> teams,
      boolean anyone,
      Duration lasts,
      boolean replace,
      double points,
      List<Rank> rank)
      implements Wire {
    public Step {
      skills = Map.copyOf(skills);
      teams = List.copyOf(teams);
      rank = List.copyOf(rank);
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

  public Handling handling(int version, int step) {
    return new Handling(offerTimeout, connectTimeout, wrapUp, version, step);
  }
}
