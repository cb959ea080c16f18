package usher.agent;

import usher.kernel.Why;

/** Contacts, as an agent sees them. Questions are repeated until the contact has answered. */
public interface Contacts {
  /** {@code why} an offer is made; null where it is no offer, or nobody knows any more. */
  void tell(Told told, Why why);
}
