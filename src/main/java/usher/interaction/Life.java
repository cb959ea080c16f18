package usher.interaction;

import static usher.interaction.Status.COMPLETED;
import static usher.interaction.Status.CONNECTED;
import static usher.interaction.Status.OFFERED;
import static usher.interaction.Status.QUEUED;
import static usher.interaction.Status.UNBORN;
import static usher.interaction.Status.WRAP_UP;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import usher.interaction.InteractionEvent.Arrived;
import usher.interaction.InteractionEvent.Completed;
import usher.interaction.InteractionEvent.Connected;
import usher.interaction.InteractionEvent.MoveRefused;
import usher.interaction.InteractionEvent.Moved;
import usher.interaction.InteractionEvent.OfferAccepted;
import usher.interaction.InteractionEvent.OfferEnded;
import usher.interaction.InteractionEvent.Released;
import usher.kernel.Cause;
import usher.kernel.Decision;
import usher.kernel.Ending;
import usher.kernel.OfferId;
import usher.kernel.Refusal;

/** What customers, agents, supervisors and switches may do with a contact, state by state. */
public final class Life {
  private Life() {}

  // ---- reported, and its way into a line

  public static Decision<InteractionEvent, Told> arrive(
      Interaction i, Facts facts, Cause cause, Instant now) {
    return arrive(i, Memory.fresh(0), facts, cause, now);
  }

  /** A caller whose hang-up was faster than the report of the call must not wait as a ghost. */
  public static Decision<InteractionEvent, Told> arrive(
      Interaction i, Memory memory, Facts facts, Cause cause, Instant now) {
    if (i.status() == UNBORN && memory.hungUp())
      return Decision.refuse(
          "interaction.gone", "Its caller hung up before it was reported: nothing is left to do");
    if (i.status() == UNBORN) {
      var arrived = new Arrived(facts, now, cause);
      return accepted(arrived).tell(i.arrived(arrived).wantsIn());
    }
    if (!i.facts().fingerprint().equals(facts.fingerprint()))
      return Decision.refuse(
          "idempotency.mismatch",
          "This id was used for another contact. Repeat the very same body, or take a new id");
    return i.status() == QUEUED ? nothing().tell(i.wantsIn()) : nothing();
  }

  /**
   * A queue has it in this round. Whoever held it before may let go now (R9), but not on the word
   * of a queue it has left for another one that has not answered yet.
   */
  public static Decision<InteractionEvent, Told> waited(
      Interaction i, Memory memory, String queue, int round) {
    if (!i.waits() || !queue.equals(i.queue())) return Verdicts.stillThere(i, memory, queue);
    return round == i.round() ? nothing().tellAll(farewells(i)) : nothing();
  }

  private static List<Told> farewells(Interaction i) {
    var told = new ArrayList<Told>();
    if (i.hasLeftQueue()) told.add(new Told.Left(i.leaving().queue(), i.id(), i.round()));
    if (i.leaving() != null && i.leaving().offer() != null)
      told.add(new Told.Closed(i.leaving().offer().id(), Ending.MOVED));
    return told;
  }

  /** The queue would not have it. Only the asking incarnation may believe that. */
  public static Decision<InteractionEvent, Told> turnedAway(
      Interaction i,
      Memory memory,
      String queue,
      int round,
      long attempt,
      String code,
      Instant now) {
    var meant =
        i.status() == QUEUED
            && i.queue().equals(queue)
            && i.round() == round
            && memory.attempt() == attempt
            && memory.admitted() < round;
    if (!meant) return nothing();
    if (i.leaving() == null)
      return accepted(
          new Completed(Outcome.REFUSED, code, null, null, now, Cause.by("queue:" + queue)));
    var refused = new MoveRefused(code, now);
    return accepted(refused).tell(i.moveRefused(refused).where());
  }

  // ---- the agent's answer

