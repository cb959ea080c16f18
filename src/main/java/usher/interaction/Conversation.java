package usher.interaction;

import static usher.interaction.Refusals.gone;
import static usher.interaction.Refusals.legOver;
import static usher.interaction.Refusals.notNow;
import static usher.interaction.Refusals.notThisAgent;
import static usher.interaction.Refusals.unknown;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import usher.interaction.InteractionEvent.Completed;
import usher.interaction.InteractionEvent.CustomerLeft;
import usher.interaction.InteractionEvent.HandOverFailed;
import usher.interaction.InteractionEvent.HandedOver;
import usher.interaction.InteractionEvent.Held;
import usher.interaction.InteractionEvent.LegEnded;
import usher.interaction.InteractionEvent.Moved.Way;
import usher.interaction.InteractionEvent.Released;
import usher.interaction.InteractionEvent.Retrieved;
import usher.kernel.Cause;
import usher.kernel.Decision;
import usher.kernel.Ending;
import usher.kernel.OfferId;

/** A contact while an agent has it: hold, consult, hand-over, the legs' ends, wrap-up. */
public final class Conversation {
  /** A customer whose agent's leg has ended, and whose own has not, waits this long for nobody. */
  static final Duration LEG_GRACE = Duration.ofSeconds(10);

  private Conversation() {}

  // ---- hold and consult

  static Decision<InteractionEvent, Told> hold(
      Interaction i, Memory memory, String consult, Cause cause, Instant now) {
    if (i.status() == Status.UNBORN) return unknown();
    if (i.status() == Status.COMPLETED) return gone(i);
    if (!i.talks()) return notNow(i, "There is no conversation to hold");
    var isNew = consult != null && !consult.equals(i.consults().current());
    if (i.status() == Status.HELD && !isNew) return Decision.nothing();
    if (i.facts().consultOf() != null && consult != null)
      return notNow(i, "This is a consult already: ask from the contact it is about");
    if (isNew && !i.settled(memory)) return Consulting.unsettled(i);
    return accepted(new Held(isNew ? consult : null, now, cause))
        .tell(new Told.Connected(i.talk().offer().id(), true))
        .tellAll(isNew ? Consulting.over(i) : List.of());
  }

  static Decision<InteractionEvent, Told> retrieve(
      Interaction i, Memory memory, OfferId with, Cause cause, Instant now) {
    if (i.status() == Status.UNBORN) return unknown();
    if (i.status() == Status.COMPLETED) return gone(i);
    if (!i.talks()) return notNow(i, "There is no conversation to come back to");
    var no = with == null ? null : Consulting.without(i, memory, with);
    if (no != null) return no;
    var holds = i.status() == Status.CONNECTED && (with == null || with.equals(i.talk().with()));
    return holds
        ? Decision.nothing()
        : accepted(new Retrieved(with, now, cause))
            .tell(new Told.Connected(i.talk().offer().id(), false));
  }

  /** What the switch saw of a leg; of another's than the one that talks it says nothing. */
  static Decision<InteractionEvent, Told> legHeld(
      Interaction i, Memory memory, Order.LegHeld o, Cause cause, Instant now) {
    if (i.status() == Status.WRAP_UP) return gone(i);
    if (i.talks() && o.agent() != null && !i.talk().isOf(o.agent(), o.number()))
      return notThisAgent(i, o.agent());
    return o.held() ? hold(i, memory, null, cause, now) : retrieve(i, memory, null, cause, now);
  }

  /** The agent who answered the consult takes over; the first one keeps it until that one has. */
  static Decision<InteractionEvent, Told> handOver(
      Interaction i, Memory memory, OfferId consulted, Cause cause, Instant now) {
    if (i.status() == Status.UNBORN) return unknown();
    if (i.status() == Status.COMPLETED) return gone(i);
    if (!i.talks()) return notNow(i, "There is no conversation to hand over");
    if (i.stay().isHandingOver() && i.talk().offer().id().agent().equals(consulted.agent()))
      return Decision.nothing();
    var no = Consulting.without(i, memory, consulted);
    return no == null ? handedOver(i, consulted, cause, now) : no;
  }

