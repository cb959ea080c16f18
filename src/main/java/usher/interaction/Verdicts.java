package usher.interaction;

import static usher.interaction.Status.COMPLETED;
import static usher.interaction.Status.QUEUED;

import java.time.Instant;
import usher.interaction.InteractionEvent.Completed;
import usher.interaction.InteractionEvent.OfferEnded;
import usher.interaction.InteractionEvent.Offered;
import usher.kernel.Cause;
import usher.kernel.Decision;
import usher.kernel.Ending;
import usher.kernel.Handling;
import usher.kernel.OfferId;
import usher.kernel.Refusal;

/** What an interaction answers agents and queues: PROTOCOL §3, row by row. */
public final class Verdicts {
  private Verdicts() {}

  /** This incarnation is behind the journal: it must say nothing, stop and recover (R14). */
  public static final String STALE = "interaction.stale";

  /** An agent holds this offer for me. The first time it is an offer, after that "and now?". */
  public static Decision<InteractionEvent, Told> offer(
      Interaction i, Memory memory, OfferId o, Handling handling, Instant now) {
    if (o.round() > i.round()) return stale();
    return switch (i.status()) {
      case QUEUED -> {
        if (o.round() == i.round() && o.term() >= i.term() && endingOf(i, o) == Ending.UNKNOWN) {
          var offered = new Offered(o, handling, now);
          yield accepted(offered).tell(Life.pending(i.offered(offered)));
        }
        yield undecided(i, memory, o) ? nothing().tell(i.wantsIn()) : close(i, o);
      }
      case OFFERED -> i.isOpenOffer(o) ? nothing().tell(Life.pending(i)) : close(i, o);
      case CONNECTED -> i.isLast(o) ? nothing().tell(new Told.Connected(o)) : close(i, o);
      case UNBORN, WRAP_UP, COMPLETED -> close(i, o);
    };
  }

  /** The agent went away before answering. */
  public static Decision<InteractionEvent, Told> revoke(
      Interaction i, Memory memory, OfferId o, Instant now) {
    if (o.round() > i.round()) return stale();
    return switch (i.status()) {
      case QUEUED -> {
        if (o.round() == i.round() && endingOf(i, o) == Ending.UNKNOWN) {
          // R8: it overtook its offer; close the round, so that the offer is refused when it comes
          var unseen = new OfferEnded(o, Ending.REVOKED, "before it was seen", now, Cause.ROUTING);
          yield accepted(unseen)
              .tell(new Told.Closed(o, Ending.REVOKED))
              .tell(i.offerEnded(unseen).wantsIn());
        }
        yield undecided(i, memory, o) ? nothing().tell(i.wantsIn()) : close(i, o);
      }
      case OFFERED ->
          i.isOpenOffer(o)
              ? Life.end(i, Ending.REVOKED, null, Cause.by("agent:" + o.agent()), now)
              : close(i, o);
      case CONNECTED -> i.isLast(o) ? nothing().tell(new Told.Connected(o)) : close(i, o);
      case UNBORN, WRAP_UP, COMPLETED -> close(i, o);
    };
  }

  /** The agent's wrap-up time is over. */
  public static Decision<InteractionEvent, Told> wrapUpOver(
      Interaction i, Memory memory, OfferId o, Instant now) {
    if (o.round() > i.round()) return stale();
    if (i.status() == Status.WRAP_UP && i.isLast(o))
      return accepted(new Completed(Outcome.HANDLED, null, null, null, now, Cause.TIMER))
          .tell(new Told.Closed(o, Ending.COMPLETED));
    if (i.status() == Status.CONNECTED && i.isLast(o)) return nothing().tell(new Told.Connected(o));
    return undecided(i, memory, o) ? nothing().tell(i.wantsIn()) : close(i, o);
  }

  /** A queue has an entry of mine and asks whether that is right. */
  public static Decision<InteractionEvent, Told> stillThere(
      Interaction i, Memory memory, String queue) {
    if (i.status() == Status.UNBORN) return nothing();
    if (i.waits() && queue.equals(i.queue())) return nothing().tell(i.wantsIn());
    if (!i.settled(memory)) return nothing().tell(i.wantsIn()); // R9: the old stay is not over yet
    return nothing().tell(new Told.Left(queue, i.id(), i.round()));
  }

  /** R9: the conversation's agent keeps it until the new queue has it. */
  private static boolean undecided(Interaction i, Memory memory, OfferId o) {
    return i.status() == QUEUED && isLeaving(i, o) && !i.settled(memory);
  }

  private static boolean isLeaving(Interaction i, OfferId o) {
    var from = i.leaving();
    return from != null && from.offer() != null && from.offer().id().equals(o);
  }

  private static Decision<InteractionEvent, Told> close(Interaction i, OfferId o) {
    var closed = nothing().tell(new Told.Closed(o, endingOf(i, o)));
    return i.status() == Status.UNBORN ? closed : closed.tell(i.where());
  }

  /** How this very offer ended; {@code UNKNOWN} if it was never taken up. */
  static Ending endingOf(Interaction i, OfferId o) {
    if (i.status() == Status.WRAP_UP && i.isLast(o)) return Ending.RELEASED;
    if (isLeaving(i, o)) return Ending.MOVED;
    for (var n = i.past().size() - 1; n >= 0; n--)
      if (i.past().get(n).offer().equals(o)) return i.past().get(n).ending();
    return i.status() == COMPLETED && i.isLast(o) ? Ending.COMPLETED : Ending.UNKNOWN;
  }

  private static Decision<InteractionEvent, Told> stale() {
    return Decision.refuse(Refusal.of(STALE, "The journal is ahead of this copy"));
  }

  private static Decision<InteractionEvent, Told> accepted(InteractionEvent event) {
    return Decision.accept(event);
  }

  private static Decision<InteractionEvent, Told> nothing() {
    return Decision.nothing();
  }
}
