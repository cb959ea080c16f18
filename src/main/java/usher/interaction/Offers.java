package usher.interaction;

import static usher.interaction.Refusals.gone;
import static usher.interaction.Refusals.late;
import static usher.interaction.Refusals.notThisAgent;
import static usher.interaction.Refusals.unknown;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import usher.interaction.InteractionEvent.Connected;
import usher.interaction.InteractionEvent.OfferAccepted;
import usher.interaction.InteractionEvent.OfferEnded;
import usher.kernel.Cause;
import usher.kernel.Decision;
import usher.kernel.Ending;

/** The agents' answers to a contact's offers, by desk and by switch, and their running out. */
final class Offers {
  private Offers() {}

  static Decision<InteractionEvent, Told> accept(
      Interaction i, int number, Cause cause, Instant now) {
    return switch (i.status()) {
      case OFFERED -> {
        var offer = open(i, number);
        if (offer == null) yield late(i, number);
        if (!i.hasSource()) yield connect(i, offer, cause, now);
        yield offer.accepted() ? Decision.nothing() : promise(i, offer, cause, now);
      }
      case CONNECTED, HELD ->
          i.talk().offer().number() == number ? Decision.nothing() : late(i, number);
      case UNBORN, QUEUED, WRAP_UP, COMPLETED -> late(i, number);
    };
  }

  /** The agent's word, where a switch has still to connect: whoever else was asked has lost it. */
  private static Decision<InteractionEvent, Told> promise(
      Interaction i, Offer offer, Cause cause, Instant now) {
    var accepted = new OfferAccepted(offer.id(), now, cause);
    var others = i.stay().without(offer.id()).open();
    return accepted(accepted)
        .tell(pending(i.offerAccepted(accepted).offers().get(0)))
        .tellAll(closed(others, Ending.RESCINDED))
        .tellAll(Calls.cancelRoutes(i, others, now));
  }

  static Decision<InteractionEvent, Told> reject(
      Interaction i, int number, String reason, Cause cause, Instant now) {
    var offer = open(i, number);
    if (offer != null) return end(i, offer, Ending.REJECTED, reason, cause, now);
    var before = i.pastOffer(number);
    return before.isPresent() && before.get().ending() == Ending.REJECTED
        ? Decision.nothing()
        : late(i, number);
  }

  static Decision<InteractionEvent, Told> established(
      Interaction i, String agent, int number, Cause cause, Instant now) {
    return switch (i.status()) {
      case OFFERED -> {
        var offer = i.stay().open(agent, number);
        yield offer.isPresent() ? connect(i, offer.get(), cause, now) : notThisAgent(i, agent);
      }
      case CONNECTED, HELD ->
          i.talk().isOf(agent, number) ? Decision.nothing() : notThisAgent(i, agent);
      case QUEUED -> notThisAgent(i, agent);
      case WRAP_UP, COMPLETED -> gone(i);
      case UNBORN -> unknown();
    };
  }

  static Decision<InteractionEvent, Told> noAnswer(
      Interaction i, String agent, int number, Cause cause, Instant now) {
    return switch (i.status()) {
      case OFFERED -> {
        var offer = i.stay().open(agent, number).orElse(null);
        if (offer == null) yield notThisAgent(i, agent);
        var ending = offer.accepted() ? Ending.FAILED : Ending.TIMED_OUT;
        yield end(i, offer, ending, "no answer", cause, now);
      }
      case CONNECTED, HELD ->
          i.talk().isOf(agent, number)
              ? Refusals.say(
                  i, "leg.connected", "The conversation of that leg has begun: it goes on")
              : notThisAgent(i, agent);
      case QUEUED -> notThisAgent(i, agent);
      case WRAP_UP, COMPLETED -> gone(i);
      case UNBORN -> unknown();
    };
  }

  /** What came due: an unanswered offer, or an accepted one whose conversation never began. */
  static Decision<InteractionEvent, Told> deadline(Interaction i, Offer offer, Instant now) {
    return offer.accepted()
        ? end(i, offer, Ending.FAILED, "not connected in time", Cause.TIMER, now)
        : end(i, offer, Ending.TIMED_OUT, null, Cause.TIMER, now);
  }

  static Decision<InteractionEvent, Told> end(
      Interaction i, Offer offer, Ending ending, String reason, Cause cause, Instant now) {
    var ended = new OfferEnded(offer.id(), ending, reason, now, cause);
    var after = i.offerEnded(ended);
    var decision =
        accepted(ended)
            .tell(new Told.Closed(offer.id(), ending))
            .tellAll(Calls.cancelRoutes(i, List.of(offer), now));
    return after.status() == Status.QUEUED ? decision.tell(after.wantsIn()) : decision;
  }

  private static Decision<InteractionEvent, Told> connect(
      Interaction i, Offer offer, Cause cause, Instant now) {
    var connected = new Connected(offer.id(), now, cause);
    var after = i.connected(connected);
    var others = i.stay().without(offer.id()).open();
    return accepted(connected)
        .tell(new Told.Connected(offer.id(), false))
        .tell(after.left(i.queue()))
        .tellAll(closed(others, Ending.RESCINDED))
        .tellAll(Calls.cancelRoutes(i, others, now))
        .tellAll(Moves.farewells(after));
  }

  static List<Told> closed(List<Offer> offers, Ending ending) {
    var told = new ArrayList<Told>();
    for (var offer : offers) told.add(new Told.Closed(offer.id(), ending));
    return told;
  }

  static Told.Pending pending(Offer offer) {
    return new Told.Pending(offer.id(), offer.number(), offer.accepted(), offer.expiresAt());
  }

  private static Offer open(Interaction i, int number) {
    for (var offer : i.offers()) if (offer.number() == number) return offer;
    return null;
  }

  private static Decision<InteractionEvent, Told> accepted(InteractionEvent event) {
    return Decision.accept(event);
  }
}
