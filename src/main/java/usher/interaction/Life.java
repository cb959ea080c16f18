package usher.interaction;

import static usher.interaction.Refusals.gone;
import static usher.interaction.Refusals.notNow;
import static usher.interaction.Refusals.unknown;
import static usher.interaction.Status.UNBORN;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import usher.interaction.InteractionEvent.Arrived;
import usher.interaction.InteractionEvent.AttributesSet;
import usher.interaction.InteractionEvent.Completed;
import usher.interaction.InteractionEvent.CustomerLeft;
import usher.interaction.InteractionEvent.PrioritySet;
import usher.kernel.Cause;
import usher.kernel.Decision;
import usher.kernel.Ending;
import usher.kernel.OfferId;

/**
 * What customers, agents, supervisors and switches may do with a contact, state by state. What an
 * agent answers is in {@link Offers}, ways between lines in {@link Moves}, what happens while an
 * agent has it in {@link Conversation}.
 */
public final class Life {
  static final int MOST_ATTRIBUTES = 100;

  /** Something that comes due by itself; {@code key} tells it from others. */
  public record Deadline(Object key, Instant at, Duration full) {}

  private Life() {}

  public static Decision<InteractionEvent, Told> decide(
      Interaction i, Memory memory, Order order, Cause cause, Instant now) {
    if (order instanceof Order.Create o) return arrive(i, memory, o.facts(), cause, now);
    if (order instanceof Order.Accept o) return Offers.accept(i, o.number(), cause, now);
    if (order instanceof Order.Reject o)
      return Offers.reject(i, o.number(), o.reason(), cause, now);
    if (order instanceof Order.Established o)
      return Offers.established(i, o.agent(), o.number(), cause, now);
    if (order instanceof Order.NoAnswer o)
      return Offers.noAnswer(i, o.agent(), o.number(), cause, now);
    if (order instanceof Order.Requeue o) return Moves.requeue(i, memory, o.queue(), cause, now);
    if (order instanceof Order.Transfer o)
      return Moves.transfer(i, memory, o.queue(), o.agent(), cause, now);
    if (order instanceof Order.Cancel) return cancel(i, cause, now);
    if (order instanceof Order.SetAttributes o) return attributes(i, o, cause, now);
    if (order instanceof Order.SetPriority o) return priority(i, o, cause, now);
    if (order instanceof Order.Assign o) return assign(i, memory, o);
    if (order instanceof Order.Listed o) return listed(i, o, now);
    if (order instanceof Order.Lost o) return lost(i, o, cause, now);
    return converse(i, memory, order, cause, now);
  }

  private static Decision<InteractionEvent, Told> converse(
      Interaction i, Memory memory, Order order, Cause cause, Instant now) {
    if (order instanceof Order.HungUp) return Conversation.hungUp(i, cause, now);
    if (order instanceof Order.LegReleased o)
      return Conversation.legReleased(i, memory, o.agent(), o.number(), cause, now);
    if (order instanceof Order.LegHeld o) return Conversation.legHeld(i, memory, o, cause, now);
    if (order instanceof Order.Release o) return Conversation.release(i, o.wrapUp(), cause, now);
    if (order instanceof Order.Complete o)
      return Conversation.complete(i, o.disposition(), o.comment(), cause, now);
    if (order instanceof Order.Hold o) return Conversation.hold(i, memory, o.consult(), cause, now);
    if (order instanceof Order.Join o)
      return Conversation.retrieve(i, memory, o.consulted(), cause, now);
    if (order instanceof Order.HandOver o)
      return Conversation.handOver(i, memory, o.consulted(), cause, now);
    return Conversation.retrieve(i, memory, null, cause, now);
  }

