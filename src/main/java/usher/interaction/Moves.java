package usher.interaction;

import static usher.interaction.Refusals.gone;
import static usher.interaction.Refusals.notNow;
import static usher.interaction.Refusals.unknown;
import static usher.interaction.Status.COMPLETED;
import static usher.interaction.Status.QUEUED;
import static usher.interaction.Status.UNBORN;
import static usher.interaction.Status.WRAP_UP;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import usher.interaction.InteractionEvent.Completed;
import usher.interaction.InteractionEvent.MoveRefused;
import usher.interaction.InteractionEvent.Moved;
import usher.interaction.InteractionEvent.Moved.Way;
import usher.interaction.InteractionEvent.OfferEnded;
import usher.kernel.Cause;
import usher.kernel.Decision;
import usher.kernel.Ending;

/** A contact's ways into lines, between them, and out of those that do not take it. */
public final class Moves {
  /** Queues may send a contact on this often (SEMANTICS e6); then it is refused. */
  static final int MOST_OVERFLOWS = 10;

  /** How soon who has waited too long is sent on again to a queue that would not have it. */
  static final Duration OVERFLOW_AGAIN = Duration.ofSeconds(30);

  private Moves() {}

  /**
   * A queue has it in this round. Whoever held it before may let go now (R9), but not on the word
   * of a queue it has left for another one that has not answered yet.
   */
  public static Decision<InteractionEvent, Told> waited(
      Interaction i, Memory memory, String queue, int round) {
    if (!i.waits() || !queue.equals(i.queue())) return Verdicts.stillThere(i, memory, queue);
    if (round != i.round()) return nothing();
    var sentOn = i.stay().leaving() == null ? null : i.stay().overflows().message();
    return nothing().tellAll(farewells(i)).tellAll(Calls.play(i, sentOn, i.times().queued()));
  }

  static List<Told> farewells(Interaction i) {
    var told = new ArrayList<Told>();
    if (i.hasLeftQueue()) told.add(i.left(i.stay().leaving().queue()));
    var from = i.stay().leaving();
    if (from != null && from.offer() != null)
      told.add(new Told.Closed(from.offer().id(), Ending.MOVED));
    return told;
  }

  /**
   * The queue would not have it. Only the asking incarnation may believe that.
   *
   * @param to where the queue sends such contacts, or null
   * @param message what it has the customer told, or null
   */
  public static Decision<InteractionEvent, Told> turnedAway(
      Interaction i,
      Memory memory,
      String queue,
      int round,
      long attempt,
      String code,
      String to,
      String message,
      Instant now) {
    var meant =
        i.status() == QUEUED
            && i.queue().equals(queue)
            && i.round() == round
            && memory.attempt() == attempt
            && memory.admitted() < round;
    if (!meant) return nothing();
    var cause = Cause.by("queue:" + queue);
    var from = i.stay().leaving();
    var alone = from != null && (from.from() == WRAP_UP || from.legOver()); // no way back
    if (from == null || alone) return nobodyHasIt(i, code, to, message, cause, now);
    var refused = new MoveRefused(code, now, cause);
    return accepted(refused).tell(i.moveRefused(refused).where());
  }

  private static Decision<InteractionEvent, Told> nobodyHasIt(
      Interaction i, String code, String to, String message, Cause cause, Instant now) {
    if (to != null && !to.equals(i.queue()) && i.stay().overflows().made() < MOST_OVERFLOWS) {
      var moved = new Moved(to, null, Way.OVERFLOWED, false, message, now, cause);
      return accepted(moved).tell(i.moved(moved).wantsIn()).tellAll(Calls.play(i, message, now));
    }
    var told = to == null && message != null;
    var outcome = told || i.stay().leaving() != null ? Outcome.OVERFLOWED : Outcome.REFUSED;
    return accepted(new Completed(outcome, code, null, message, now, cause))
        .tellAll(farewells(i))
        .tellAll(Calls.hangUp(i, message, now));
  }

