package usher.agent;

import java.util.List;
import java.util.Map;
import usher.kernel.Wire;

/**
 * Who an agent is and what it can do.
 *
 * @param endpoint where a switch reaches it
 * @param skills proficiency 1 to 10 by skill
 */
public record Profile(
    String name,
    String endpoint,
    Map<String, Integer> skills,
    List<String> teams,
    Capacity capacity,
    Map<String, String> attributes)
    implements Wire {

  public Profile {
    skills = Map.copyOf(skills);
    teams = List.copyOf(teams);
    attributes = Map.copyOf(attributes);
  }
}