  /** A caller whose hang-up was faster than the report of the call must not wait as a ghost. */
  private static Decision<InteractionEvent, Told> arrive(
      Interaction i, Memory memory, Facts facts, Cause cause, Instant now) {
    if (i.status() == UNBORN && memory.hungUp()) return Refusals.goneBefore();
    if (i.status() == UNBORN) {
      var arrived = new Arrived(facts, now, cause);
      var born = i.arrived(arrived);
      return accepted(arrived).tell(born.wantsIn()).tellAll(Consulting.asks(born));
    }
    if (!i.facts().fingerprint().equals(facts.fingerprint()))
      return Decision.refuse(
          "idempotency.mismatch",
          "This id was used for another contact. Repeat the very same body, or take a new id");
    return i.status() == Status.QUEUED ? nothing().tell(i.wantsIn()) : nothing();
  }

  private static Decision<InteractionEvent, Told> cancel(Interaction i, Cause cause, Instant now) {
    return switch (i.status()) {
      case QUEUED, OFFERED -> finish(i, Outcome.CANCELLED, null, cause, now);
      case COMPLETED -> i.ended().outcome() == Outcome.CANCELLED ? nothing() : gone(i);
      case UNBORN -> unknown();
      case CONNECTED, HELD, WRAP_UP -> notNow(i, "An agent has it: release and complete it");
    };
  }

  // ---- what is known about it

  private static Decision<InteractionEvent, Told> attributes(
      Interaction i, Order.SetAttributes o, Cause cause, Instant now) {
    if (i.status() == UNBORN) return unknown();
    if (i.ended() != null) return gone(i);
    var after = i.facts().with(o.changes()).attributes();
    if (after.equals(i.facts().attributes())) return nothing();
    if (after.size() > MOST_ATTRIBUTES)
      return Refusals.say(
          i, "attributes.many", "At most " + MOST_ATTRIBUTES + ": set some to null");
    var set = new AttributesSet(o.changes(), now, cause);
    return i.waits() ? accepted(set).tell(i.attributesSet(set).wantsIn()) : accepted(set);
  }

  private static Decision<InteractionEvent, Told> priority(
      Interaction i, Order.SetPriority o, Cause cause, Instant now) {
    if (i.status() == UNBORN) return unknown();
    if (i.ended() != null) return gone(i);
    if (java.util.Objects.equals(o.basePoints(), i.facts().basePoints())) return nothing();
    var set = new PrioritySet(o.basePoints(), now, cause);
    return i.waits() ? accepted(set).tell(i.prioritySet(set).wantsIn()) : accepted(set);
  }

  // ---- a supervisor's and a switch's word

  /** Nothing is written before the agent has room for it; then its offer trumps all others. */
  private static Decision<InteractionEvent, Told> assign(
      Interaction i, Memory memory, Order.Assign o) {
    return switch (i.status()) {
      case QUEUED, OFFERED -> {
        if (!i.settled(memory)) yield notNow(i, "It is on its way: try again in a moment");
        var open = i.stay().open(o.agent(), 0);
        if (open.isPresent()) yield nothing();
        if (i.stay().isAccepted()) yield notNow(i, "Somebody has just accepted it");
        var offer = OfferId.byHand(i.id(), i.round(), o.agent());
        if (Verdicts.endingOf(i, offer) != Ending.UNKNOWN)
          yield notNow(i, "That agent has just been asked: requeue it first");
        var subject = i.contact().subject();
        yield nothing()
            .tell(
                new Told.Assign(offer, i.queue(), subject, memory.handling(), o.ignoreCapacity()));
      }
      case CONNECTED, HELD -> {
        var has = i.offer().id().agent().equals(o.agent());
        yield has ? nothing() : notNow(i, "An agent talks with the customer: transfer it");
      }
      case WRAP_UP -> notNow(i, "The conversation is over: complete it");
      case COMPLETED -> gone(i);
      case UNBORN -> unknown();
    };
  }

