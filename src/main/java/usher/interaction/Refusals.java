package usher.interaction;

import static usher.interaction.Status.COMPLETED;
import static usher.interaction.Status.UNBORN;
import static usher.interaction.Status.WRAP_UP;

import java.util.List;
import usher.kernel.Decision;
import usher.kernel.Ending;
import usher.kernel.Refusal;

/** How a contact says no: a stable code, where it stands, and what it would accept. */
final class Refusals {
  private Refusals() {}

  static Decision<InteractionEvent, Told> say(Interaction i, String code, String detail) {
    return Decision.refuse(new Refusal(code, detail, i.status().word(), allowed(i)));
  }

  static Decision<InteractionEvent, Told> unknown() {
    return Decision.refuse("interaction.unknown", "No contact has this id: report it first");
  }

  static Decision<InteractionEvent, Told> gone(Interaction i) {
    return say(i, "interaction.gone", "The contact has ended: release whatever leg is left");
  }

  /** It ended before it began. */
  static Decision<InteractionEvent, Told> goneBefore() {
    var detail = "Its caller hung up before it was reported: nothing is left to do";
    return Decision.refuse(new Refusal("interaction.gone", detail, COMPLETED.word(), List.of()));
  }

  static Decision<InteractionEvent, Told> notNow(Interaction i, String detail) {
    return say(i, "interaction.state", detail);
  }

  static Decision<InteractionEvent, Told> legOver(Interaction i) {
    return say(i, "leg.gone", "That leg has ended already: nothing is left to do");
  }

  /** Said again, with where the contact stands today. */
  static Decision<InteractionEvent, Told> asNow(Interaction i, Refusal before) {
    return say(i, before.code(), before.detail());
  }

  /** The queue it was sent to does not take it. */
  static Refusal notLetIn(String queue, String code) {
    return Refusal.of(code, "Queue " + queue + " would not take it; it stays where it was");
  }

  static Refusal consultGone() {
    return Refusal.of("consult.gone", "The consulted agent has gone: the call is still yours");
  }

  /** {@code number}: of the offer somebody still answers. */
  static Decision<InteractionEvent, Told> late(Interaction i, int number) {
    if (i.status() == UNBORN) return unknown();
    var known = i.pastOffer(number).map(Interaction.Past::ending).orElse(null);
    if (known == Ending.CANCELED && i.ended() != null)
      return i.ended().outcome() == Outcome.CANCELLED
          ? say(i, "offer.canceled", "The contact was withdrawn: nothing is left to do")
          : gone(i);
    if (i.status() == COMPLETED || i.status() == WRAP_UP) return gone(i);
    return known == null
        ? say(i, "offer.unknown", "No such offer was made: take its id from the desk's stream")
        : say(i, code(known), "This offer is over: wait for the next one");
  }

  /** This agent has, or had, no part in it now. */
  static Decision<InteractionEvent, Told> notThisAgent(Interaction i, String agent) {
    for (var n = i.past().size() - 1; n >= 0; n--) {
      var past = i.past().get(n);
      if (past.offer().agent().equals(agent))
        return say(
            i,
            code(past.ending()),
            "This agent's offer is over: release that leg, the contact is not theirs");
    }
    return say(i, "offer.unknown", "This agent was not offered the contact: release that leg");
  }

  private static String code(Ending ending) {
    return switch (ending) {
      case TIMED_OUT -> "offer.expired";
      case REJECTED -> "offer.rejected";
      case FAILED -> "offer.failed";
      case REVOKED -> "offer.revoked";
      case CANCELED -> "offer.canceled";
      case RESCINDED, UNKNOWN, MOVED, RELEASED, COMPLETED -> "offer.rescinded";
    };
  }

  /** What would be accepted in this state. */
  static List<String> allowed(Interaction i) {
    return switch (i.status()) {
      case UNBORN -> List.of("create");
      case QUEUED -> List.of("assign", "cancel", "requeue", "transfer", "priority", "attributes");
      case OFFERED ->
          List.of(
              "accept",
              "reject",
              "assign",
              "cancel",
              "requeue",
              "transfer",
              "priority",
              "attributes");
      case CONNECTED ->
          i.hasSource()
              ? List.of("release", "hold", "consult", "requeue", "transfer", "attributes")
              : List.of(
                  "release", "complete", "hold", "consult", "requeue", "transfer", "attributes");
      case HELD -> List.of("retrieve", "release", "consult", "requeue", "transfer", "attributes");
      case WRAP_UP -> List.of("complete", "attributes");
      case COMPLETED -> List.of();
    };
  }
}
