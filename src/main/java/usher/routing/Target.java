package usher.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import usher.agent.Agent;
import usher.agent.Profile;
import usher.kernel.Contact;
import usher.kernel.Media;
import usher.queue.Definition;

/**
 * A requirement on agents, in a medium. Equal ones share a bucket, whatever queue they come from.
 *
 * @param skills proficiency at least, in all of them
 * @param teams one of them; empty for any
 * @param agents one of them, by id; null for any
 */
record Target(Media media, Map<String, Integer> skills, List<String> teams, List<String> agents) {

  /** Null where the step names agents by attributes that this contact does not have. */
  static Target of(Contact contact, Definition.Step step) {
    var named = named(contact.attributes(), step.agents());
    if (named != null && named.isEmpty()) return null;
    var skills = new TreeMap<>(step.skills());
    return new Target(contact.media(), skills, step.teams().stream().sorted().toList(), named);
  }

  static Target only(Media media, String agent) {
    return new Target(media, Map.of(), List.of(), List.of(agent));
  }

  private static List<String> named(Map<String, String> attributes, List<String> agents) {
    if (agents.isEmpty()) return null;
    var names = new ArrayList<String>();
    for (var agent : agents) {
      var attribute = Definition.attribute(agent);
      var name = attribute == null ? agent : attributes.get(attribute);
      if (name != null) names.add(name);
    }
    return names.stream().sorted().distinct().toList();
  }

  /** Made for one contact, as good as never shared. */
  boolean isPersonal() {
    return agents != null;
  }

  boolean suits(Agent agent) {
    var profile = agent.profile();
    return profile != null
        && profile.capacity().media().containsKey(media)
        && (agents == null || agents.contains(agent.id()))
        && hasSkills(profile)
        && (teams.isEmpty() || profile.teams().stream().anyMatch(teams::contains));
  }

  private boolean hasSkills(Profile profile) {
    for (var skill : skills.entrySet())
      if (profile.skills().getOrDefault(skill.getKey(), 0) < skill.getValue()) return false;
    return true;
  }
}