  /** A call of that switch with a customer on the line, and nothing heard of it since. */
  private static Decision<InteractionEvent, Told> lost(
      Interaction i, Order.Lost o, Cause cause, Instant now) {
    if (i.status() == UNBORN) return unknown();
    var wrapsUp = i.status() == Status.WRAP_UP;
    var over = i.ended() != null || (wrapsUp && !i.talk().customerStays());
    var unheardOf = i.facts().consultOf() != null && !i.talks(); // no switch knows it yet
    var others = unheardOf || !o.source().equals(i.facts().source());
    if (over || others || i.times().heard().isAfter(o.asOf())) return nothing();
    return wrapsUp
        ? accepted(new CustomerLeft(now, cause))
        : finish(i, Outcome.LOST_BY_SWITCH, null, cause, now);
  }

  /** A call that has ended here is still up there: that switch was not told, or did not heed. */
  private static Decision<InteractionEvent, Told> listed(
      Interaction i, Order.Listed o, Instant now) {
    if (i.status() == UNBORN) return unknown();
    var over = Calls.endedByUs(i);
    var isNews = i.ended() != null && over.isPresent() && over.get().isBefore(o.asOf());
    return isNews && o.source().equals(i.facts().source())
        ? nothing().tellAll(Calls.hangUp(i, null, now))
        : nothing();
  }

  // ---- time

  /** What comes due, in no order. */
  public static List<Deadline> deadlines(Interaction i, Memory memory) {
    var all = new ArrayList<Deadline>();
    for (var o : i.offers())
      all.add(new Deadline(List.of(o.id(), o.accepted()), o.expiresAt(), o.patience()));
    if (i.status() == Status.WRAP_UP && i.talk().customerStays() && i.settled(memory)) {
      var grace = Conversation.LEG_GRACE;
      all.add(new Deadline("alone", i.times().released().plus(grace), grace));
    }
    return all;
  }

  /** Everything that has come due by now. */
  public static Decision<InteractionEvent, Told> deadline(
      Interaction i, Memory memory, Instant now) {
    if (i.status() == Status.WRAP_UP)
      return isDue(deadlines(i, memory), now) ? Conversation.leftAlone(i, now) : nothing();
    var events = new ArrayList<InteractionEvent>();
    var messages = new ArrayList<Told>();
    var after = i;
    for (var offer : i.offers()) {
      if (now.isBefore(offer.expiresAt())) continue;
      var decision = Offers.deadline(after, offer, now);
      for (var event : decision.events()) after = event.applyTo(after);
      events.addAll(decision.events());
      messages.addAll(decision.messages());
    }
    return Decision.<InteractionEvent, Told>acceptAll(events).tellAll(messages);
  }

  private static boolean isDue(List<Deadline> deadlines, Instant now) {
    return deadlines.stream().anyMatch(d -> !now.isBefore(d.at()));
  }

  // ---- the end

  static Decision<InteractionEvent, Told> finish(
      Interaction i, Outcome outcome, String code, Cause cause, Instant now) {
    return finish(i, outcome, code, null, cause, now);
  }

  /** {@code message}: what the customer hears before the line goes dead; null for nothing. */
  static Decision<InteractionEvent, Told> finish(
      Interaction i, Outcome outcome, String code, String message, Cause cause, Instant now) {
    var completed = new Completed(outcome, code, null, message, now, cause);
    var after = i.completed(completed);
    var decision =
        accepted(completed)
            .tell(after.left(i.queue()))
            .tellAll(Moves.farewells(i))
            .tellAll(Offers.closed(i.offers(), Ending.CANCELED))
            .tellAll(Calls.cancelRoutes(i, i.offers(), now))
            .tellAll(Consulting.over(i));
    var byUs =
        outcome == Outcome.CANCELLED || outcome == Outcome.EXPIRED || outcome == Outcome.OVERFLOWED;
    if (byUs) decision = decision.tellAll(Calls.hangUp(i, message, now));
    return i.talk() == null ? decision : decision.tell(after.closed());
  }

  private static Decision<InteractionEvent, Told> accepted(InteractionEvent event) {
    return Decision.accept(event);
  }

  private static Decision<InteractionEvent, Told> nothing() {
    return Decision.nothing();
  }
}
