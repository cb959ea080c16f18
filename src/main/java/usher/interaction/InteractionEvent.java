package usher.interaction;

import java.time.Instant;
import java.util.Map;
import usher.kernel.Cause;
import usher.kernel.Ending;
import usher.kernel.Handling;
import usher.kernel.OfferId;
import usher.kernel.Why;
import usher.kernel.Wire;

/** What has happened to a contact. */
public sealed interface InteractionEvent extends Wire {

  Interaction applyTo(Interaction interaction);

  Instant at();

  Cause cause();

  /** Reported, and waiting in its first queue from this moment. */
  record Arrived(Facts facts, Instant at, Cause cause) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.arrived(this);
    }
  }

  /**
   * One agent is asked; the desk may now show it.
   *
   * @param number counts the contact's offers from 1
   * @param endpoint where a switch reaches the agent
   */
  record Offered(
      OfferId offer,
      int number,
      Handling handling,
      String endpoint,
      Why why,
      Instant at,
      Cause cause)
      implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.offered(this);
    }

    /** By whom it was ordered, and known by that one's key; nobody in particular stays unnamed. */
    Offered keyed(Cause from) {
      var by = from.by().equals("api") ? cause.by() : from.by();
      var signed = new Cause(by, from.key(), from.digest());
      return new Offered(offer, number, handling, endpoint, why, at, signed);
    }
  }

  /** The agent's word; the switch has still to connect. Whoever else was asked has lost it. */
  record OfferAccepted(OfferId offer, Instant at, Cause cause) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.offerAccepted(this);
    }
  }

  /** The offer led to nothing. With the last one of a wave: next round, same place in line. */
  record OfferEnded(OfferId offer, Ending ending, String reason, Instant at, Cause cause)
      implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.offerEnded(this);
    }
  }

  /** The conversation has begun. */
  record Connected(OfferId offer, Instant at, Cause cause) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.connected(this);
    }
  }

  /** {@code consult}: the contact in which the agent asks somebody meanwhile, or null. */
  record Held(String consult, Instant at, Cause cause) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.held(this);
    }
  }

  /** {@code with}: the consulted agent's offer, where that one talks along now; or null. */
  record Retrieved(OfferId with, Instant at, Cause cause) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.retrieved(this);
    }
  }

  /**
   * Sent to a queue: by its agent, from another queue, or by a queue that was full. The old holder,
   * if there is one, keeps it for now.
   *
   * @param agent for whom it is meant first, or null
   * @param held the old holder keeps it for now; false where no queue has taken it yet
   * @param message what an overflowing queue has the customer told
   */
  record Moved(
      String queue, String agent, Way way, boolean held, String message, Instant at, Cause cause)
      implements InteractionEvent {

    /** How it came about. */
    public enum Way {
      REQUEUED,
      TRANSFERRED,
      OVERFLOWED
    }

    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.moved(this);
    }
  }

  /** The queue it was sent to would not have it: the old stay goes on. */
  record MoveRefused(String code, Instant at, Cause cause) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.moveRefused(this);
    }
  }

  /** To the agent of {@code offer}, who had {@code instead}; the old one keeps it for now. */
  record HandedOver(OfferId offer, OfferId instead, Instant at, Cause cause)
      implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.handedOver(this);
    }
  }

  /** The consulted agent had gone: the old one has it still, or its wrap-up. */
  record HandOverFailed(Instant at, Cause cause) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.handOverFailed(this);
    }
  }

  /** The agent's part of the conversation is over, wrap-up begins. */
  record Released(boolean customerStays, Instant at, Cause cause) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.released(this);
    }
  }

  /** The customer's leg has ended, after the agent's. */
  record CustomerLeft(Instant at, Cause cause) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.customerLeft(this);
    }
  }

  /**
   * The leg of an agent who does not have it has ended: of one who talked along, or of one who is
   * about to be let go. There is no way back to that one.
   */
  record LegEnded(String agent, Instant at, Cause cause) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.legEnded(this);
    }
  }

  /** A null value takes the attribute away. */
  record AttributesSet(Map<String, String> changes, Instant at, Cause cause)
      implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.attributesSet(this);
    }
  }

  /** {@code basePoints} null: the queue's own. */
  record PrioritySet(Double basePoints, Instant at, Cause cause) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.prioritySet(this);
    }
  }

  /** All is over. {@code code} says why, where the outcome does not say it all. */
  record Completed(
      Outcome outcome, String code, String disposition, String comment, Instant at, Cause cause)
      implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.completed(this);
    }
  }
}
