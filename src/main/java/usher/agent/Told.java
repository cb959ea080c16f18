package usher.agent;

import usher.kernel.Handling;
import usher.kernel.OfferId;

/** What an agent tells a contact once its own write is done. */
public sealed interface Told {

  OfferId offer();

  record Offer(OfferId offer, Handling handling) implements Told {}

  record Revoke(OfferId offer) implements Told {}

  record WrapUpOver(OfferId offer) implements Told {}
}
