package usher.http;

import static usher.http.Json.object;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import usher.interaction.Interaction;
import usher.interaction.InteractionEvent;
import usher.interaction.Offer;
import usher.interaction.Outcome;
import usher.kernel.OfferId;
import usher.queue.Entry;
import usher.routing.Standing;

/** Contacts as callers see them. */
final class InteractionViews {
  private InteractionViews() {}

  /** {@code standing} of its queue, or null where it does not wait. */
  static Map<String, Object> view(Interaction i, Standing standing, Instant now) {
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
  private static Integer policyVersion(Interaction i, Standing standing) {
    if (i.offer() != null) return i.offer().handling().policyVersion();
    return standing == null ? null : standing.version;
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

  private static Map<String, Object> live(Interaction i, Standing standing, Instant now) {
    var place = standing == null ? null : standing.of(entry(i), now);
    var wait = seconds(i.times().created(), now);
    if (place == null)
      return object(
          "priority", null, "step", null, "position", null, "waitSeconds", wait, "asOf", now);
    return object(
        "priority", priority(place),
        "step", step(place),
        "position", place.position(),
        "waitSeconds", wait,
        "asOf", place.position() == null ? now : standing.asOf);
  }

  private static Entry entry(Interaction i) {
    return new Entry(i.contact(), i.times().queued());
  }

  static Map<String, Object> priority(Standing.Place place) {
    var aging = place.points() - place.base() - place.stepPoints();
    return object(
        "points", round(place.points()),
        "terms",
            object(
                "base", round(place.base()),
                "aging", round(aging),
                "step", round(place.stepPoints())));
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

  static Map<String, Object> history(List<InteractionEvent> events) {
    var items = new java.util.ArrayList<Map<String, Object>>();
    for (var event : events)
      items.add(
          object(
              "sequence", items.size() + 1,
              "type", type(event),
              "at", event.at(),
              "by", event.cause().by(),
              "data", data(event)));
    return object("events", items);
  }

  private static String type(InteractionEvent event) {
    if (event instanceof InteractionEvent.OfferEnded ended)
      return "offer-" + ended.ending().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    if (event instanceof InteractionEvent.Moved moved)
      return moved.way().name().toLowerCase(java.util.Locale.ROOT);
    if (event instanceof InteractionEvent.Completed done)
      return done.outcome() == Outcome.HANDLED ? "completed" : done.outcome().word();
    return event
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(java.util.Locale.ROOT);
  }

  private static Map<String, Object> data(InteractionEvent event) {
    if (event instanceof InteractionEvent.Arrived e) return object("queue", e.facts().queue());
    if (event instanceof InteractionEvent.Offered e)
      return object(
          "offer", new OfferId.Handle(e.offer().interaction(), e.number()).text(),
          "agent", e.offer().agent(),
          "step", e.handling().step(),
          "policyVersion", e.handling().policyVersion(),
          "term", e.offer().term());
    if (event instanceof InteractionEvent.OfferAccepted e)
      return object("agent", e.offer().agent());
    if (event instanceof InteractionEvent.OfferEnded e)
      return object("agent", e.offer().agent(), "reason", e.reason());
    if (event instanceof InteractionEvent.Connected e) return object("agent", e.offer().agent());
    if (event instanceof InteractionEvent.HandedOver e) return object("agent", e.offer().agent());
    if (event instanceof InteractionEvent.Held e) return object("consult", e.consult());
    if (event instanceof InteractionEvent.Moved e)
      return object("queue", e.queue(), "agent", e.agent(), "message", e.message());
    return more(event);
  }

  private static Map<String, Object> more(InteractionEvent event) {
    if (event instanceof InteractionEvent.MoveRefused e) return object("code", e.code());
    if (event instanceof InteractionEvent.AttributesSet e) return object("changes", e.changes());
    if (event instanceof InteractionEvent.PrioritySet e) return object("base", e.basePoints());
    if (event instanceof InteractionEvent.Completed e)
      return object(
          "outcome", e.outcome(),
          "code", e.code(),
          "disposition", e.disposition(),
          "comment", e.comment());
    return object();
  }
}
