package usher.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Every policy of a scenario, run after run; all of them meet the same contacts (common random
 * numbers), so that a difference between two is theirs and not chance's.
 */
final class Study {

  /** What one policy came to: of each figure one value a run. */
  static final class Result {
    final String policy;
    final Map<Kpi, List<Double>> all = empty();
    final Map<String, Map<Kpi, List<Double>>> byStream = new LinkedHashMap<>();

    private Result(String policy, Scenario scenario) {
      this.policy = policy;
      for (var stream : scenario.streams()) byStream.put(stream.name(), empty());
    }

    private static Map<Kpi, List<Double>> empty() {
      var none = new EnumMap<Kpi, List<Double>>(Kpi.class);
      for (var kpi : Kpi.values()) none.put(kpi, new ArrayList<>());
      return none;
    }

    private void add(Scenario scenario, Ledger ledger) {
      ledger.figures().forEach((kpi, value) -> all.get(kpi).add(value));
      for (var n = 0; n < scenario.streams().size(); n++) {
        var stream = byStream.get(scenario.streams().get(n).name());
        ledger.figures(n).forEach((kpi, value) -> stream.get(kpi).add(value));
      }
    }
  }

  /** Hears of every contact that has come to its end. */
  interface Listener {
    void ended(String policy, int run, Visit visit);
  }

  private final Scenario scenario;
  private final List<CallRows> rows;

  /** {@code rows}: of each stream, null where it has no file. */
  Study(Scenario scenario, List<CallRows> rows) {
    this.scenario = scenario;
    this.rows = new ArrayList<>(rows);
  }

  List<Result> play(Listener listener) {
    var results = new ArrayList<Result>();
    for (var policy : scenario.policies().keySet()) results.add(new Result(policy, scenario));
    for (var run = 1; run <= scenario.runs(); run++)
      for (var result : results) result.add(scenario, play(result.policy, run, listener));
    return results;
  }

  private Ledger play(String policy, int run, Listener listener) {
    var queues = scenario.policies().get(policy);
    Consumer<Visit> each = visit -> listener.ended(policy, run, visit);
    var ledger = new Ledger(scenario, queues, each);
    new Centre(scenario, queues, sources(run), ledger).run();
    return ledger;
  }

  private List<Source> sources(int run) {
    var sources = new ArrayList<Source>();
    var seed = scenario.seed() * 1_000_003 + run;
    for (var n = 0; n < rows.size(); n++)
      sources.add(new Source(scenario.streams().get(n), n, rows.get(n), scenario.lasts(), seed));
    return sources;
  }
}
