package usher.interaction;

import java.time.Instant;
import usher.kernel.Cause;
import usher.kernel.Ending;
import usher.kernel.Handling;
import usher.kernel.OfferId;
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

  /** One agent is asked; the desk may now show it. */
  record Offered(OfferId offer, Handling handling, Instant at) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.offered(this);
    }

    @Override
    public Cause cause() {
      return Cause.ROUTING;
    }
  }

  /** The agent's word; the switch has still to connect. */
  record OfferAccepted(OfferId offer, Instant at, Cause cause) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.offerAccepted(this);
    }
  }

  /** The offer led to nothing: next round, same place in line. */
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

  /** Sent to a queue: by its agent, or from another queue. The old holder keeps it for now. */
  record Moved(String queue, boolean transfer, Instant at, Cause cause)
      implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.moved(this);
    }
  }

  /** The queue it was sent to would not have it: the old stay goes on. */
  record MoveRefused(String code, Instant at) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.moveRefused(this);
    }

    @Override
    public Cause cause() {
      return Cause.ROUTING;
    }
  }

  /** The conversation is over, wrap-up begins. */
  record Released(Instant at, Cause cause) implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.released(this);
    }
  }

  /** All is over. {@code code} says why a queue refused it. */
  record Completed(
      Outcome outcome, String code, String disposition, String comment, Instant at, Cause cause)
      implements InteractionEvent {
    @Override
    public Interaction applyTo(Interaction interaction) {
      return interaction.completed(this);
    }
  }
}
