package usher.replay;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a switch reports of its calls. */
public final class SwitchEvent {
  private SwitchEvent() {}

  /**
   * An event whose id says what happened, so that the same again is the same event.
   *
   * @param type such as {@code call.offered}
   * @param which tells it from others of its type about this call; null where there is only one
   */
  public static Map<String, Object> of(
      String source, String interaction, String type, String which) {
    var what = type.substring(type.indexOf('.'));
    var event = new LinkedHashMap<String, Object>();
    event.put("source", source);
    event.put("eventId", interaction + what + (which == null ? "" : "." + which));
    event.put("type", type);
    event.put("interaction", interaction);
    event.put("at", Instant.now().toString());
    return event;
  }
}
