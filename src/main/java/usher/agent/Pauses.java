package usher.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** For how long an agent is not offered a contact again that it has not taken. */
final class Pauses {
  static final Duration AFTER_REJECT = Duration.ofSeconds(60);
  static final Duration AFTER_TIMEOUT = Duration.ofSeconds(30);
  static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private Pauses() {}

  /** Contacts and until when; those that are over are forgotten. */
  static Map<String, Instant> after(AgentEvent.Freed e, Map<String, Instant> before) {
    var pause =
        switch (e.ending()) {
          case REJECTED -> AFTER_REJECT;
          case TIMED_OUT -> AFTER_TIMEOUT;
          case FAILED -> AFTER_FAILURE;
          default -> Duration.ZERO;
        };
    if (pause.isZero() && before.isEmpty()) return before;
    var kept = new HashMap<>(before);
    kept.values().removeIf(until -> !e.at().isBefore(until));
    if (!pause.isZero()) kept.put(e.offer().interaction(), e.at().plus(pause));
    return kept;
  }
}
