package usher.agent;

import usher.kernel.Handling;
import usher.kernel.OfferId;
import usher.kernel.Refusal;

/** What an agent tells a contact once its own write is done. */
public sealed interface Told {

  OfferId offer();

  /** I hold this for you, here; the same again means: and now? */
  record Offer(OfferId offer, Handling handling, String endpoint) implements Told {}

  record Revoke(OfferId offer) implements Told {}

  record WrapUpOver(OfferId offer) implements Told {}

  /** A supervisor's gift that I cannot take. */
  record Unfit(OfferId offer, Refusal refusal) implements Told {}

  /** I should take this over from a consult that I have not got any more. */
  record NotTaken(OfferId offer) implements Told {}
}
