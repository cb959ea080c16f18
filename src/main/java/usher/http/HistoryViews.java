package usher.http;

import static usher.http.Json.object;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import usher.interaction.Interaction;
import usher.interaction.InteractionEvent;
import usher.interaction.InteractionEvent.Arrived;
import usher.interaction.InteractionEvent.AttributesSet;
import usher.interaction.InteractionEvent.Completed;
import usher.interaction.InteractionEvent.Connected;
import usher.interaction.InteractionEvent.HandedOver;
import usher.interaction.InteractionEvent.Held;
import usher.interaction.InteractionEvent.LegEnded;
import usher.interaction.InteractionEvent.MoveRefused;
import usher.interaction.InteractionEvent.Moved;
import usher.interaction.InteractionEvent.OfferAccepted;
import usher.interaction.InteractionEvent.OfferEnded;
import usher.interaction.InteractionEvent.Offered;
import usher.interaction.InteractionEvent.PrioritySet;
import usher.interaction.Offer;
import usher.interaction.Outcome;
import usher.kernel.Ending;
import usher.kernel.OfferId;
import usher.queue.QueueView;

/**
 * A contact's past as callers see it: what the journal has, numbered, and between it what follows
 * from it and the queue's policy, marked {@code computed} and without a number.
 */
final class HistoryViews {
  private final List<InteractionEvent> events;
  private final Map<String, QueueView> queues;
  private final List<Map<String, Object>> lines = new ArrayList<>();
  private final Map<OfferId, Integer> numbers = new HashMap<>();
  private final Map<String, String> attributes = new HashMap<>();
  private Widening stay;
  private Widening before;
  private Interaction contact = Interaction.unborn(null);

  private HistoryViews(List<InteractionEvent> events, Map<String, QueueView> queues) {
    this.events = events;
    this.queues = queues;
  }

  /** The queues whose policies {@link #history} needs. */
  static List<String> queues(List<InteractionEvent> events) {
    return events.stream()
        .map(HistoryViews::enters)
        .filter(java.util.Objects::nonNull)
        .distinct()
        .toList();
  }

  /** {@code queues}: as they are today; one that is missing has no steps to tell of. */
  static Map<String, Object> history(
      List<InteractionEvent> events, Map<String, QueueView> queues, Instant now) {
    return object("events", new HistoryViews(events, queues).tell(now));
  }

  private List<Map<String, Object>> tell(Instant now) {
    for (var n = 0; n < events.size(); n++) {
      var event = events.get(n);
      note(event);
      if (stay != null) stay.until(event).forEach(lines::add);
      lines.add(line(n + 1, type(event), event.at(), event.cause().by(), data(event), false));
      takenBack(event);
      follow(event, events.subList(n + 1, events.size()));
    }
    if (stay != null) stay.until(now).forEach(lines::add);
    return lines;
  }

  private void note(InteractionEvent event) {
    if (event instanceof Offered e) numbers.put(e.offer(), e.number());
    if (event instanceof Arrived e) attributes.putAll(e.facts().attributes());
    if (event instanceof AttributesSet e)
      e.changes()
          .forEach(
              (name, value) -> {
                if (value == null) attributes.remove(name);
                else attributes.put(name, value);
              });
  }

  /** Offers that this event ended besides: whoever else was asked hears that it is over. */
  private void takenBack(InteractionEvent event) {
    var open = contact.offers().stream().map(Offer::id).toList();
    contact = event.applyTo(contact);
    if (event instanceof OfferEnded) return; // it says so itself
    for (var past : contact.past()) {
      if (!open.contains(past.offer())) continue;
      var data = offer(past.offer());
      data.put("reason", type(event));
      lines.add(line(null, type(past.ending()), event.at(), event.cause().by(), data, true));
    }
  }

  private void follow(InteractionEvent event, List<InteractionEvent> later) {
    var queue = enters(event);
    if (queue != null) {
      before = stay;
      stay = wasLetIn(later) ? enter(queue, event, later) : null;
    } else if (event instanceof MoveRefused) stay = before; // the old stay goes on
    else if (event instanceof Connected || event instanceof Completed) stay = null;
  }

  private Widening enter(String queue, InteractionEvent event, List<InteractionEvent> later) {
    var view = queues.get(queue);
    var version = view == null ? null : view.version();
    var data = object("queue", queue, "step", 1, "policyVersion", version);
    lines.add(line(null, "queued", event.at(), event.cause().by(), data, true));
    return new Widening(queue, attributes, event.at(), view, later);
  }

  /** The queue a contact asks to wait in, or null. */
  private static String enters(InteractionEvent event) {
    if (event instanceof Arrived e) return e.facts().queue();
    return event instanceof Moved e ? e.queue() : null;
  }

  /** What follows tells whether the queue took it. */
  private static boolean wasLetIn(List<InteractionEvent> later) {
    for (var event : later) {
      if (event instanceof AttributesSet || event instanceof PrioritySet) continue;
      if (event instanceof LegEnded) continue;
      if (event instanceof Moved e) return e.held();
      if (event instanceof Completed e) return e.code() == null;
      return !(event instanceof MoveRefused);
    }
    return true;
  }

  static Map<String, Object> line(
      Integer sequence,
      String type,
      Instant at,
      String by,
      Map<String, Object> data,
      boolean computed) {
    return object(
        "sequence", sequence, "type", type, "at", at, "by", by, "data", data, "computed", computed);
  }

  // ---- what the journal has

  private static String type(InteractionEvent event) {
    if (event instanceof OfferEnded ended) return type(ended.ending());
    if (event instanceof Moved moved) return moved.way().name().toLowerCase(Locale.ROOT);
    if (event instanceof Completed done)
      return done.outcome() == Outcome.HANDLED ? "completed" : done.outcome().word();
    return event
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }

  private static String type(Ending ending) {
    return "offer-" + ending.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Map<String, Object> offer(OfferId o) {
    var number = numbers.get(o);
    var handle = number == null ? null : new OfferId.Handle(o.interaction(), number).text();
    return object("offer", handle, "agent", o.agent());
  }

  private Map<String, Object> data(InteractionEvent event) {
    if (event instanceof Arrived e) return object("queue", e.facts().queue());
    if (event instanceof Offered e) {
      var data = offer(e.offer());
      data.put("step", e.handling().step());
      data.put("policyVersion", e.handling().policyVersion());
      data.put("term", e.offer().term());
      return data;
    }
    if (event instanceof OfferAccepted e) return offer(e.offer());
    if (event instanceof OfferEnded e) {
      var data = offer(e.offer());
      data.put("reason", e.reason());
      return data;
    }
    if (event instanceof Connected e) return offer(e.offer());
    if (event instanceof HandedOver e) return offer(e.offer());
    if (event instanceof Held e) return object("consult", e.consult());
    if (event instanceof Moved e)
      return object("queue", e.queue(), "agent", e.agent(), "message", e.message());
    return more(event);
  }

  private static Map<String, Object> more(InteractionEvent event) {
    if (event instanceof MoveRefused e) return object("code", e.code());
    if (event instanceof LegEnded e) return object("agent", e.agent());
    if (event instanceof AttributesSet e) return object("changes", e.changes());
    if (event instanceof PrioritySet e) return object("base", e.basePoints());
    if (event instanceof Completed e)
      return object(
          "outcome", e.outcome(),
          "code", e.code(),
          "disposition", e.disposition(),
          "comment", e.comment());
    return object();
  }
}
