package usher.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * What an aggregate makes of a message: the events to write, the messages to send once they are
 * written, and, where it was refused, why.
 *
 * @param <E> the aggregate's events
 * @param <M> what it tells its neighbours
 */
public record Decision<E, M>(List<E> events, List<M> messages, Refusal refusal) {

  public Decision {
    events = List.copyOf(events);
    messages = List.copyOf(messages);
  }

  public static <E, M> Decision<E, M> accept(E event) {
    return new Decision<>(List.of(event), List.of(), null);
  }

  public static <E, M> Decision<E, M> acceptAll(List<E> events) {
    return new Decision<>(events, List.of(), null);
  }

  /** Nothing changes: what was asked holds already, or the message is of no concern. */
  public static <E, M> Decision<E, M> nothing() {
    return new Decision<>(List.of(), List.of(), null);
  }

  public static <E, M> Decision<E, M> refuse(Refusal refusal) {
    return new Decision<>(List.of(), List.of(), refusal);
  }

  public static <E, M> Decision<E, M> refuse(String code, String detail) {
    return refuse(Refusal.of(code, detail));
  }

  public Decision<E, M> tell(M message) {
    var all = new ArrayList<>(messages);
    all.add(message);
    return new Decision<>(events, all, refusal);
  }

  public Decision<E, M> tellAll(List<? extends M> more) {
    var all = new ArrayList<M>(messages);
    all.addAll(more);
    return new Decision<>(events, all, refusal);
  }

  public boolean refused() {
    return refusal != null;
  }
}
