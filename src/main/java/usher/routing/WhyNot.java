package usher.routing;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import usher.agent.Agent;
import usher.agent.Presence;
import usher.agent.Slot;
import usher.queue.Entry;

/**
 * Why an agent is out of the question for a contact: the matcher's rules as an answer for people.
 * Where there is no such answer the matcher may pair the two.
 *
 * @param text the kind and what is special about it: {@code skill:billing 5 < 8}
 */
record WhyNot(Kind kind, String text) {

  /** Kinds to count by. */
  enum Kind {
    MEDIUM,
    SKILL,
    TEAM,
    NAMED,
    WHERE,
    ASKED,
    NOT_SIGNED_IN,
    RONA,
    NOT_READY,
    DESK_LOST,
    LEAVING,
    BUSY,
    DECLINED;

    @JsonValue
    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** It is about who the agent is: it will stay so, whatever the agent does. */
  boolean isAboutTarget() {
    return kind.compareTo(Kind.WHERE) <= 0;
  }

  private static WhyNot of(Kind kind) {
    return new WhyNot(kind, kind.word());
  }

  private static WhyNot of(Kind kind, String detail) {
    return detail == null ? of(kind) : new WhyNot(kind, kind.word() + ":" + detail);
  }

  /**
   * Null where the agent may be asked now.
   *
   * @param targets whom the contact is looking for now; see {@link Waiting#targets}
   */
  static WhyNot of(Agent agent, List<Target> targets, Entry entry, Instant now) {
    var target = ofTargets(agent, targets);
    if (target != null) return target;
    var has = ofSame(agent, entry.interaction());
    if (has != null) return has;
    var itself = ofItself(agent);
    return itself != null ? itself : ofContact(agent, entry, now);
  }

  /** Null where the agent is who is looked for, whatever it does just now. */
  static WhyNot ofTargets(Agent agent, List<Target> targets) {
    if (targets.isEmpty()) return of(Kind.NAMED); // the contact names nobody
    for (var target : targets) if (target.suits(agent)) return null;
    return ofTarget(agent, targets.get(targets.size() - 1));
  }

  /** What a target misses in an agent that does not suit it. */
  private static WhyNot ofTarget(Agent agent, Target target) {
    if (target.agents() != null && !target.agents().contains(agent.id())) return of(Kind.NAMED);
    if (!agent.profile().capacity().media().containsKey(target.media()))
      return of(Kind.MEDIUM, target.media().word());
    var has = agent.profile().skills();
    for (var skill : target.skills().entrySet()) {
      var level = has.getOrDefault(skill.getKey(), 0);
      if (level < skill.getValue())
        return of(Kind.SKILL, skill.getKey() + " " + level + " < " + skill.getValue());
    }
    var teams = target.teams();
    var inTeam = teams.isEmpty() || agent.profile().teams().stream().anyMatch(teams::contains);
    return of(inTeam ? Kind.WHERE : Kind.TEAM);
  }

  /** Nobody is asked twice at a time, or to take what it has already. */
  static WhyNot ofSame(Agent agent, String interaction) {
    for (var slot : agent.slots())
      if (slot.offer().interaction().equals(interaction))
        return slot.status() == Slot.Status.RESERVED
            ? of(Kind.ASKED)
            : of(Kind.BUSY, slot.status() == Slot.Status.WRAP_UP ? "wrap-up" : "connected");
    return null;
  }

  /** Null where the agent is ready for whatever it has room for. */
  static WhyNot ofItself(Agent agent) {
    if (agent.presence() == Presence.OFFLINE) return of(Kind.NOT_SIGNED_IN);
    if (agent.presence() == Presence.NOT_READY)
      return Agent.RONA.equals(agent.reason()) ? of(Kind.RONA) : of(Kind.NOT_READY, agent.reason());
    if (agent.lacksDesk()) return of(Kind.DESK_LOST);
    return agent.planned() == null ? null : of(Kind.LEAVING, agent.planned().reason());
  }

  /** Null where a ready agent has room for this contact, and has not just declined it. */
  static WhyNot ofContact(Agent agent, Entry entry, Instant now) {
    if (!agent.takes(entry.media()))
      return agent.profile().capacity().fits(entry.media(), agent.held())
          ? of(Kind.RONA, entry.media().word())
          : of(Kind.BUSY, busyWith(agent));
    if (agent.declines(entry.interaction(), now))
      return new WhyNot(
          Kind.DECLINED, "declined until " + agent.declined().get(entry.interaction()));
    return null;
  }

  /** What takes an agent's room; null where it has none at all for this. */
  static String busyWith(Agent agent) {
    var slots = agent.slots();
    if (slots.stream().anyMatch(s -> s.status() == Slot.Status.ENGAGED)) return "connected";
    if (slots.stream().anyMatch(s -> s.status() == Slot.Status.WRAP_UP)) return "wrap-up";
    return slots.isEmpty() ? null : "offered";
  }
}
