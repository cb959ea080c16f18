package usher.http;

import static usher.http.Json.object;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import usher.agent.Agent;
import usher.agent.Capacity;
import usher.agent.DeskView;
import usher.agent.Slot;
import usher.kernel.OfferId;

/** Agents as callers see them. */
final class AgentViews {
  private AgentViews() {}

  static Map<String, Object> view(DeskView desk) {
    var a = desk.agent();
    var p = a.profile();
    return object(
        "id", a.id(),
        "name", p.name(),
        "endpoint", p.endpoint(),
        "skills", p.skills(),
        "teams", p.teams(),
        "capacity", capacity(p.capacity()),
        "attributes", p.attributes(),
        "state", a.presence(),
        "reason", a.reason(),
        "stateSince", a.presenceSince(),
        "nextState", a.planned() == null ? null : a.planned().presence(),
        "load", object("used", p.capacity().used(a.held()), "total", p.capacity().total()),
        "offers", desk.offers().stream().map(o -> offer(a, o)).toList(),
        "interactions",
            a.slots().stream()
                .filter(s -> s.status() != Slot.Status.RESERVED)
                .map(s -> interaction(s, desk.held()))
                .toList(),
        "revision", a.revision());
  }

  private static Map<String, Object> capacity(Capacity capacity) {
    var media =
        capacity.media().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .collect(
                Collectors.toMap(
                    e -> e.getKey().word(),
                    Map.Entry::getValue,
                    (x, y) -> x,
                    java.util.LinkedHashMap::new));
    var json = object("total", capacity.total(), "media", media);
    if (!capacity.interrupts().isEmpty()) json.put("interrupts", interrupts(capacity));
    return json;
  }

  private static Map<String, Object> interrupts(Capacity capacity) {
    var all = object();
    new TreeMap<>(capacity.interrupts())
        .forEach((media, over) -> all.put(media.word(), over.stream().sorted().toList()));
    return all;
  }

  static Map<String, Object> offer(Agent agent, DeskView.OpenOffer offer) {
    var slot = agent.slot(offer.id());
    return object(
        "id", offer.handle(),
        "interaction", offer.id().interaction(),
        "queue", slot.map(Slot::queue).orElse(null),
        "media", slot.map(Slot::media).orElse(null),
        "status", offer.accepted() ? "accepted" : "pending",
        "expiresAt", offer.expiresAt());
  }

  static Map<String, Object> interaction(Slot slot, Set<OfferId> held) {
    return object(
        "id", slot.offer().interaction(),
        "media", slot.media(),
        "queue", slot.queue(),
        "state", state(slot, held),
        "since", slot.since(),
        "wrapUpUntil", slot.status() == Slot.Status.WRAP_UP ? slot.until() : null);
  }

  private static String state(Slot slot, Set<OfferId> held) {
    if (slot.status() == Slot.Status.WRAP_UP) return "wrap-up";
    return held.contains(slot.offer()) ? "held" : "connected";
  }

  static Map<String, Object> state(Agent a) {
    return object(
        "state", a.presence(),
        "reason", a.reason(),
        "stateSince", a.presenceSince(),
        "nextState", a.planned() == null ? null : a.planned().presence());
  }
}
