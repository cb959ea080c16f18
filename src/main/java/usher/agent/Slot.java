package usher.agent;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import usher.kernel.Handling;
import usher.kernel.Media;
import usher.kernel.OfferId;
import usher.kernel.Subject;
import usher.kernel.Wire;

/**
 * One piece of an agent's capacity, taken by one offer.
 *
 * @param since when this status began
 * @param until when the reservation or the wrap-up is over; null without limit
 */
public record Slot(
    OfferId offer,
    Status status,
    String queue,
    Subject subject,
    Handling handling,
    Instant since,
    Instant until)
    implements Wire {

  /** What a slot is taken by. */
  public enum Status {
    /** An offer the interaction has not decided yet. */
    RESERVED,
    /** A conversation. */
    ENGAGED,
    /** Work after a conversation. */
    WRAP_UP;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  Slot wrappingUp(Instant at) {
    var limit = handling.wrapUp().limit();
    return now(Status.WRAP_UP, at, limit == null ? null : at.plus(limit));
  }

  public Media media() {
    return subject.media();
  }

  Slot now(Status next, Instant at, Instant end) {
    return new Slot(offer, next, queue, subject, handling, at, end);
  }

  static List<Slot> changed(List<Slot> slots, OfferId offer, UnaryOperator<Slot> change) {
    var all = new ArrayList<>(slots);
    all.replaceAll(slot -> slot.offer.equals(offer) ? change.apply(slot) : slot);
    return all;
  }
}
