package usher.kernel;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a contact is carried by. */
public enum Media {
  VOICE,
  CHAT,
  EMAIL,
  SMS,
  UC,
  CALLBACK,
  TASK,
  OUTBOUND;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
