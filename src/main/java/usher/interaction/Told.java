package usher.interaction;

import java.time.Instant;
import usher.kernel.Contact;
import usher.kernel.Ending;
import usher.kernel.OfferId;

/** What an interaction tells its neighbours once its write is done. */
public sealed interface Told {

  /** To a queue: I wait in your line in this round. */
  record Wait(String queue, Contact contact) implements Told {}

  /** To a queue: in this round I am not (or no longer) yours. */
  record Left(String queue, String interaction, int round) implements Told {}

  /** To an agent: this offer is open until then. */
  record Pending(OfferId offer, boolean accepted, Instant expiresAt) implements Told {}

  /** To an agent: the conversation of this offer has begun. */
  record Connected(OfferId offer) implements Told {}

  /** To an agent: the last word on this offer. */
  record Closed(OfferId offer, Ending ending) implements Told {}
}
