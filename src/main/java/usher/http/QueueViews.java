package usher.http;

import static usher.http.Json.object;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import usher.kernel.Media;
import usher.queue.Definition;
import usher.queue.QueueView;
import usher.routing.Standing;

/** Queues as callers see them. */
final class QueueViews {
  private QueueViews() {}

  static Map<String, Object> view(QueueView q, Instant now) {
    var d = q.definition();
    return object(
        "id", q.id(),
        "name", d.name(),
        "media", d.media().stream().map(Media::word).sorted().toList(),
        "maxWaiting", d.maxWaiting(),
        "offerTimeout", Durations.text(d.offerTimeout()),
        "connectTimeout", Durations.text(d.connectTimeout()),
        "wrapUp", wrapUp(d),
        "priority",
            object(
                "base", d.basePoints(),
                "aging", d.aging().stream().map(QueueViews::aging).toList()),
        "steps", d.steps().stream().map(QueueViews::step).toList(),
        "policyVersion", q.version(),
        "open", q.open(),
        "message", q.message(),
        "revision", q.revision(),
        "live",
            object(
                "waiting",
                q.waiting(),
                "longestWaitSeconds",
                q.oldest() == null ? null : InteractionViews.seconds(q.oldest(), now),
                "asOf",
                now));
  }

  private static Map<String, Object> wrapUp(Definition d) {
    var json = object("mode", d.wrapUp().mode());
    var limit = d.wrapUp().limit();
    if (limit != null && !limit.isZero()) json.put("limit", Durations.text(limit));
    return json;
  }

  private static Map<String, Object> aging(Definition.Aging a) {
    var json = object("perPoint", Durations.text(a.perPoint()));
    if (a.upTo() != null) json.put("upTo", a.upTo());
    return json;
  }

  private static Map<String, Object> step(Definition.Step s) {
    var json = object();
    if (!s.skills().isEmpty()) json.put("skills", s.skills());
    if (!s.teams().isEmpty()) json.put("teams", s.teams());
    if (s.anyone()) json.put("anyone", true);
    if (s.lasts() != null) json.put("for", Durations.text(s.lasts()));
    if (s.replace()) json.put("replace", true);
    if (s.points() != 0) json.put("priority", s.points());
    if (!s.rank().isEmpty()) json.put("rank", s.rank());
    return json;
  }

  static Map<String, Object> waiting(List<Standing.Place> places, String next, Instant asOf) {
    var items =
        places.stream()
            .map(
                p ->
                    object(
                        "interaction", p.entry().interaction(),
                        "position", p.position(),
                        "waitSeconds", InteractionViews.seconds(p.entry().arrivedAt(), asOf),
                        "priority", InteractionViews.priority(p),
                        "step", InteractionViews.step(p)))
            .toList();
    return object("items", items, "next", next, "asOf", asOf);
  }
}
