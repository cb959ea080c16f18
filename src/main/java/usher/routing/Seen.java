package usher.routing;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import usher.agent.Presence;
import usher.agent.Slot;
import usher.kernel.Media;
import usher.kernel.Wire;

/** What people are shown of the picture: always as of one moment, at most a second ago. */
public sealed interface Seen extends Wire {

  /** Nothing to show. */
  enum Absent implements Seen {
    /** Queues and agents are still being asked what they have. */
    NOT_YET,
    /** The picture has nothing of this id. */
    UNKNOWN
  }

  // ---- lists

  record Agents(List<AgentRow> items, String next, Instant asOf) implements Seen {
    public Agents {
      items = List.copyOf(items);
    }
  }

  /**
   * @param planned what follows when present work ends; null for nothing
   * @param used of {@code total}: its capacity, in points
   */
  record AgentRow(
      String id,
      String name,
      List<String> teams,
      Map<String, Integer> skills,
      Presence presence,
      String reason,
      Instant since,
      Presence planned,
      int used,
      int total,
      List<Work> work,
      long revision)
      implements Wire {}

  record Work(String interaction, Media media, String queue, Slot.Status status, Instant since)
      implements Wire {}

  record Contacts(List<ContactRow> items, String next, Instant asOf) implements Seen {
    public Contacts {
      items = List.copyOf(items);
    }
  }

  /** Where an open contact stands, as far as queues and agents say it. */
  enum State {
    QUEUED,
    OFFERED,
    CONNECTED,
    WRAP_UP;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * @param agents who has it, or is asked
   * @param arrivedAt null once no queue has it any more
   * @param since in this state; for a queued one: in this line
   */
  record ContactRow(
      String id,
      Media media,
      String source,
      String customer,
      State state,
      String queue,
      List<String> agents,
      Instant arrivedAt,
      Instant since)
      implements Wire {}

  /** The ids of contacts that a switch carries. */
  record Calls(List<String> ids, String next) implements Seen {
    public Calls {
      ids = List.copyOf(ids);
    }
  }

  record Queues(List<QueueRow> items, String next, Instant asOf) implements Seen {
    public Queues {
      items = List.copyOf(items);
    }
  }

  record QueueRow(String id, String name, List<Media> media, int version, Figures figures)
      implements Wire {}

  /**
   * One queue in numbers.
   *
   * @param waiting in line and not being offered just now
   * @param oldest arrival of whoever waits or is offered and has waited longest; null for nobody
   * @param agentsEligible whom one of its steps looks for, whatever they do just now
   * @param agentsSignedIn those of them who are not offline, {@code agentsReady} who are ready
   */
  record Figures(
      int waiting,
      int offered,
      int connected,
      int wrapUp,
      Instant oldest,
      int agentsEligible,
      int agentsSignedIn,
      int agentsReady,
      Instant asOf)
      implements Seen {}

  /** One page of a line, in order; {@code next} is how many come before the next page. */
  record Line(List<Standing.Place> items, Integer next, Instant asOf) implements Seen {
    public Line {
      items = List.copyOf(items);
    }
  }

  /** Where one contact stands in a line that follows this version of its policy. */
  record Stand(Standing.Place place, int version, Instant asOf) implements Seen {}

  // ---- why a contact still waits

  /**
   * @param since in this line
   * @param step from 1, of {@code steps}
   * @param eligible agents whom the step looks for, {@code idle} those who may be asked right now
   * @param next what the next step will change; null in the last one
   * @param excluded by name, those first who are nearest to being asked
   * @param more how many are not named
   * @param byReason how many in all, by kind
   */
  record Wait(
      String queue,
      int policyVersion,
      Instant since,
      int step,
      int steps,
      int eligible,
      int idle,
      NextStep next,
      List<Excluded> excluded,
      int more,
      Map<String, Integer> byReason,
      Instant asOf)
      implements Seen {}

  record NextStep(int step, Instant at, int eligible, int idle) implements Wire {}

  record Excluded(String agent, String reason) implements Wire {}

  // ---- why an agent has nothing

  /**
   * @param idle ready, and without any work
   * @param since when it has been in this state
   * @param more queues with somebody waiting that are not listed
   */
  record Idle(
      String agent,
      Presence presence,
      boolean idle,
      Instant since,
      List<Reason> reasons,
      List<LineWhy> queues,
      int more,
      Instant asOf)
      implements Seen {}

  /** {@code code} is for programs, {@code detail} a sentence. */
  record Reason(String code, String detail) implements Wire {}

  /**
   * @param eligible of those {@code waiting} this agent may be offered, once it is ready
   * @param why the others are not for it, by kind
   */
  record LineWhy(String queue, int waiting, int eligible, Map<String, Integer> why, First first)
      implements Wire {}

  /**
   * Whoever is served next in that line.
   *
   * @param reason why not by this agent; null: it may be
   * @param step from which on this agent is looked for, and {@code at} when that begins; null where
   *     that is so already, or never
   */
  record First(String interaction, String reason, Integer step, Instant at) implements Wire {}
}