  /** It has waited as long as its queue lets it; {@code to} null: it ends here. */
  public static Decision<InteractionEvent, Told> overdue(
      Interaction i,
      Memory memory,
      String queue,
      boolean expired,
      String to,
      String message,
      Instant now) {
    var cause = Cause.by("queue:" + queue);
    var waits = i.status() == QUEUED && queue.equals(i.queue());
    if (!waits || !i.settled(memory)) return nothing(); // R9: whoever holds it still
    if (expired) return Life.finish(i, Outcome.EXPIRED, null, cause, now);
    if (to == null) return Life.finish(i, Outcome.OVERFLOWED, null, message, cause, now);
    var before = i.stay().overflows();
    var refused = before.refused() != null && now.isBefore(before.refused().plus(OVERFLOW_AGAIN));
    if (refused || before.made() >= MOST_OVERFLOWS) return nothing();
    var moved = new Moved(to, null, Way.OVERFLOWED, true, message, now, cause);
    return accepted(moved).tell(i.moved(moved).wantsIn());
  }

  static Decision<InteractionEvent, Told> requeue(
      Interaction i, Memory memory, String queue, Cause cause, Instant now) {
    var to = queue == null ? i.queue() : queue;
    var no = notMovable(i, memory, to);
    if (no != null) return no;
    var isThere = i.queue().equals(to) && i.waits();
    if (isThere && i.status() == QUEUED) return nothing();
    return isThere ? fromOffers(i, cause, now) : move(i, to, null, Way.REQUEUED, cause, now);
  }

  /** Whoever is asked just now is let go; the place in line stays. */
  private static Decision<InteractionEvent, Told> fromOffers(
      Interaction i, Cause cause, Instant now) {
    var events = new ArrayList<InteractionEvent>();
    var after = i;
    for (var offer : i.offers()) {
      var ended = new OfferEnded(offer.id(), Ending.RESCINDED, "requeued", now, cause);
      events.add(ended);
      after = after.offerEnded(ended);
    }
    return Decision.<InteractionEvent, Told>acceptAll(events)
        .tellAll(Offers.closed(i.offers(), Ending.RESCINDED))
        .tellAll(Calls.cancelRoutes(i, i.offers(), now))
        .tell(after.wantsIn());
  }

  static Decision<InteractionEvent, Told> transfer(
      Interaction i, Memory memory, String queue, String agent, Cause cause, Instant now) {
    var to = queue == null ? i.queue() : queue;
    var no = notMovable(i, memory, to);
    if (no != null) return no;
    if (agent == null && i.waits() && i.queue().equals(to)) return nothing();
    var wish = i.stay().wish();
    if (agent != null && i.status() == QUEUED && wish != null && wish.agent().equals(agent))
      return nothing();
    if (agent != null && i.talks() && i.offer().id().agent().equals(agent))
      return notNow(i, "That agent has it already");
    return move(i, to, agent, Way.TRANSFERRED, cause, now);
  }

  private static Decision<InteractionEvent, Told> notMovable(
      Interaction i, Memory memory, String to) {
    if (i.status() == UNBORN) return unknown();
    if (i.status() == COMPLETED) return gone(i);
    if (i.status() == WRAP_UP) return notNow(i, "The conversation is over: complete it");
    if (i.settled(memory)) return null;
    return i.waits() && i.queue().equals(to)
        ? nothing().tell(i.wantsIn())
        : notNow(i, "It is on its way elsewhere: try again in a moment");
  }

  static Decision<InteractionEvent, Told> move(
      Interaction i, String to, String agent, Way way, Cause cause, Instant now) {
    var moved = new Moved(to, agent, way, true, null, now, cause);
    return accepted(moved)
        .tell(i.moved(moved).wantsIn())
        .tellAll(Offers.closed(i.offers(), Ending.RESCINDED))
        .tellAll(Calls.cancelRoutes(i, i.offers(), now))
        .tellAll(Consulting.over(i));
  }

  private static Decision<InteractionEvent, Told> accepted(InteractionEvent event) {
    return Decision.accept(event);
  }

  private static Decision<InteractionEvent, Told> nothing() {
    return Decision.nothing();
  }
}