  private static Decision<InteractionEvent, Told> handedOver(
      Interaction i, OfferId consulted, Cause cause, Instant now) {
    var offer = OfferId.byHand(i.id(), i.round() + 1, consulted.agent());
    var handed = new HandedOver(offer, consulted, now, cause);
    return accepted(handed).tell(takeOver(i.handedOver(handed)));
  }

  /** Said until the agent asks about the conversation: then it has it. */
  static Told.TakeOver takeOver(Interaction i) {
    var offer = i.talk().offer();
    return new Told.TakeOver(
        offer.id(),
        i.stay().leaving().instead(),
        i.queue(),
        i.contact().subject(),
        offer.handling());
  }

  /**
   * The consulted agent is not there any more: the old one has it still, or its wrap-up where the
   * conversation, or that agent's leg, has ended meanwhile.
   */
  public static Decision<InteractionEvent, Told> notTaken(Interaction i, OfferId o, Instant now) {
    var isWithAgent = i.talks() || i.status() == Status.WRAP_UP;
    if (!isWithAgent || !i.isLast(o) || !i.stay().isHandingOver()) return Decision.nothing();
    var failed = new HandOverFailed(now, Cause.ROUTING);
    var back = i.handOverFailed(failed);
    if (!back.talks())
      return accepted(failed).tell(new Told.Closed(back.talk().offer().id(), Ending.RELEASED));
    if (!i.stay().leaving().legOver()) return accepted(failed).tell(on(back));
    return before(failed, over(back, false, back.isCustomers(), Cause.ROUTING, now));
  }

  private static Decision<InteractionEvent, Told> before(
      InteractionEvent first, Decision<InteractionEvent, Told> then) {
    return Decision.<InteractionEvent, Told>acceptAll(
            Stream.concat(Stream.of(first), then.events().stream()).toList())
        .tellAll(then.messages());
  }

  static Told.Connected on(Interaction i) {
    return new Told.Connected(i.talk().offer().id(), i.status() == Status.HELD);
  }

  // ---- legs

  /** The customer hung up: abandoned before the conversation, its end after. */
  static Decision<InteractionEvent, Told> hungUp(Interaction i, Cause cause, Instant now) {
    return switch (i.status()) {
      case QUEUED -> Life.finish(i, Outcome.ABANDONED, null, cause, now);
      case OFFERED ->
          Life.finish(
              i,
              Outcome.ABANDONED,
              i.stay().isAccepted() ? "abandoned-before-connect" : null,
              cause,
              now);
      case CONNECTED, HELD -> over(i, false, false, cause, now);
      case WRAP_UP -> {
        if (!i.talk().customerStays()) yield Decision.nothing();
        yield i.talk().offer().handling().wrapUp().follows(false)
            ? accepted(new CustomerLeft(now, cause))
            : Life.finish(i, Outcome.HANDLED, null, cause, now);
      }
      case COMPLETED -> Decision.nothing();
      case UNBORN -> unknown();
    };
  }

  /**
   * One agent's leg ended. It is over for that agent; a customer who waits keeps waiting, and one
   * who talked is expected to go too ({@link #LEG_GRACE}).
   */
  static Decision<InteractionEvent, Told> legReleased(
      Interaction i, Memory memory, String agent, int number, Cause cause, Instant now) {
    return switch (i.status()) {
      case CONNECTED, HELD -> {
        if (!i.talk().isOf(agent, number)) yield otherLeg(i, memory, agent, number, cause, now);
        yield i.talk().with() == null || !i.settled(memory)
            ? over(i, false, i.isCustomers(), cause, now)
            : leftToAnother(i, cause, now);
      }
      case OFFERED -> {
        var offer = i.stay().open(agent, number);
        yield offer.isPresent()
            ? Offers.end(i, offer.get(), Ending.FAILED, "the leg was released", cause, now)
            : legOver(i);
      }
      case QUEUED -> otherLeg(i, memory, agent, number, cause, now);
      case WRAP_UP, COMPLETED -> Decision.nothing();
      case UNBORN -> unknown();
    };
  }

