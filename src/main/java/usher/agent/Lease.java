package usher.agent;

import static usher.agent.Presence.OFFLINE;

import java.time.Duration;
import java.time.Instant;
import usher.agent.AgentEvent.DeskFound;
import usher.agent.AgentEvent.DeskLost;
import usher.kernel.Decision;

/**
 * How long an agent is there without its desk (SEMANTICS e3): since when nobody listens to it, and
 * what follows from that. Never written; an agent that has just woken has its whole time.
 */
final class Lease {
  /** Nothing new is offered after it. */
  static final Duration OFFERED = Duration.ofSeconds(15);

  /** Its state is lost after it. */
  static final Duration KEPT = Duration.ofSeconds(60);

  private boolean listened;
  private Instant last;

  void listened(boolean on, Instant now) {
    if (on || listened || last == null) last = now;
    listened = on;
  }

  /** When something follows, or null. */
  Instant due(Agent agent) {
    if (last == null || agent.presence() == OFFLINE) return null;
    var desk = agent.duty().desk();
    if (listened) return desk == Duty.Desk.OPEN ? null : last;
    return switch (desk) {
      case NONE -> null;
      case OPEN -> last.plus(OFFERED);
      case LOST -> leaves(agent) ? null : last.plus(KEPT);
    };
  }

  private static boolean leaves(Agent agent) {
    return agent.planned() != null && agent.planned().presence() == OFFLINE;
  }

  Decision<AgentEvent, Told> comesDue(Agent agent, Instant now) {
    var due = due(agent);
    if (due == null || now.isBefore(due)) return Decision.nothing();
    if (listened) return Decision.accept(new DeskFound(now));
    return agent.duty().desk() == Duty.Desk.OPEN
        ? Decision.accept(new DeskLost(now))
        : agent.setPresence(OFFLINE, Agent.DESK_LOST, now);
  }
}
