package usher.agent;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HashMap;
import java.util.Map;
import usher.kernel.Lesson;
import usher.kernel.Wire;

/** What an agent's contacts have come to, by their traits: what there is to predict from. */
public record Experience(@JsonValue Map<String, Count> counts) implements Wire {

  public static final Experience NONE = new Experience(Map.of());

  /** As many traits are remembered of one agent; beyond that the rarest is forgotten. */
  static final int MOST_TRAITS = 100;

  /** Older contacts count half, and half again, each time this many have come. */
  static final int HALVED_AT = 500;

  /**
   * @param reached those that have reached their queue's goal
   * @param all those of which it is known
   */
  public record Count(int reached, int all) implements Wire {
    private static final Count NONE = new Count(0, 0);

    private Count and(boolean reachedToo) {
      var next = new Count(reached + (reachedToo ? 1 : 0), all + 1);
      return next.all < HALVED_AT ? next : new Count(next.reached / 2, next.all / 2);
    }
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Experience {
    counts = Map.copyOf(counts);
  }

  Experience after(Lesson lesson) {
    var more = new HashMap<>(counts);
    for (var trait : lesson.traits())
      more.put(trait, more.getOrDefault(trait, Count.NONE).and(lesson.reached()));
    while (more.size() > MOST_TRAITS) forgetRarest(more, lesson);
    return new Experience(more);
  }

  private static void forgetRarest(Map<String, Count> counts, Lesson lesson) {
    var rarest = (String) null;
    for (var one : counts.entrySet()) {
      if (lesson.traits().contains(one.getKey())) continue;
      var all = rarest == null ? Integer.MAX_VALUE : counts.get(rarest).all;
      var rarer = one.getValue().all < all;
      var first = one.getValue().all == all && one.getKey().compareTo(rarest) < 0;
      if (rarer || first) rarest = one.getKey();
    }
    counts.remove(rarest);
  }
}
