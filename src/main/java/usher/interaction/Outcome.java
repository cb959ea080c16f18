package usher.interaction;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a completed contact ended. */
public enum Outcome {
  HANDLED,
  ABANDONED,
  CANCELLED,
  REFUSED;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
