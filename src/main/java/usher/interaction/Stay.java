package usher.interaction;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import usher.kernel.Cause;
import usher.kernel.Contact.Wish;
import usher.kernel.Newest;
import usher.kernel.OfferId;
import usher.kernel.Wire;

/**
 * A contact's present period in line, or its last one.
 *
 * @param queue the line
 * @param round raised whenever a period in line ends without ending the contact
 * @param open offers made in this round and not ended, the oldest first
 * @param room how many more offers this round takes up, {@link #ALL} before the first one: it never
 *     grows again, so that who was refused once in a round stays refused
 * @param made offers made in the contact's whole life
 * @param leaving who still holds it while a move is not yet acknowledged by the new holder
 * @param wish the agent it is meant for, or null
 * @param overflows by queues that sent it on
 */
public record Stay(
    String queue,
    int round,
    List<Offer> open,
    int room,
    int made,
    Leaving leaving,
    Wish wish,
    Overflows overflows)
    implements Wire {

  /**
   * @param message what the latest one has the customer told, as long as nobody moved it
   * @param refused when the queue it would send it on to had no place for it, or null
   */
  public record Overflows(int made, String message, Instant refused) implements Wire {
    static final Overflows NONE = new Overflows(0, null, null);
  }

  /**
   * The holder before a move: the agent of {@code offer} if there is one, else the queue.
   *
   * @param queue null where an agent hands it over to another
   * @param from the status before
   * @param instead the consult that the new agent has in its place, where it is handed over
   * @param legOver the agent's leg has ended: there is no conversation to come back to
   * @param key by which a repeat of the move's order is known, or null
   * @param wish as it was before
   * @param overflows as they were before
   */
  public record Leaving(
      String queue,
      Offer offer,
      Status from,
      OfferId instead,
      boolean legOver,
      String key,
      Wish wish,
      Overflows overflows)
      implements Wire {
    boolean isBy(Cause cause) {
      return cause.key() != null && cause.key().equals(key);
    }

    /** Is it this agent's leg that may yet be come back to? */
    boolean mayComeBackTo(String agent, int number) {
      var isTheirs = offer != null && offer.id().agent().equals(agent);
      return isTheirs && !legOver && (number == 0 || number == offer.number());
    }
  }

  static final int ALL = -1;

  public Stay {
    open = List.copyOf(open);
  }

  static Stay first(String queue, Wish wish) {
    return new Stay(queue, 0, List.of(), ALL, 0, null, wish, Overflows.NONE);
  }

  public Optional<Offer> open(OfferId o) {
    return open.stream().filter(x -> x.id().equals(o)).findFirst();
  }

  /** The open offer to this agent; {@code number} 0 for whichever it is. */
  public Optional<Offer> open(String agent, int number) {
    return open.stream()
        .filter(x -> x.id().agent().equals(agent) && (number == 0 || x.number() == number))
        .findFirst();
  }

  boolean isAccepted() {
    return open.stream().anyMatch(Offer::accepted);
  }

  /** One agent hands it over to another, who has not said yet that it is there. */
  public boolean isHandingOver() {
    return leaving != null && leaving.queue() == null;
  }

  Stay offered(Offer offer) {
    var all = offer.id().isByHand() ? List.of(offer) : Newest.with(open, offer, open.size() + 1);
    var wanted = room == ALL ? Math.max(1, offer.handling().offers()) : room;
    var left = offer.id().isByHand() ? 0 : wanted - 1;
    return new Stay(queue, round, all, left, offer.number(), leaving, wish, overflows);
  }

  Stay only(List<Offer> left) {
    return new Stay(queue, round, left, room, made, leaving, wish, overflows);
  }

  Stay without(OfferId o) {
    return only(open.stream().filter(x -> !x.id().equals(o)).toList());
  }

  /** The next round of the same stay. */
  Stay again() {
    return new Stay(queue, round + 1, List.of(), ALL, made, leaving, wish, overflows);
  }

  Stay moved(String to, Leaving from, Wish meant) {
    var hops = new Overflows(overflows.made, null, null);
    return moved(to, from, meant, hops);
  }

  /** By a queue, which has the customer told {@code message}, or nothing. */
  Stay overflowed(String to, Leaving from, Wish meant, String message) {
    return moved(to, from, meant, new Overflows(overflows.made + 1, message, null));
  }

  private Stay moved(String to, Leaving from, Wish meant, Overflows hops) {
    return new Stay(to, round + 1, List.of(), ALL, made, from, meant, hops);
  }

  /** Where it came from: the other queue would not have it. */
  Stay back(Instant at) {
    var before = leaving.overflows();
    var tried = new Overflows(before.made, before.message, at);
    return new Stay(leaving.queue(), round + 1, List.of(), ALL, made, null, leaving.wish(), tried);
  }

  /** The leg of the agent who still holds it has ended. */
  Stay legEnded() {
    var l = leaving;
    var from = new Leaving(l.queue, l.offer, l.from, l.instead, true, l.key, l.wish, l.overflows);
    return new Stay(queue, round, open, room, made, from, wish, overflows);
  }

  Stay handedOver(OfferId to, Leaving from) {
    return new Stay(queue, to.round(), List.of(), ALL, made + 1, from, null, overflows);
  }

  Stay notHandedOver() {
    return new Stay(queue, round, List.of(), ALL, made, null, null, overflows);
  }
}