  /** {@code round} is the n of the offer's handle. */
  public static Decision<InteractionEvent, Told> accept(
      Interaction i, int round, Cause cause, Instant now) {
    return switch (i.status()) {
      case OFFERED -> {
        if (i.offer().id().round() != round) yield late(i, round);
        if (!i.hasSource()) yield connect(i, cause, now);
        if (i.offer().accepted()) yield nothing();
        var accepted = new OfferAccepted(i.offer().id(), now, cause);
        yield accepted(accepted).tell(pending(i.offerAccepted(accepted)));
      }
      case CONNECTED -> i.offer().id().round() == round ? nothing() : late(i, round);
      case UNBORN, QUEUED, WRAP_UP, COMPLETED -> late(i, round);
    };
  }

  public static Decision<InteractionEvent, Told> reject(
      Interaction i, int round, String reason, Cause cause, Instant now) {
    if (i.status() == OFFERED && i.offer().id().round() == round)
      return end(i, Ending.REJECTED, reason, cause, now);
    var before = i.pastOffer(round);
    return before.isPresent() && before.get().ending() == Ending.REJECTED
        ? nothing()
        : late(i, round);
  }

  /** What came due: an unanswered offer, or an accepted one whose conversation never began. */
  public static Decision<InteractionEvent, Told> deadline(Interaction i, Instant now) {
    if (i.status() != OFFERED || now.isBefore(i.offer().expiresAt())) return nothing();
    return i.offer().accepted()
        ? end(i, Ending.FAILED, "not connected in time", Cause.TIMER, now)
        : end(i, Ending.TIMED_OUT, null, Cause.TIMER, now);
  }

  // ---- what the switch saw

  /** {@code offer} is the handle the switch echoes, if it does. */
  public static Decision<InteractionEvent, Told> established(
      Interaction i, String agent, OfferId.Handle offer, Cause cause, Instant now) {
    return switch (i.status()) {
      case OFFERED -> names(i, agent, offer) ? connect(i, cause, now) : notThisAgent(i, agent);
      case CONNECTED -> names(i, agent, offer) ? nothing() : notThisAgent(i, agent);
      case WRAP_UP, COMPLETED -> gone(i);
      case QUEUED -> notThisAgent(i, agent);
      case UNBORN -> unknown(i);
    };
  }

  public static Decision<InteractionEvent, Told> noAnswer(
      Interaction i, String agent, OfferId.Handle offer, Cause cause, Instant now) {
    return switch (i.status()) {
      case OFFERED -> {
        if (!names(i, agent, offer)) yield notThisAgent(i, agent);
        var ending = i.offer().accepted() ? Ending.FAILED : Ending.TIMED_OUT;
        yield end(i, ending, "no answer", cause, now);
      }
      case CONNECTED ->
          names(i, agent, offer)
              ? say(i, "leg.connected", "The conversation of that leg has begun: it goes on")
              : notThisAgent(i, agent);
      case QUEUED -> notThisAgent(i, agent);
      case WRAP_UP, COMPLETED -> gone(i);
      case UNBORN -> unknown(i);
    };
  }

  /** The customer hung up: abandoned before the conversation, its end after. */
  public static Decision<InteractionEvent, Told> hungUp(Interaction i, Cause cause, Instant now) {
    return switch (i.status()) {
      case QUEUED, OFFERED -> finish(i, Outcome.ABANDONED, cause, now);
      case CONNECTED -> release(i, cause, now);
      case WRAP_UP, COMPLETED -> nothing();
      case UNBORN -> unknown(i);
    };
  }

  /** One agent's leg ended. It is over for that agent; a customer who still waits keeps waiting. */
  public static Decision<InteractionEvent, Told> legReleased(
      Interaction i, String agent, OfferId.Handle offer, Cause cause, Instant now) {
    return switch (i.status()) {
      case CONNECTED -> names(i, agent, offer) ? release(i, cause, now) : legOver(i);
      case OFFERED ->
          names(i, agent, offer)
              ? end(i, Ending.FAILED, "the leg was released", cause, now)
              : legOver(i);
      case QUEUED -> legOver(i);
      case WRAP_UP, COMPLETED -> nothing();
      case UNBORN -> unknown(i);
    };
  }

  // ---- what desks and supervisors do

