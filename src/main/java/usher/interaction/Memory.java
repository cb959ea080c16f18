package usher.interaction;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import usher.interaction.Consults.Fate;
import usher.kernel.Handling;
import usher.kernel.SwitchOrder;

/**
 * What one incarnation of an interaction has heard since it woke; never written, and empty after a
 * crash, so everything it would settle is asked again.
 *
 * @param attempt names this incarnation
 * @param admitted the highest round a queue has acknowledged, -1 for none
 * @param handling how that queue wants offers handled
 * @param taken the highest round in which an agent was heard to have taken a conversation over
 * @param parted by queue, the highest round that queue has confirmed to have let go
 * @param owed what the switch's outbox has not confirmed yet, by the order's id
 * @param fates what consults have heard of their fate, by their names: its own ones, or itself
 * @param hungUp its caller has hung up before it was reported
 */
public record Memory(
    long attempt,
    int admitted,
    Handling handling,
    int taken,
    Map<String, Integer> parted,
    Map<String, SwitchOrder> owed,
    Map<String, Fate> fates,
    boolean hungUp) {

  /** How long the report of a call may come after its hang-up. */
  static final Duration OVERTAKEN = Duration.ofSeconds(60);

  public static Memory fresh(long attempt) {
    return new Memory(attempt, -1, Handling.DEFAULT, -1, Map.of(), Map.of(), Map.of(), false);
  }

  public Memory waited(int round, Handling how) {
    return round < admitted
        ? this
        : new Memory(attempt, round, how, taken, parted, owed, fates, hungUp);
  }

  /** An agent asks about the conversation: so it has it. */
  public Memory taken(int round) {
    var highest = Math.max(taken, round);
    return new Memory(attempt, admitted, handling, highest, parted, owed, fates, hungUp);
  }

  public Memory parted(String queue, int round) {
    var more = new HashMap<>(parted);
    more.merge(queue, round, Math::max);
    return new Memory(attempt, admitted, handling, taken, Map.copyOf(more), owed, fates, hungUp);
  }

  public Memory owing(SwitchOrder order) {
    var more = new HashMap<>(owed);
    more.put(order.id(), order);
    return with(more);
  }

  public Memory ordered(String order) {
    if (!owed.containsKey(order)) return this;
    var less = new HashMap<>(owed);
    less.remove(order);
    return with(less);
  }

  /** Nobody wants these done any more. */
  public Memory without(Instant now) {
    if (owed.isEmpty()) return this;
    var left = new HashMap<>(owed);
    left.values().removeIf(order -> !now.isBefore(order.until()));
    return with(left);
  }

  private Memory with(Map<String, SwitchOrder> orders) {
    return new Memory(
        attempt, admitted, handling, taken, parted, Map.copyOf(orders), fates, hungUp);
  }

  /** {@code fate} null: it has heard nothing. */
  public Memory knowing(String consult, Fate fate) {
    var more = new HashMap<>(fates);
    if (fate == null) more.remove(consult);
    else more.put(consult, fate);
    return new Memory(attempt, admitted, handling, taken, parted, owed, Map.copyOf(more), hungUp);
  }

  Memory hangUp() {
    return new Memory(attempt, admitted, handling, taken, parted, owed, fates, true);
  }

  boolean hasParted(String queue, int round) {
    return parted.getOrDefault(queue, -1) >= round;
  }
}
