package usher.interaction;

import static usher.interaction.Status.COMPLETED;
import static usher.interaction.Status.WRAP_UP;

import java.time.Instant;
import java.util.List;
import usher.interaction.InteractionEvent.OfferEnded;
import usher.interaction.InteractionEvent.Offered;
import usher.kernel.Cause;
import usher.kernel.Decision;
import usher.kernel.Ending;
import usher.kernel.Handling;
import usher.kernel.OfferId;
import usher.kernel.Refusal;
import usher.kernel.Why;

/** What an interaction answers agents and queues: PROTOCOL §3, row by row. */
public final class Verdicts {
  private Verdicts() {}

  /** This incarnation is behind the journal: it must say nothing, stop and recover (R14). */
  public static final String STALE = "interaction.stale";

  /**
   * An agent holds this offer for me. The first time it is an offer, after that "and now?".
   *
   * @param endpoint where a switch reaches the agent, or null
   * @param why it was chosen; null where nobody knows any more
   */
  public static Decision<InteractionEvent, Told> offer(
      Interaction i,
      Memory memory,
      OfferId o,
      Handling handling,
      String endpoint,
      Why why,
      Instant now) {
    if (o.round() > i.round()) return stale();
    return switch (i.status()) {
      case QUEUED, OFFERED -> {
        var open = i.stay().open(o);
        if (open.isPresent()) yield nothing().tell(Offers.pending(open.get()));
        if (mayTakeUp(i, o)) yield takeUp(i, o, handling, endpoint, why, now);
        yield close(i, memory, o);
      }
      case CONNECTED, HELD -> {
        if (i.isLast(o))
          yield nothing()
              .tell(Conversation.on(i))
              .tellAll(Moves.farewells(i))
              .tellAll(Consulting.news(i, memory));
        yield close(i, memory, o);
      }
      case WRAP_UP -> i.isLast(o) ? close(i, o).tellAll(Moves.farewells(i)) : close(i, memory, o);
      case UNBORN, COMPLETED -> close(i, o);
    };
  }

  /** One of this wave, or a supervisor's: that one trumps whoever has not accepted yet. */
  private static boolean mayTakeUp(Interaction i, OfferId o) {
    if (o.round() != i.round() || !o.mayFollow(i.term())) return false;
    if (endingOf(i, o) != Ending.UNKNOWN || i.stay().isAccepted()) return false;
    return o.isByHand() || i.stay().room() != 0;
  }

  private static Decision<InteractionEvent, Told> takeUp(
      Interaction i, OfferId o, Handling handling, String endpoint, Why why, Instant now) {
    var by = o.isByHand() ? Cause.by("supervisor") : Cause.ROUTING;
    var offered = new Offered(o, i.stay().made() + 1, handling, endpoint, why, now, by);
    var after = i.offered(offered);
    var offer = after.stay().open(o).orElseThrow();
    var others = o.isByHand() ? i.offers() : List.<Offer>of();
    return accepted(offered)
        .tell(Offers.pending(offer))
        .tellAll(Calls.cancelRoutes(i, others, now))
        .tellAll(Calls.route(i, offer))
        .tellAll(Offers.closed(others, Ending.RESCINDED));
  }

  /** The agent went away before answering. */
  public static Decision<InteractionEvent, Told> revoke(
      Interaction i, Memory memory, OfferId o, Instant now) {
    if (o.round() > i.round()) return stale();
    return switch (i.status()) {
      case QUEUED, OFFERED -> {
        var open = i.stay().open(o);
        var cause = Cause.by("agent:" + o.agent());
        if (open.isPresent()) yield Offers.end(i, open.get(), Ending.REVOKED, null, cause, now);
        if (o.round() == i.round() && endingOf(i, o) == Ending.UNKNOWN) yield unseen(i, o, now);
        yield close(i, memory, o);
      }
      case CONNECTED, HELD ->
          i.isLast(o) ? nothing().tell(Conversation.on(i)) : close(i, memory, o);
      case WRAP_UP -> close(i, memory, o);
      case UNBORN, COMPLETED -> close(i, o);
    };
  }