  /** Who talks along takes over; there is no way back to the agent whose leg has ended. */
  private static Decision<InteractionEvent, Told> leftToAnother(
      Interaction i, Cause cause, Instant now) {
    var handed = handedOver(i, i.talk().with(), cause, now);
    var gone = new LegEnded(i.talk().offer().id().agent(), now, cause);
    return Decision.<InteractionEvent, Told>acceptAll(List.of(handed.events().get(0), gone))
        .tellAll(handed.messages());
  }

  /** Written where it might matter: of one who talks along, or to whom there may be a way back. */
  private static Decision<InteractionEvent, Told> otherLeg(
      Interaction i, Memory memory, String agent, int number, Cause cause, Instant now) {
    var from = i.stay().leaving();
    var wayBack = !i.settled(memory) && from != null && from.mayComeBackTo(agent, number);
    var along = i.talks() && i.talk().isAlong(agent);
    return wayBack || along ? accepted(new LegEnded(agent, now, cause)) : legOver(i);
  }

  /** The customer whose agent's leg ended is still there: back into line, at the same rank. */
  static Decision<InteractionEvent, Told> leftAlone(Interaction i, Instant now) {
    return Moves.move(i, i.queue(), null, Way.REQUEUED, Cause.TIMER, now);
  }

  // ---- what desks do

  static Decision<InteractionEvent, Told> release(
      Interaction i, boolean wrapUp, Cause cause, Instant now) {
    return switch (i.status()) {
      case CONNECTED, HELD ->
          over(i, wrapUp, false, cause, now).tellAll(Calls.hangUp(i, null, now));
      case WRAP_UP -> Decision.nothing();
      case COMPLETED -> i.ended().outcome() == Outcome.HANDLED ? Decision.nothing() : gone(i);
      case UNBORN -> unknown();
      case QUEUED, OFFERED -> notNow(i, "There is no conversation to release");
    };
  }

  private static Decision<InteractionEvent, Told> over(
      Interaction i, boolean asked, boolean customerStays, Cause cause, Instant now) {
    var offer = i.talk().offer();
    if (!customerStays && !offer.handling().wrapUp().follows(asked))
      return Life.finish(i, Outcome.HANDLED, null, cause, now);
    return accepted(new Released(customerStays, now, cause))
        .tell(new Told.Closed(offer.id(), Ending.RELEASED))
        .tellAll(i.stay().isHandingOver() ? List.of() : Moves.farewells(i)) // R9: not yet
        .tellAll(Consulting.over(i));
  }

  /** The agent's word that nothing is left to do: a customer who is still on the line may go. */
  static Decision<InteractionEvent, Told> complete(
      Interaction i, String disposition, String comment, Cause cause, Instant now) {
    return switch (i.status()) {
      case WRAP_UP ->
          handled(i, disposition, comment, cause, now)
              .tellAll(i.talk().customerStays() ? Calls.hangUp(i, null, now) : List.of());
      case CONNECTED, HELD ->
          i.hasSource()
              ? notNow(i, "The switch still has the conversation: release it first")
              : handled(i, disposition, comment, cause, now)
                  .tell(i.left(i.queue()))
                  .tellAll(Consulting.over(i));
      case COMPLETED -> i.ended().outcome() == Outcome.HANDLED ? Decision.nothing() : gone(i);
      case UNBORN -> unknown();
      case QUEUED, OFFERED -> notNow(i, "Nobody has taken it yet");
    };
  }

  static Decision<InteractionEvent, Told> handled(
      Interaction i, String disposition, String comment, Cause cause, Instant now) {
    var completed = new Completed(Outcome.HANDLED, null, disposition, comment, now, cause);
    return accepted(completed).tell(i.completed(completed).closed()).tellAll(Moves.farewells(i));
  }

  private static Decision<InteractionEvent, Told> accepted(InteractionEvent event) {
    return Decision.accept(event);
  }
}
