package usher.agent;

import usher.kernel.Handling;
import usher.kernel.OfferId;

/** Contacts, as an agent sees them. Every call is repeated until the contact has answered. */
public interface Contacts {
  /** I hold this for you; the same again means: and now? */
  void offer(OfferId offer, Handling handling);

  void revoke(OfferId offer);

  void wrapUpOver(OfferId offer);
}
