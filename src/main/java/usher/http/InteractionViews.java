package usher.http;

import static usher.http.Json.object;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import usher.interaction.Interaction;
import usher.interaction.Offer;
import usher.interaction.Outcome;
import usher.routing.Seen;
import usher.routing.Standing;

/** Contacts as callers see them. */
final class InteractionViews {
  private InteractionViews() {}

  /** {@code standing} of its queue, or null where it does not wait. */
  static Map<String, Object> view(Interaction i, Seen.Stand standing, Instant now) {
    var facts = i.facts();
    var customer = facts.customer();
    var times = i.times();
    var ended = i.ended();
    var json =
        object(
            "id", i.id(),
            "media", facts.media(),
            "source", facts.source(),
            "state", i.status(),
            "queue", i.queue(),
            "workbin", null,
            "customer", object("id", customer.id(), "address", customer.address()),
            "attributes", facts.attributes(),
            "offer", i.offers().isEmpty() ? null : offer(i.offers().get(0)),
            "offers", i.offers().stream().map(InteractionViews::offer).toList(),
            "agent", agent(i),
            "consultOf", facts.consultOf(),
            "consult", i.consults().current(),
            "outcome", ended == null ? null : ended.outcome(),
            "disposition", ended == null ? null : ended.disposition(),
            "message", message(i),
            "policyVersion", policyVersion(i, standing),
            "dueAt", facts.dueAt(),
            "createdAt", times.created(),
            "queuedAt", times.queued(),
            "connectedAt", times.connected(),
            "releasedAt", times.released(),
            "completedAt", ended == null ? null : ended.at(),
            "revision", i.revision());
    json.put("live", i.waits() ? live(i, standing, now) : null);
    return json;
  }

  /** Null where it was never offered and waits no more: abandoned, or not listed yet. */
  private static Integer policyVersion(Interaction i, Seen.Stand standing) {
    if (i.offer() != null) return i.offer().handling().policyVersion();
    return standing == null ? null : standing.version();
  }

  /** What the queue that was full or closed has the customer told. */
  private static String message(Interaction i) {
    if (i.ended() == null) return i.stay().overflows().message();
    return i.ended().outcome() == Outcome.OVERFLOWED ? i.ended().comment() : null;
  }

  private static String agent(Interaction i) {
    return i.talk() == null ? null : i.talk().offer().id().agent();
  }

  private static Map<String, Object> offer(Offer offer) {
    return object(
        "id", offer.handle(),
        "agent", offer.id().agent(),
        "status", offer.accepted() ? "accepted" : "pending",
        "expiresAt", offer.expiresAt());
  }

  private static Map<String, Object> live(Interaction i, Seen.Stand standing, Instant now) {
    var place = standing == null ? null : standing.place();
    var wait = seconds(i.times().created(), now);
    if (place == null)
      return object(
          "priority", null,
          "step", null,
          "position", null,
          "waitSeconds", wait,
          "estimate", null,
          "asOf", now);
    return object(
        "priority",
        priority(place),
        "step",
        step(place),
        "position",
        place.position(),
        "waitSeconds",
        wait,
        "estimate",
        null, // no queue has one yet
        "asOf",
        place.position() == null ? now : standing.asOf());
  }

  static Map<String, Object> priority(Standing.Place place) {
    var aging = place.points() - place.base() - place.stepPoints();
    return object(
        "points", round(place.points()),
        "terms",
            object(
                "base", round(place.base()),
                "aging", round(aging),
                "step", round(place.stepPoints()),
                "rules", 0.0,
                "due", 0.0));
  }

  static Map<String, Object> step(Standing.Place place) {
    return object(
        "number", place.step(),
        "of", place.steps(),
        "since", place.stepSince(),
        "nextAt", place.nextStepAt());
  }

  static double seconds(Instant from, Instant to) {
    return round(Math.max(0, Duration.between(from, to).toMillis()) / 1000.0);
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
