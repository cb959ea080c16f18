package usher.http;

import static usher.http.Json.object;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import usher.agent.Slot;
import usher.kernel.Media;
import usher.queue.QueueView;
import usher.routing.Seen;

/** Pages of what is open, as callers see them. */
final class ListViews {
  private ListViews() {}

  static Map<String, Object> agents(Seen.Agents page) {
    return page(page.items(), ListViews::agent, page.next(), page.asOf());
  }

  static Map<String, Object> contacts(Seen.Contacts page) {
    return page(page.items(), row -> contact(row, page.asOf()), page.next(), page.asOf());
  }

  static Map<String, Object> queues(Seen.Queues page) {
    return page(page.items(), ListViews::queue, page.next(), page.asOf());
  }

  private static <T> Map<String, Object> page(
      List<T> items, Function<T, Map<String, Object>> view, String next, Instant asOf) {
    return object(
        "items", items.stream().map(view).toList(),
        "next", ListQuery.cursor(next),
        "asOf", asOf);
  }

  private static Map<String, Object> agent(Seen.AgentRow a) {
    return object(
        "id", a.id(),
        "name", a.name(),
        "teams", a.teams(),
        "skills", a.skills(),
        "state", a.presence(),
        "reason", a.reason(),
        "stateSince", a.since(),
        "nextState", a.planned(),
        "load", object("used", a.used(), "total", a.total()),
        "offers", work(a, true),
        "interactions", work(a, false),
        "revision", a.revision());
  }

  private static List<Map<String, Object>> work(Seen.AgentRow a, boolean offered) {
    return a.work().stream()
        .filter(w -> offered == (w.status() == Slot.Status.RESERVED))
        .map(w -> offered ? offer(w) : conversation(w))
        .toList();
  }

  private static Map<String, Object> offer(Seen.Work w) {
    return object(
        "interaction", w.interaction(),
        "queue", w.queue(),
        "media", w.media(),
        "since", w.since());
  }

  private static Map<String, Object> conversation(Seen.Work w) {
    return object(
        "id", w.interaction(),
        "media", w.media(),
        "queue", w.queue(),
        "state", w.status() == Slot.Status.WRAP_UP ? "wrap-up" : "connected",
        "since", w.since());
  }

  private static Map<String, Object> contact(Seen.ContactRow c, Instant asOf) {
    var arrived = c.arrivedAt();
    var waits = c.state() == Seen.State.QUEUED || c.state() == Seen.State.OFFERED;
    return object(
        "id", c.id(),
        "media", c.media(),
        "source", c.source(),
        "state", c.state(),
        "queue", c.queue(),
        "agent", c.agents().isEmpty() ? null : c.agents().get(0),
        "agents", c.agents(),
        "customer", c.customer(),
        "createdAt", arrived,
        "since", c.since(),
        "waitSeconds", waits && arrived != null ? InteractionViews.seconds(arrived, asOf) : null);
  }

  private static Map<String, Object> queue(Seen.QueueRow q) {
    return object(
        "id", q.id(),
        "name", q.name(),
        "media", q.media().stream().map(Media::word).toList(),
        "policyVersion", q.version(),
        "live", live(q.figures()));
  }

  static Map<String, Object> live(Seen.Figures f) {
    return object(
        "waiting", f.waiting(),
        "offered", f.offered(),
        "connected", f.connected(),
        "wrapUp", f.wrapUp(),
        "longestWaitSeconds",
            f.oldest() == null ? null : InteractionViews.seconds(f.oldest(), f.asOf()),
        "agentsEligible", f.agentsEligible(),
        "agentsSignedIn", f.agentsSignedIn(),
        "agentsReady", f.agentsReady(),
        "asOf", f.asOf());
  }

  /** With the queue's own counts of the day. */
  static Map<String, Object> live(QueueView q, Seen.Figures f, Instant now) {
    var json = f == null ? live(q, now) : live(f);
    json.put("serviceLevelPercent", q.today().serviceLevelPercent());
    json.put("offeredToday", q.today().offered());
    json.put("answeredToday", q.today().answered());
    json.put("abandonedToday", q.today().abandoned());
    return json;
  }

  /** What the queue itself knows: who has an entry. What agents do with it is null. */
  private static Map<String, Object> live(QueueView q, Instant now) {
    return object(
        "waiting", q.waiting(),
        "offered", null,
        "connected", null,
        "wrapUp", null,
        "longestWaitSeconds", q.oldest() == null ? null : InteractionViews.seconds(q.oldest(), now),
        "agentsEligible", null,
        "agentsSignedIn", null,
        "agentsReady", null,
        "asOf", now);
  }

  /**
   * How long a contact that came now would wait. Nobody measures how long conversations last yet,
   * so there is no number, and no number is better than a wrong one.
   */
  static Map<String, Object> estimate(Seen.Figures f, Instant now) {
    var staffed = f != null && f.agentsSignedIn() > 0;
    return object(
        "p50Seconds", null,
        "p80Seconds", null,
        "p95Seconds", null,
        "basis", null,
        "coverage80", null,
        "reason", f == null || staffed ? "no-data" : "nobody-staffed",
        "asOf", f == null ? now : f.asOf());
  }
}
