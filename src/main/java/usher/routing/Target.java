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
import usher.rules.Condition;

/**
 * A requirement on agents, in a medium. Equal ones share a bucket, whatever queue they come from.
 *
 * @param skills proficiency at least, in all of them
 * @param teams one of them; empty for any
 * @param agents one of them, by id; null for any
 * @param where a condition on them; null for none
 */
record Target(
    Media media,
    Map<String, Integer> skills,
    List<String> teams,
    List<String> agents,
    String where) {

  /** Null where the step names agents by attributes that this contact does not have. */
  static Target of(Contact contact, Definition.Step step) {
    var named = named(contact, step);
    if (named != null && named.isEmpty()) return null;
    var skills = new TreeMap<>(step.skills());
    var teams = step.teams().stream().sorted().toList();
    return new Target(contact.media(), skills, teams, named, step.where());
  }

  static Target only(Media media, String agent) {
    return new Target(media, Map.of(), List.of(), List.of(agent), null);
  }

  private static List<String> named(Contact contact, Definition.Step step) {
    if (!step.isPersonal()) return null;
    if (step.lastAgent() != null) {
      var last = step.lastAgent().of(contact.attributes(), contact.arrivedAt());
      return last == null ? List.of() : List.of(last);
    }
    var names = new ArrayList<String>();
    for (var agent : step.agents()) {
      var attribute = Definition.attribute(agent);
      var name = attribute == null ? agent : contact.attributes().get(attribute);
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
        && holds(agent.id(), profile)
        && (teams.isEmpty() || profile.teams().stream().anyMatch(teams::contains));
  }

  /** It was compiled when the queue was defined; if it cannot be any more, nobody is meant. */
  private boolean holds(String id, Profile p) {
    if (where == null) return true;
    try {
      return Condition.compile(where).holds(id, p.skills(), p.teams(), p.attributes());
    } catch (Condition.Invalid e) {
      return false;
    }
  }

  private boolean hasSkills(Profile profile) {
    for (var skill : skills.entrySet())
      if (profile.skills().getOrDefault(skill.getKey(), 0) < skill.getValue()) return false;
    return true;
  }
}
