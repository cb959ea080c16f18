package usher.http;

import static usher.http.Json.object;

import java.util.Map;
import usher.switching.Entry;
import usher.switching.Reconciliation.Report;
import usher.switching.SwitchEntity.Status;
import usher.switching.SwitchService.News;

/** What switches are shown. */
final class SwitchViews {
  private SwitchViews() {}

  /** What else the order carries stands beside its own fields. */
  static Map<String, Object> command(Entry entry) {
    var order = entry.order();
    var json =
        object(
            "id", order.id(),
            "kind", order.kind(),
            "interaction", order.interaction(),
            "round", order.round(),
            "offer", order.offer(),
            "agent", order.agent(),
            "until", order.until());
    order.data().forEach(json::putIfAbsent);
    return json;
  }

  static Map<String, Object> snapshot(String source, News news) {
    return object(
        "source", source, "commands", news.orders().stream().map(SwitchViews::command).toList());
  }

  static Map<String, Object> status(String source, Status status) {
    var heard = status.sequences();
    return object(
        "source", source,
        "connected", status.listeners(),
        "owed", status.owed(),
        "lastSequence", heard.last(),
        "gaps",
            heard.gaps().stream()
                .map(g -> object("from", g.from(), "to", g.to(), "since", g.since()))
                .toList(),
        "lastEventAt", heard.lastEventAt(),
        "since", heard.since(),
        "asOf", status.asOf());
  }

  static Map<String, Object> report(Report report) {
    return object(
        "asOf", report.asOf(),
        "known", report.known(),
        "missing", report.missing(),
        "closed", report.closed(),
        "unknown", report.unknown());
  }
}
