package usher.interaction;

import java.util.HashMap;
import java.util.Map;

/**
 * What one incarnation of an interaction has heard since it woke; never written, and empty after a
 * crash, so everything it would settle is asked again.
 *
 * @param admitted the highest round a queue has acknowledged, -1 for none
 * @param parted by queue, the highest round that queue has confirmed to have let go
 * @param attempt names this incarnation
 */
public record Memory(int admitted, Map<String, Integer> parted, long attempt) {

  public static Memory fresh(long attempt) {
    return new Memory(-1, Map.of(), attempt);
  }

  public Memory waited(int round) {
    return new Memory(Math.max(admitted, round), parted, attempt);
  }

  public Memory parted(String queue, int round) {
    var more = new HashMap<>(parted);
    more.merge(queue, round, Math::max);
    return new Memory(admitted, Map.copyOf(more), attempt);
  }

  boolean hasParted(String queue, int round) {
    return parted.getOrDefault(queue, -1) >= round;
  }
}
