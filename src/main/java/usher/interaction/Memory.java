package usher.interaction;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What one incarnation of an interaction has heard since it woke; never written, and empty after a
 * crash, so everything it would settle is asked again.
 *
 * @param admitted the highest round a queue has acknowledged, -1 for none
 * @param parted by queue, the highest round that queue has confirmed to have let go
 * @param attempt names this incarnation
 * @param hungUp its caller has hung up before it was reported
 */
public record Memory(int admitted, Map<String, Integer> parted, long attempt, boolean hungUp) {

  /** How long the report of a call may come after its hang-up. */
  static final Duration OVERTAKEN = Duration.ofSeconds(60);

  public static Memory fresh(long attempt) {
    return new Memory(-1, Map.of(), attempt, false);
  }

  public Memory waited(int round) {
    return new Memory(Math.max(admitted, round), parted, attempt, hungUp);
  }

  public Memory parted(String queue, int round) {
    var more = new HashMap<>(parted);
    more.merge(queue, round, Math::max);
    return new Memory(admitted, Map.copyOf(more), attempt, hungUp);
  }

  Memory hangUp() {
    return new Memory(admitted, parted, attempt, true);
  }

  boolean hasParted(String queue, int round) {
    return parted.getOrDefault(queue, -1) >= round;
  }
}