  /** R8: it overtook its offer; remember that, so that the offer is refused when it comes. */
  private static Decision<InteractionEvent, Told> unseen(Interaction i, OfferId o, Instant now) {
    var unseen = new OfferEnded(o, Ending.REVOKED, "before it was seen", now, Cause.ROUTING);
    return accepted(unseen)
        .tell(new Told.Closed(o, Ending.REVOKED))
        .tell(i.offerEnded(unseen).wantsIn());
  }

  /** The agent's wrap-up time is over. */
  public static Decision<InteractionEvent, Told> wrapUpOver(
      Interaction i, Memory memory, OfferId o, Instant now) {
    if (o.round() > i.round()) return stale();
    if (i.status() == WRAP_UP && i.isLast(o))
      return i.talk().customerStays() // it is asked again until that is decided
          ? nothing()
          : Conversation.handled(i, null, null, Cause.TIMER, now);
    if (i.talks() && i.isLast(o)) return nothing().tell(Conversation.on(i));
    return endingOf(i, o) == Ending.MOVED && !undecided(i, memory, o)
        ? nothing().tell(new Told.Closed(o, Ending.COMPLETED))
        : close(i, memory, o);
  }

  /** A queue has an entry of mine and asks whether that is right. */
  public static Decision<InteractionEvent, Told> stillThere(
      Interaction i, Memory memory, String queue) {
    if (i.status() == Status.UNBORN) return nothing();
    if (i.waits() && queue.equals(i.queue()))
      return nothing().tell(i.wantsIn()).tellAll(Consulting.asks(i));
    if (i.waits() && !i.settled(memory))
      return nothing().tell(i.wantsIn()); // R9: the old stay is not over yet
    return nothing().tell(i.left(queue));
  }

  /** The switch's outbox has a route that came to nothing: should it be taken down? */
  public static Decision<InteractionEvent, Told> stillRouted(
      Interaction i, String offer, Instant now) {
    var handle = OfferId.Handle.parse(offer);
    if (i.status() == Status.UNBORN || handle == null || !i.hasSource()) return nothing();
    for (var open : i.offers())
      if (open.number() == handle.number()) return nothing(); // it is asked again
    var past = i.pastOffer(handle.number());
    var wanted = past.isEmpty() || past.get().ending() == Ending.COMPLETED;
    return wanted
        ? nothing().tell(new Told.Settled(i.facts().source(), i.id(), offer))
        : nothing().tellAll(Calls.cancelRoute(i, offer, past.get().offer(), now));
  }

  /** R9: whoever held it keeps it until the new holder has it. */
  private static boolean undecided(Interaction i, Memory memory, OfferId o) {
    return i.isLeaving(o) && !i.settled(memory);
  }

  private static Decision<InteractionEvent, Told> close(Interaction i, Memory memory, OfferId o) {
    if (!undecided(i, memory, o)) return close(i, o);
    return nothing().tell(i.waits() ? i.wantsIn() : Conversation.takeOver(i));
  }

  private static Decision<InteractionEvent, Told> close(Interaction i, OfferId o) {
    var ending = endingOf(i, o);
    var hadIt = ending == Ending.COMPLETED && i.isLast(o);
    var closed = nothing().tell(hadIt ? i.closed() : new Told.Closed(o, ending));
    return i.status() == Status.UNBORN ? closed : closed.tell(i.where());
  }

  /** How this very offer ended; {@code UNKNOWN} if it was never taken up. */
  static Ending endingOf(Interaction i, OfferId o) {
    if (i.status() == WRAP_UP && i.isLast(o)) return Ending.RELEASED;
    if (i.isLeaving(o)) return Ending.MOVED;
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
