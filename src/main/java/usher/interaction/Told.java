package usher.interaction;

import java.time.Instant;
import usher.interaction.Consults.Fate;
import usher.kernel.Contact;
import usher.kernel.Ending;
import usher.kernel.Handling;
import usher.kernel.Lesson;
import usher.kernel.OfferId;
import usher.kernel.Parting;
import usher.kernel.Subject;
import usher.kernel.SwitchOrder;

/** What an interaction tells its neighbours once its write is done. */
public sealed interface Told {

  /** To a queue: I wait in your line. */
  record Wait(String queue, Contact contact) implements Told {}

  /** To a queue: in this round I am not (or no longer) yours; how that came, and when. */
  record Left(String queue, String interaction, int round, Parting how, Instant at)
      implements Told {}

  /** To an agent: this offer is open until then. */
  record Pending(OfferId offer, int number, boolean accepted, Instant expiresAt) implements Told {}

  /** To an agent: the conversation of this offer is on. */
  record Connected(OfferId offer, boolean held) implements Told {}

  /** To an agent: the last word on this offer, and what may be learned from it, or null. */
  record Closed(OfferId offer, Ending ending, Lesson lesson) implements Told {
    public Closed(OfferId offer, Ending ending) {
      this(offer, ending, null);
    }
  }

  /** To an agent: a supervisor gives you this; {@code force}: even if you have enough. */
  record Assign(OfferId offer, String queue, Subject subject, Handling handling, boolean force)
      implements Told {}

  /** To an agent: instead of that consult you have this conversation now. */
  record TakeOver(OfferId offer, OfferId instead, String queue, Subject subject, Handling handling)
      implements Told {}

  /** To a switch. */
  record Ordered(SwitchOrder order) implements Told {}

  /** To a switch's outbox: of this offer nothing needs to be taken down. */
  record Settled(String source, String interaction, String offer) implements Told {}

  /** To a consult: what has become of it, says the contact it is about. */
  record ConsultIs(String of, String consult, Fate fate) implements Told {}

  /** To the contact a consult is about: what the consult has heard of its fate; null: nothing. */
  record ConsultKnows(String of, String consult, Fate fate) implements Told {}
}