  public static Decision<InteractionEvent, Told> release(Interaction i, Cause cause, Instant now) {
    return switch (i.status()) {
      case CONNECTED -> {
        var offer = i.offer();
        if (!offer.handling().wrapUp().follows(false)) yield finish(i, Outcome.HANDLED, cause, now);
        yield accepted(new Released(now, cause)).tell(new Told.Closed(offer.id(), Ending.RELEASED));
      }
      case WRAP_UP -> nothing();
      case COMPLETED -> i.ended().outcome() == Outcome.HANDLED ? nothing() : gone(i);
      case UNBORN -> unknown(i);
      case QUEUED, OFFERED -> notNow(i, "There is no conversation to release");
    };
  }

  public static Decision<InteractionEvent, Told> complete(
      Interaction i, String disposition, String comment, Cause cause, Instant now) {
    return switch (i.status()) {
      case WRAP_UP ->
          accepted(new Completed(Outcome.HANDLED, null, disposition, comment, now, cause))
              .tell(new Told.Closed(i.offer().id(), Ending.COMPLETED));
      case CONNECTED ->
          i.hasSource()
              ? notNow(i, "The switch still has the conversation: release it first")
              : accepted(new Completed(Outcome.HANDLED, null, disposition, comment, now, cause))
                  .tell(new Told.Closed(i.offer().id(), Ending.COMPLETED))
                  .tell(new Told.Left(i.queue(), i.id(), i.round()));
      case COMPLETED -> i.ended().outcome() == Outcome.HANDLED ? nothing() : gone(i);
      case UNBORN -> unknown(i);
      case QUEUED, OFFERED -> notNow(i, "Nobody has taken it yet");
    };
  }

  public static Decision<InteractionEvent, Told> cancel(Interaction i, Cause cause, Instant now) {
    return switch (i.status()) {
      case QUEUED, OFFERED -> finish(i, Outcome.CANCELLED, cause, now);
      case COMPLETED -> i.ended().outcome() == Outcome.CANCELLED ? nothing() : gone(i);
      case UNBORN -> unknown(i);
      case CONNECTED, WRAP_UP -> notNow(i, "An agent has it: release and complete it");
    };
  }

  /** Requeue or transfer. The caller is answered when the new queue has it, or would not. */
  public static Decision<InteractionEvent, Told> move(
      Interaction i, Memory memory, String queue, boolean transfer, Cause cause, Instant now) {
    if (i.status() == UNBORN) return unknown(i);
    if (i.status() == COMPLETED) return gone(i);
    if (i.status() == WRAP_UP) return notNow(i, "The conversation is over: complete it");
    if (!i.settled(memory))
      return i.queue().equals(queue)
          ? nothing().tell(i.wantsIn())
          : notNow(i, "It is on its way into another queue: try again in a moment");
    var isThere = i.queue().equals(queue) && i.waits();
    if (isThere && (transfer || i.status() == QUEUED)) return nothing();
    if (isThere) return end(i, Ending.RESCINDED, "requeued", cause, now);
    var moved = new Moved(queue, transfer, now, cause);
    var decision = accepted(moved).tell(i.moved(moved).wantsIn());
    return i.status() == OFFERED
        ? decision.tell(new Told.Closed(i.offer().id(), Ending.RESCINDED))
        : decision;
  }

  // ---- words of this page

  static Decision<InteractionEvent, Told> end(
      Interaction i, Ending ending, String reason, Cause cause, Instant now) {
    var ended = new OfferEnded(i.offer().id(), ending, reason, now, cause);
    return accepted(ended)
        .tell(new Told.Closed(i.offer().id(), ending))
        .tell(i.offerEnded(ended).wantsIn());
  }

  private static Decision<InteractionEvent, Told> connect(Interaction i, Cause cause, Instant now) {
    return accepted(new Connected(i.offer().id(), now, cause))
        .tell(new Told.Connected(i.offer().id()))
        .tell(new Told.Left(i.queue(), i.id(), i.round()))
        .tellAll(farewells(i));
  }

