package usher.interaction;

import usher.kernel.OfferId;
import usher.kernel.Wire;

/**
 * A conversation and what follows it, with one agent.
 *
 * @param offer it came from
 * @param customerStays the agent's leg has ended, the customer's has not
 * @param with the offer of a consulted agent who talks along, or null
 */
public record Talk(Offer offer, boolean customerStays, OfferId with) implements Wire {
  static Talk of(Offer offer) {
    return new Talk(offer, false, null);
  }

  /** Nobody talks along (any more). */
  Talk alone() {
    return new Talk(offer, customerStays, null);
  }

  boolean isAlong(String agent) {
    return with != null && with.agent().equals(agent);
  }

  public boolean isOf(OfferId o) {
    return offer.id().equals(o);
  }

  /** {@code number} 0 where the switch does not say. */
  public boolean isOf(String agent, int number) {
    return offer.id().agent().equals(agent) && (number == 0 || number == offer.number());
  }
}
