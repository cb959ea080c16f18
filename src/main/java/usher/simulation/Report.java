package usher.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a study says, for people and for programs: the same numbers. */
final class Report {
  private static final int TITLE = 26;
  private static final int CELL = 22;

  private final Scenario scenario;
  private final List<Study.Result> results;

  Report(Scenario scenario, List<Study.Result> results) {
    this.scenario = scenario;
    this.results = results;
  }

  // ---- for people

  String text() {
    var lines = new ArrayList<String>();
    lines.add(
        "%s: %d run%s, seed %d; ± is half of a 95 %% interval"
            .formatted(scenario.name(), scenario.runs(), s(scenario.runs()), scenario.seed()));
    lines.add("");
    table(lines, "", results.stream().map(r -> r.all).toList());
    if (scenario.streams().size() > 1)
      for (var stream : scenario.streams()) {
        lines.add("");
        table(lines, stream.name(), of(stream.name()));
      }
    return String.join("\n", lines);
  }

  private List<Map<Kpi, List<Double>>> of(String stream) {
    return results.stream().map(r -> r.byStream.get(stream)).toList();
  }

  private void table(List<String> lines, String title, List<Map<Kpi, List<Double>>> columns) {
    var head = new StringBuilder(pad(title, TITLE));
    for (var result : results) head.append(left(result.policy));
    for (var n = 1; n < results.size(); n++)
      head.append(left(results.get(n).policy + " − " + results.get(0).policy));
    lines.add(head.toString().stripTrailing());
    for (var kpi : Kpi.values()) {
      if (columns.get(0).get(kpi).isEmpty()) continue;
      var line =
          new StringBuilder(pad(kpi.title + (kpi.unit.isEmpty() ? "" : ", " + kpi.unit), TITLE));
      for (var column : columns) line.append(left(shown(Estimate.of(column.get(kpi)))));
      for (var n = 1; n < columns.size(); n++)
        line.append(left(shown(difference(columns.get(n).get(kpi), columns.get(0).get(kpi)))));
      lines.add(line.toString().stripTrailing());
    }
  }

  /** Run by run: both met the same contacts. */
  private static Estimate difference(List<Double> one, List<Double> other) {
    var all = new ArrayList<Double>();
    for (var run = 0; run < one.size(); run++) all.add(one.get(run) - other.get(run));
    return Estimate.of(all);
  }

  private static String shown(Estimate e) {
    var mean = number(e.mean());
    return Double.isNaN(e.half()) ? mean : mean + " ± " + number(e.half());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String left(String text) {
    return "  " + " ".repeat(Math.max(0, CELL - text.length())) + text;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String s(int count) {
    return count == 1 ? "" : "s";
  }

  // ---- for programs

  Map<String, Object> json() {
    var policies = new LinkedHashMap<String, Object>();
    for (var n = 0; n < results.size(); n++) {
      var result = results.get(n);
      var one = new LinkedHashMap<String, Object>();
      one.put("all", figures(result.all));
      var streams = new LinkedHashMap<String, Object>();
      result.byStream.forEach((name, figures) -> streams.put(name, figures(figures)));
      one.put("contacts", streams);
      if (n > 0) {
        var first = results.get(0);
        one.put("difference", differences(result.all, first.all));
        var each = new LinkedHashMap<String, Object>();
        result.byStream.forEach((s, f) -> each.put(s, differences(f, first.byStream.get(s))));
        one.put("differenceOfContacts", each);
      }
      policies.put(result.policy, one);
    }
    var all = new LinkedHashMap<String, Object>();
    all.put("scenario", scenario.name());
    all.put("runs", scenario.runs());
    all.put("seed", scenario.seed());
    all.put("comparedWith", results.get(0).policy);
    all.put("policies", policies);
    return all;
  }

  private static Map<String, Object> figures(Map<Kpi, List<Double>> values) {
    var all = new LinkedHashMap<String, Object>();
    values.forEach(
        (kpi, runs) -> {
          if (!runs.isEmpty()) all.put(name(kpi), estimate(Estimate.of(runs)));
        });
    return all;
  }

  private static Map<String, Object> differences(
      Map<Kpi, List<Double>> one, Map<Kpi, List<Double>> other) {
    var all = new LinkedHashMap<String, Object>();
    for (var kpi : Kpi.values())
      if (!one.get(kpi).isEmpty())
        all.put(name(kpi), estimate(difference(one.get(kpi), other.get(kpi))));
    return all;
  }

  private static Map<String, Object> estimate(Estimate e) {
    var all = new LinkedHashMap<String, Object>();
    all.put("mean", e.mean());
    all.put("halfWidth", Double.isNaN(e.half()) ? null : e.half());
    return all;
  }

  private static String name(Kpi kpi) {
    var words = kpi.name().toLowerCase(Locale.ROOT).split("_");
    return words.length == 1
        ? words[0]
        : words[0] + Character.toUpperCase(words[1].charAt(0)) + words[1].substring(1);
  }
}
