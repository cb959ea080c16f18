package usher.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a queue's contacts should come to, and what may tell its agents apart in reaching it.
 *
 * @param dispositions those of a contact that has reached it
 * @param by the contacts' attributes that one agent may be better at than another
 */
public record Goal(Set<String> dispositions, List<String> by) implements Wire {
  /** As many attributes can be named. */
  public static final int MOST_ATTRIBUTES = 20;

  private static final int LONGEST_VALUE = 64;

  public Goal {
    dispositions = Set.copyOf(dispositions);
    by = List.copyOf(by);
  }

  /**
   * What is known of a contact beforehand: the queue itself first, then the values of its
   * attributes.
   */
  public List<String> traits(String queue, Map<String, String> attributes) {
    var traits = new ArrayList<String>(1 + by.size());
    traits.add(queue);
    for (var name : by) {
      var value = attributes.get(name);
      if (value != null) traits.add(queue + "/" + name + "=" + cut(value));
    }
    return traits;
  }

  private static String cut(String value) {
    return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE);
  }

  /** Null where the agent has not said what became of it. */
  public Lesson lesson(String queue, Map<String, String> attributes, String disposition) {
    return disposition == null
        ? null
        : new Lesson(dispositions.contains(disposition), traits(queue, attributes));
  }
}
