package usher.interaction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import usher.interaction.InteractionEntity.Busy;
import usher.interaction.InteractionEntity.Done;
import usher.interaction.InteractionEntity.Refused;
import usher.interaction.InteractionEntity.Reply;
import usher.interaction.InteractionEvent.Offered;
import usher.kernel.Cause;
import usher.kernel.Decision;
import usher.kernel.OfferId;
import usher.kernel.Refusal;

/** Those who have asked a contact for something and wait for the promise. */
final class Callers {
  private static final int MOST = 64;

  /** {@code order} null: whatever it was, it is done already. */
  private record Caller(
      Consumer<Reply> tell, boolean changed, boolean created, Order order, Cause cause) {
    boolean moves() {
      return order instanceof Order.Requeue
          || order instanceof Order.Transfer
          || order instanceof Order.HandOver;
    }

    /** The agent it is to be assigned to, or null. */
    String assigns() {
      return order instanceof Order.Assign assign ? assign.agent() : null;
    }
  }

  private final List<Caller> waiting = new ArrayList<>();

  void add(Consumer<Reply> tell, boolean changed, boolean created, Order order, Cause cause) {
    if (waiting.size() >= MOST) waiting.remove(0); // gave up long ago
    waiting.add(new Caller(tell, changed, created, order, cause));
  }

  /** Everybody is answered but those who wait for an agent that has not come yet. */
  void promise(Interaction i) {
    var still = new ArrayList<Caller>();
    for (var c : waiting) {
      var agent = c.assigns();
      if (agent == null || has(i, agent))
        c.tell.accept(new Done(i, c.changed || agent != null, c.created));
      else if (i.waits()) still.add(c);
      else c.tell.accept(new Refused(elsewhere(i)));
    }
    waiting.clear();
    waiting.addAll(still);
  }

  private static boolean has(Interaction i, String agent) {
    return i.waits()
        ? i.stay().open(agent, 0).isPresent()
        : i.talk() != null && i.offer().id().agent().equals(agent);
  }

  void refuseMoves(Refusal why) {
    for (var caller : waiting) if (caller.moves()) caller.tell.accept(new Refused(why));
    waiting.removeIf(Caller::moves);
  }

  void refuseAssigns(String agent, Refusal why) {
    for (var caller : waiting)
      if (agent.equals(caller.assigns())) caller.tell.accept(new Refused(why));
    waiting.removeIf(caller -> agent.equals(caller.assigns()));
  }

  /**
   * The agent has room for what was assigned: that is when the order has led to something, and is
   * known as whose it was.
   */
  Decision<InteractionEvent, Told> signed(OfferId o, Decision<InteractionEvent, Told> decision) {
    if (!o.isByHand() || decision.refused()) return decision;
    for (var caller : waiting)
      if (o.agent().equals(caller.assigns()))
        return Decision.<InteractionEvent, Told>acceptAll(
                decision.events().stream().map(e -> signed(e, caller.cause)).toList())
            .tellAll(decision.messages());
    return decision;
  }

  private static InteractionEvent signed(InteractionEvent event, Cause cause) {
    return event instanceof Offered offered ? offered.keyed(cause) : event;
  }

  /** Whoever assigned it need not wait for an agent that came too late. */
  void tooLate(Interaction i, OfferId o, List<Told> said) {
    if (o.isByHand()
        && said.stream().anyMatch(t -> t instanceof Told.Closed c && c.offer().equals(o)))
      refuseAssigns(o.agent(), elsewhere(i));
  }

  private static Refusal elsewhere(Interaction i) {
    return Refusals.notNow(i, "It went another way: look again, then assign it anew").refusal();
  }

  void askAgain(String busyQueue) {
    waiting.forEach(c -> c.tell.accept(new Busy(busyQueue)));
    waiting.clear();
  }

  /** They hear nothing, and ask again. */
  void forget() {
    waiting.clear();
  }
}
