package usher.interaction;

import static usher.interaction.Refusals.notNow;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import usher.interaction.Consults.Fate;
import usher.kernel.Cause;
import usher.kernel.Decision;
import usher.kernel.OfferId;

/**
 * A contact and its consults: what each says of the consult's fate until the other has it. A
 * consult asks when it is born, when it has woken, and when its own holder asks: an ended contact
 * that owes it a word may sleep.
 */
public final class Consulting {
  private Consulting() {}

  /** What has become of it by now; a hand-over that nobody has confirmed may still come back. */
  private static Fate fate(Interaction i, Memory memory, String consult) {
    var fate = i.consults().fateOf(consult);
    return fate == Fate.TAKEN && !i.settled(memory) ? Fate.OPEN : fate;
  }

  static List<Told> debts(Interaction i, Memory memory) {
    var owed = new ArrayList<Told>();
    for (var c : i.consults().all()) {
      var fate = fate(i, memory, c.id());
      if (fate != Fate.OPEN && fate != memory.fates().get(c.id()))
        owed.add(new Told.ConsultIs(i.id(), c.id(), fate));
    }
    if (i.ended() == null && !memory.fates().containsKey(i.id())) owed.addAll(asks(i));
    return owed;
  }

  /**
   * With the agent who has it: what its consults have not heard, and, if it is one, its question.
   */
  static List<Told> news(Interaction i, Memory memory) {
    return debts(i, memory.knowing(i.id(), null));
  }

  /** What a consult that nobody has told anything wants to know. */
  static List<Told> asks(Interaction i) {
    var of = i.facts().consultOf();
    return of == null ? List.of() : List.of(new Told.ConsultKnows(of, i.id(), null));
  }

  /** The open one, if there is one, is over now. */
  static List<Told> over(Interaction i) {
    var open = i.consults().open();
    return open == null ? List.of() : List.of(new Told.ConsultIs(i.id(), open, Fate.OVER));
  }

  /** A consult says what it has heard; it is told what it has not. */
  public static Decision<InteractionEvent, Told> knows(
      Interaction i, Memory memory, String consult, Fate known) {
    var fate = fate(i, memory, consult);
    return fate == known
        ? Decision.nothing()
        : Decision.<InteractionEvent, Told>nothing()
            .tell(new Told.ConsultIs(i.id(), consult, fate));
  }

  /** The contact that this consult is about has said what has become of it. */
  public static Decision<InteractionEvent, Told> hears(
      Interaction i, String of, Fate fate, Instant now) {
    return follows(i, fate, now).tell(new Told.ConsultKnows(of, i.id(), fate));
  }

  private static Decision<InteractionEvent, Told> follows(Interaction i, Fate fate, Instant now) {
    var isAlive = i.status() != Status.UNBORN && i.ended() == null;
    if (!isAlive || fate == Fate.OPEN) return Decision.nothing();
    if (i.waits()) return Life.finish(i, Outcome.CANCELLED, "consult.over", Cause.ROUTING, now);
    return fate == Fate.TAKEN
        ? Conversation.handled(i, null, null, Cause.ROUTING, now)
        : Decision.nothing(); // two agents who talk may end that themselves
  }

  /** Why nobody can join it, or take it over, by this consult; null where somebody can. */
  static Decision<InteractionEvent, Told> without(Interaction i, Memory memory, OfferId consulted) {
    if (!i.settled(memory)) return unsettled(i);
    return i.consults().fateOf(consulted.interaction()) == Fate.OPEN
        ? null
        : notNow(i, "That is no open consult of this contact");
  }

  static Decision<InteractionEvent, Told> unsettled(Interaction i) {
    return notNow(i, "It is on its way to another agent: try again in a moment");
  }
}
