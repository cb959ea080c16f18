package usher.routing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import usher.agent.Agent;
import usher.agent.Profile;
import usher.kernel.Media;
import usher.queue.Definition;

/**
 * A requirement on agents, in a medium. Equal ones share a bucket, whatever queue they come from.
 *
 * @param skills proficiency at least, in all of them
 * @param teams one of them; empty for any
 */
record Target(Media media, Map<String, Integer> skills, List<String> teams) {

  static Target of(Media media, Definition.Step step) {
    return new Target(media, new TreeMap<>(step.skills()), step.teams().stream().sorted().toList());
  }

  boolean suits(Agent agent) {
    var profile = agent.profile();
    return profile != null
        && profile.capacity().media().containsKey(media)
        && hasSkills(profile)
        && (teams.isEmpty() || profile.teams().stream().anyMatch(teams::contains));
  }

  private boolean hasSkills(Profile profile) {
    for (var skill : skills.entrySet())
      if (profile.skills().getOrDefault(skill.getKey(), 0) < skill.getValue()) return false;
    return true;
  }
}
