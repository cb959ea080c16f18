package usher.interaction;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;
import usher.kernel.Handling;
import usher.kernel.OfferId;
import usher.kernel.Wire;

/**
 * An offer taken up.
 *
 * @param number the n of its handle
 * @param accepted the agent's word, where a switch has still to connect
 * @param endpoint where a switch reaches the agent
 * @param since when it was made, or accepted
 */
public record Offer(
    OfferId id, int number, Handling handling, String endpoint, boolean accepted, Instant since)
    implements Wire {

  @JsonIgnore
  public Duration patience() {
    return accepted ? handling.connectTimeout() : handling.offerTimeout();
  }

  @JsonIgnore
  public Instant expiresAt() {
    return since.plus(patience());
  }

  public String handle() {
    return new OfferId.Handle(id.interaction(), number).text();
  }

  Offer accepted(Instant at) {
    return new Offer(id, number, handling, endpoint, true, at);
  }
}
