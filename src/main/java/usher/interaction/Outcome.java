package usher.interaction;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a completed contact ended. */
public enum Outcome {
  HANDLED,
  ABANDONED,
  CANCELLED,
  /** Its queue was full or closed, and sent it away with a message. */
  OVERFLOWED,
  /** Nobody came for it in its time. */
  EXPIRED,
  /** Its first queue would not have it. */
  REFUSED,
  /** The switch no longer knows it. */
  LOST_BY_SWITCH;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
