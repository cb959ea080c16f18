package usher.agent;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import usher.kernel.OfferId;
import usher.kernel.Wire;

/**
 * An agent as its desk shows it.
 *
 * @param offers those the contact itself has confirmed; a reservation alone is not shown
 * @param held conversations whose customers listen to music
 */
public record DeskView(Agent agent, List<OpenOffer> offers, Set<OfferId> held) implements Wire {

  public record OpenOffer(OfferId id, int number, boolean accepted, Instant expiresAt)
      implements Wire {
    public String handle() {
      return new OfferId.Handle(id.interaction(), number).text();
    }
  }

  public DeskView {
    offers = List.copyOf(offers);
    held = Set.copyOf(held);
  }
}
