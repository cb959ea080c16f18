package usher.agent;

import java.time.Instant;
import java.util.List;
import usher.kernel.OfferId;
import usher.kernel.Wire;

/**
 * An agent as its desk shows it.
 *
 * @param offers those the contact itself has confirmed; a reservation alone is not shown
 */
public record DeskView(Agent agent, List<OpenOffer> offers) implements Wire {

  public record OpenOffer(OfferId id, boolean accepted, Instant expiresAt) implements Wire {}

  public DeskView {
    offers = List.copyOf(offers);
  }
}
