package usher.replay;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Two queues for each type of call: who brings a head start waits in the second one. All of them
 * age equally, one point a second; base points are worth the wait they stand for, so a head start
 * is {@code speed} times shorter in the server's time, like everything else of the day.
 */
final class Queues {
  private static final double HEAD_START_SECONDS = 90;

  private Queues() {}

  static String of(Call call) {
    return id(call.type(), call.ahead());
  }

  static String id(String type, boolean ahead) {
    return "bank-" + type.toLowerCase(Locale.ROOT) + (ahead ? "-ahead" : "");
  }

  static Map<String, Object> definition(String type, boolean ahead, double speed) {
    return Map.of(
        "name", "Bank, " + type + (ahead ? " with a head start" : ""),
        "media", List.of("voice"),
        "wrapUp", Map.of("mode", "none"),
        "priority",
            Map.of(
                "base",
                ahead ? HEAD_START_SECONDS / speed : 0.0,
                "aging",
                List.of(Map.of("perPoint", "1s"))),
        "steps", List.of(Map.of("skills", Map.of(type, 1))));
  }
}
