package usher.agent;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import usher.kernel.Ending;
import usher.kernel.Handling;
import usher.kernel.Lesson;
import usher.kernel.OfferId;
import usher.kernel.Subject;
import usher.kernel.Wire;

/** What has happened to an agent. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = AgentEvent.ProfileSet.class, name = "profile-set"),
  @JsonSubTypes.Type(value = AgentEvent.PresenceSet.class, name = "presence-set"),
  @JsonSubTypes.Type(value = AgentEvent.PresencePlanned.class, name = "presence-planned"),
  @JsonSubTypes.Type(value = AgentEvent.Reserved.class, name = "reserved"),
  @JsonSubTypes.Type(value = AgentEvent.Engaged.class, name = "engaged"),
  @JsonSubTypes.Type(value = AgentEvent.WrapUpStarted.class, name = "wrap-up-started"),
  @JsonSubTypes.Type(value = AgentEvent.TookOver.class, name = "took-over"),
  @JsonSubTypes.Type(value = AgentEvent.Freed.class, name = "freed"),
  @JsonSubTypes.Type(value = AgentEvent.Returned.class, name = "returned"),
  @JsonSubTypes.Type(value = AgentEvent.DeskFound.class, name = "desk-found"),
  @JsonSubTypes.Type(value = AgentEvent.DeskLost.class, name = "desk-lost")
})
public sealed interface AgentEvent extends Wire {

  Agent applyTo(Agent agent);

  Instant at();

  record ProfileSet(Profile profile, Instant at) implements AgentEvent {
    @Override
    public Agent applyTo(Agent agent) {
      return agent.profileSet(this);
    }
  }

  /** Holds from now on; nothing is planned after it. */
  record PresenceSet(Presence presence, String reason, String key, Instant at)
      implements AgentEvent {
    @Override
    public Agent applyTo(Agent agent) {
      return agent.presenceSet(this);
    }
  }

  /** Will hold once the work in hand is done; nothing new is taken until then. */
  record PresencePlanned(Presence presence, String reason, String key, Instant at)
      implements AgentEvent {
    @Override
    public Agent applyTo(Agent agent) {
      return agent.presencePlanned(this);
    }
  }

  record Reserved(OfferId offer, String queue, Subject subject, Handling handling, Instant at)
      implements AgentEvent {
    @Override
    public Agent applyTo(Agent agent) {
      return agent.reserved(this);
    }
  }

  record Engaged(OfferId offer, Instant at) implements AgentEvent {
    @Override
    public Agent applyTo(Agent agent) {
      return agent.engaged(this);
    }
  }

  record WrapUpStarted(OfferId offer, Instant at) implements AgentEvent {
    @Override
    public Agent applyTo(Agent agent) {
      return agent.wrapUpStarted(this);
    }
  }

  /**
   * The conversation of {@code offer} in place of the consult {@code instead}, whose own last word
   * frees that slot.
   */
  record TookOver(
      OfferId offer, OfferId instead, String queue, Subject subject, Handling handling, Instant at)
      implements AgentEvent {
    @Override
    public Agent applyTo(Agent agent) {
      return agent.tookOver(this);
    }
  }

  /** The time it was not asked, because it had let offers ring out, is over. */
  record Returned(Instant at) implements AgentEvent {
    @Override
    public Agent applyTo(Agent agent) {
      return agent.returned(this);
    }
  }

  /** The first time since it signed in, or again. */
  record DeskFound(Instant at) implements AgentEvent {
    @Override
    public Agent applyTo(Agent agent) {
      return agent.desk(Duty.Desk.OPEN, this);
    }
  }

  /** Nobody has listened for some time: nothing new is offered. */
  record DeskLost(Instant at) implements AgentEvent {
    @Override
    public Agent applyTo(Agent agent) {
      return agent.desk(Duty.Desk.LOST, this);
    }
  }

  /**
   * The slot is free again, and what follows from how the offer ended.
   *
   * @param lesson what is to be learned from the contact; null for nothing
   */
  record Freed(OfferId offer, Ending ending, Lesson lesson, Instant at) implements AgentEvent {
    @Override
    public Agent applyTo(Agent agent) {
      return agent.freed(this);
    }
  }
}