  private static Decision<InteractionEvent, Told> finish(
      Interaction i, Outcome outcome, Cause cause, Instant now) {
    var decision =
        accepted(new Completed(outcome, null, null, null, now, cause))
            .tell(new Told.Left(i.queue(), i.id(), i.round()))
            .tellAll(farewells(i));
    if (i.offer() == null) return decision;
    var ending = i.status() == CONNECTED ? Ending.COMPLETED : Ending.CANCELED;
    return decision.tell(new Told.Closed(i.offer().id(), ending));
  }

  private static boolean names(Interaction i, String agent, OfferId.Handle offer) {
    var id = i.offer().id();
    return id.agent().equals(agent) && (offer == null || offer.round() == id.round());
  }

  static Told.Pending pending(Interaction i) {
    return new Told.Pending(i.offer().id(), i.offer().accepted(), i.offer().expiresAt());
  }

  private static Decision<InteractionEvent, Told> late(Interaction i, int round) {
    if (i.status() == UNBORN) return unknown(i);
    var known = i.pastOffer(round).map(Interaction.Past::ending);
    if (known.isPresent() && known.get() == Ending.CANCELED && i.ended() != null)
      return i.ended().outcome() == Outcome.CANCELLED
          ? say(i, "offer.canceled", "The contact was withdrawn: nothing is left to do")
          : gone(i);
    if (i.status() == COMPLETED || i.status() == WRAP_UP) return gone(i);
    return known.isEmpty()
        ? say(i, "offer.unknown", "No such offer was made: take its id from the desk's stream")
        : say(i, offerCode(known), "This offer is over: wait for the next one");
  }

  private static String offerCode(Optional<Ending> ending) {
    if (ending.isEmpty()) return "offer.unknown";
    return switch (ending.get()) {
      case TIMED_OUT -> "offer.expired";
      case REJECTED -> "offer.rejected";
      case FAILED -> "offer.failed";
      case REVOKED -> "offer.revoked";
      case CANCELED -> "offer.canceled";
      case RESCINDED, UNKNOWN, MOVED, RELEASED, COMPLETED -> "offer.rescinded";
    };
  }

  private static Decision<InteractionEvent, Told> notThisAgent(Interaction i, String agent) {
    for (var n = i.past().size() - 1; n >= 0; n--) {
      var past = i.past().get(n);
      if (past.offer().agent().equals(agent))
        return say(
            i,
            offerCode(Optional.of(past.ending())),
            "This agent's offer is over: release that leg, the contact is not theirs");
    }
    return say(i, "offer.unknown", "This agent was not offered the contact: release that leg");
  }

  private static Decision<InteractionEvent, Told> legOver(Interaction i) {
    return say(i, "leg.gone", "That leg has ended already: nothing is left to do");
  }

  private static Decision<InteractionEvent, Told> gone(Interaction i) {
    return say(i, "interaction.gone", "The contact has ended: release whatever leg is left");
  }

  private static Decision<InteractionEvent, Told> notNow(Interaction i, String detail) {
    return say(i, "interaction.state", detail);
  }

  static Decision<InteractionEvent, Told> unknown(Interaction i) {
    return Decision.refuse("interaction.unknown", "No contact has this id: report it first");
  }

  private static Decision<InteractionEvent, Told> say(Interaction i, String code, String detail) {
    return Decision.refuse(new Refusal(code, detail, i.status().word(), allowed(i)));
  }

  /** What would be accepted in this state. */
  static List<String> allowed(Interaction i) {
    return switch (i.status()) {
      case UNBORN -> List.of("create");
      case QUEUED -> List.of("cancel", "requeue", "transfer");
      case OFFERED -> List.of("accept", "reject", "cancel", "requeue", "transfer");
      case CONNECTED ->
          i.hasSource()
              ? List.of("release", "requeue", "transfer")
              : List.of("release", "complete", "requeue", "transfer");
      case WRAP_UP -> List.of("complete");
      case COMPLETED -> List.of();
    };
  }

  private static Decision<InteractionEvent, Told> accepted(InteractionEvent event) {
    return Decision.accept(event);
  }

  private static Decision<InteractionEvent, Told> nothing() {
    return Decision.nothing();
  }
}
