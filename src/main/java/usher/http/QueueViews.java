package usher.http;

import static usher.http.Json.object;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import usher.definitions.CalendarForm;
import usher.definitions.Durations;
import usher.kernel.Goal;
import usher.kernel.Media;
import usher.kernel.Rona;
import usher.queue.Calendar;
import usher.queue.Definition;
import usher.queue.QueueView;
import usher.routing.Seen;

/** Queues as callers see them. */
final class QueueViews {
  private QueueViews() {}

  /** {@code figures} from the live picture; null where there is none of this queue. */
  static Map<String, Object> view(QueueView q, Seen.Figures figures, Instant now) {
    var d = q.definition();
    return object(
        "id", q.id(),
        "name", d.name(),
        "media", d.media().stream().map(Media::word).sorted().toList(),
        "maxWaiting", d.maxWaiting(),
        "offerTimeout", Durations.text(d.offerTimeout()),
        "connectTimeout", Durations.text(d.connectTimeout()),
        "wrapUp", wrapUp(d),
        "rona", rona(d.rona()),
        "ttl", d.ttl() == null ? "never" : Durations.text(d.ttl()),
        "serviceLevel", serviceLevel(d.serviceLevel()),
        "calendar", calendar(d.calendar()),
        "overflow", overflow(d.overflow()),
        "priority",
            object(
                "base", d.basePoints(),
                "aging", d.aging().stream().map(QueueViews::aging).toList()),
        "steps", d.steps().stream().map(QueueViews::step).toList(),
        "goal", goal(d.goal()),
        "policyVersion", q.version(),
        "open", q.open(),
        "message", q.message(),
        "revision", q.revision(),
        "live", ListViews.live(q, figures, now));
  }

  private static Map<String, Object> wrapUp(Definition d) {
    var json = object("mode", d.wrapUp().mode());
    var limit = d.wrapUp().limit();
    if (limit != null && !limit.isZero()) json.put("limit", Durations.text(limit));
    return json;
  }

  private static Map<String, Object> rona(Rona r) {
    var json = object("after", r.after());
    if (r.returns() != null) json.put("return", Durations.text(r.returns()));
    json.put("scope", r.mediumOnly() ? "medium" : "agent");
    return json;
  }

  private static Map<String, Object> serviceLevel(Definition.ServiceLevel s) {
    return s == null ? null : object("percent", s.percent(), "within", Durations.text(s.within()));
  }

  /** Its name where the policy files have it, else all of it. */
  private static Object calendar(Calendar c) {
    if (c == null) return null;
    return c.name() != null ? c.name() : CalendarForm.json(c);
  }

  private static Map<String, Object> overflow(Definition.Overflow o) {
    if (o == null) return null;
    var json = object();
    if (o.queue() != null) json.put("queue", o.queue());
    if (o.message() != null) json.put("message", o.message());
    if (o.after() != null) json.put("after", Durations.text(o.after()));
    return json;
  }

  private static Map<String, Object> aging(Definition.Aging a) {
    var json = object("perPoint", Durations.text(a.perPoint()));
    if (a.upTo() != null) json.put("upTo", a.upTo());
    return json;
  }

  private static Map<String, Object> step(Definition.Step s) {
    var json = object();
    if (!s.skills().isEmpty()) json.put("skills", new TreeMap<>(s.skills()));
    if (!s.teams().isEmpty()) json.put("teams", s.teams());
    if (!s.agents().isEmpty()) json.put("agents", s.agents());
    if (s.where() != null) json.put("where", s.where());
    if (s.anyone()) json.put("anyone", true);
    if (s.lastAgent() != null) json.put("lastAgent", lastAgent(s.lastAgent()));
    else if (s.lasts() != null) json.put("for", Durations.text(s.lasts()));
    if (s.replace()) json.put("replace", true);
    if (s.points() != 0) json.put("priority", s.points());
    if (s.offers() != 1) json.put("offers", s.offers());
    if (!s.rank().isEmpty()) json.put("rank", s.rank());
    return json;
  }

  private static Map<String, Object> goal(Goal goal) {
    if (goal == null) return null;
    var json = object("dispositions", goal.dispositions().stream().sorted().toList());
    if (!goal.by().isEmpty()) json.put("by", goal.by());
    return json;
  }

  private static Map<String, Object> lastAgent(Definition.LastAgent last) {
    return object(
        "within", Durations.text(last.within()), "waitIfBusy", Durations.text(last.waitIfBusy()));
  }

  static Map<String, Object> waiting(Seen.Line line) {
    var items =
        line.items().stream()
            .map(
                p ->
                    object(
                        "interaction", p.interaction(),
                        "position", p.position(),
                        "waitSeconds", InteractionViews.seconds(p.arrivedAt(), line.asOf()),
                        "priority", InteractionViews.priority(p),
                        "step", InteractionViews.step(p)))
            .toList();
    var next = line.next() == null ? null : String.valueOf(line.next());
    return object("items", items, "next", next, "asOf", line.asOf());
  }
}
