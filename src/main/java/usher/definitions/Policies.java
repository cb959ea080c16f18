package usher.definitions;

import java.util.Map;
import usher.agent.Profile;
import usher.queue.Definition;

/** What the policy files of a node say, checked: queues and agents by id. */
public record Policies(
    Map<String, Definition> queues, Map<String, Profile> agents, Calendars calendars) {
  public static final Policies NONE = new Policies(Map.of(), Map.of(), Calendars.NONE);

  public Policies {
    queues = Map.copyOf(queues);
    agents = Map.copyOf(agents);
  }
}
