package usher.kernel;

import java.util.List;

/**
 * Why something was not done, in a form a caller can act on.
 *
 * @param code stable, {@code room.reason}
 * @param detail what to do now
 * @param currentState where the thing stands, or null where that says nothing
 * @param allowedActions what would be accepted now
 */
public record Refusal(String code, String detail, String currentState, List<String> allowedActions)
    implements Wire {

  public Refusal {
    allowedActions = allowedActions == null ? List.of() : List.copyOf(allowedActions);
  }

  public static Refusal of(String code, String detail) {
    return new Refusal(code, detail, null, List.of());
  }
}
