package usher.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher simulate}: a centre in virtual time, played under one policy or several. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description =
        "Plays a scenario in virtual time around the server's own matcher and prints what came of"
            + " it, with 95 %% intervals; of several policies also their difference to the first,"
            + " for the very same contacts. Ends with 1 where the scenario is not sound, or waits"
            + " are not as --expect says.")
public final class SimulateCommand implements Callable<Integer> {
  private static final long PROGRESS_EVERY = 1_000_000_000;

  private final PrintStream out;
  private final PrintStream err;
  private final LongSupplier nanos;

  @Parameters(paramLabel = "SCENARIO", description = "A YAML file: conf/scenarios has some.")
  private Path file;

  @Option(names = "--policy", description = "Only these of its policies, in this order.")
  private List<String> only = List.of();

  @Option(names = "--runs", description = "Instead of the scenario's.")
  private Integer runs;

  @Option(names = "--calls", description = "Contacts a run, instead of the scenario's.")
  private Long calls;

  @Option(names = "--seed", description = "Instead of the scenario's.")
  private Long seed;

  @Option(names = "--agents", description = "How many the first crew has, instead of its count.")
  private Integer agents;

  @Option(
      names = "--file",
      paramLabel = "CSV",
      description = "Where the first contacts with a file come from, instead of that file.")
  private Path calling;

  @Option(
      names = "--expect",
      paramLabel = "COLUMN",
      description = "Compares each wait with this column of the file, ms.")
  private String expected;

  @Option(
      names = "--contacts",
      paramLabel = "OUT.csv",
      description = "Writes a row for each contact of the first policy's first run.")
  private Path contacts;

  @Option(names = "--json", description = "Prints JSON instead of a table.")
  private boolean json;

  public SimulateCommand(LongSupplier nanos) {
    this(System.out, System.err, nanos);
  }

  SimulateCommand(PrintStream out, PrintStream err, LongSupplier nanos) {
    this.out = out;
    this.err = err;
    this.nanos = nanos;
  }

  @Override
  public Integer call() throws IOException {
    try {
      var scenario = changed(ScenarioFile.read(file));
      var rows = new ArrayList<CallRows>();
      for (var stream : scenario.streams())
        rows.add(stream.file() == null ? null : CallRows.read(stream.file(), expected));
      try (var csv = csv()) {
        return play(scenario, rows, csv) ? 0 : 1;
      }
    } catch (ScenarioFile.Unsound | CallRows.Unreadable e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private PrintWriter csv() throws ScenarioFile.Unsound {
    try {
      return contacts == null ? null : new PrintWriter(Files.newBufferedWriter(contacts));
    } catch (IOException e) {
      throw new ScenarioFile.Unsound(
          "--contacts: " + contacts + " cannot be written: is its directory there?");
    }
  }

  /**
   * @param csv for a row of each contact; or null
   */
  private boolean play(Scenario scenario, List<CallRows> rows, PrintWriter csv)
      throws IOException, ScenarioFile.Unsound {
    var began = nanos.getAsLong();
    var progress = new Progress(scenario);
    var waits = new Waits(rows, expected);
    if (csv != null) csv.println("id,arrival_ms,wait_ms,agent,outcome");
    var first = scenario.policies().keySet().iterator().next();
    var results =
        new Study(scenario, rows)
            .play(
                (policy, run, visit) -> {
                  progress.ended(policy, run);
                  waits.ended(visit);
                  if (csv != null && run == 1 && policy.equals(first)) csv.println(row(visit));
                });
    progress.done();
    if (csv != null && csv.checkError())
      throw new IOException(contacts + " could not be written whole: is its disk full?");
    var report = new Report(scenario, results);
    out.println(json ? pretty(report) : report.text());
    var seconds = (nanos.getAsLong() - began) / 1e9;
    if (!json)
      err.printf(
          Locale.ROOT,
          "%n%d contacts in %.1f s: %.0f a second%n",
          progress.ended,
          seconds,
          progress.ended / seconds);
    return waits.tell();
  }

  private static String pretty(Report report) throws IOException {
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report.json());
  }

  private static String row(Visit visit) {
    return String.join(
        ",",
        visit.id,
        Long.toString(visit.arrivedAt),
        Long.toString(visit.waited),
        visit.agent == null ? "" : visit.agent,
        visit.outcome.word());
  }

  // ---- what the command line changes

  private static void within(String option, Number given, long most) throws ScenarioFile.Unsound {
    if (given != null && (given.longValue() < 1 || given.longValue() > most))
      throw new ScenarioFile.Unsound(option + " is " + given + ": from 1 to " + most);
  }

  private Scenario changed(Scenario s) throws ScenarioFile.Unsound {
    within("--runs", runs, 1_000);
    within("--calls", calls, 100_000_000);
    within("--agents", agents, 100_000);
    var policies = new LinkedHashMap<>(s.policies());
    if (!only.isEmpty()) {
      for (var name : only)
        if (!policies.containsKey(name))
          throw new ScenarioFile.Unsound(
              "--policy: the scenario has no " + name + "; it has " + policies.keySet());
      policies.clear();
      for (var name : only) policies.put(name, s.policies().get(name));
    }
    var crews = new ArrayList<>(s.crews());
    if (agents != null) {
      var c = crews.get(0);
      crews.set(
          0,
          new Scenario.Crew(
              c.name(), agents, c.profile(), c.speeds(), c.answers(), c.answerTime(), c.shifts()));
    }
    return new Scenario(
        s.name(),
        calls == null ? s.contacts() : calls,
        s.lasts(),
        s.warmUp(),
        runs == null ? s.runs() : runs,
        seed == null ? s.seed() : seed,
        policies,
        crews,
        calling == null ? s.streams() : from(s.streams()));
  }

  private List<Scenario.Stream> from(List<Scenario.Stream> streams) throws ScenarioFile.Unsound {
    var changed = new ArrayList<>(streams);
    for (var n = 0; n < changed.size(); n++) {
      var s = changed.get(n);
      if (s.file() == null) continue;
      var file = new Scenario.CallFile(calling, s.file().perPoint());
      changed.set(n, s.from(file));
      return changed;
    }
    throw new ScenarioFile.Unsound("--file: no contacts of the scenario come from a file");
  }

  // ---- while it runs

  /** Tells how far it is, on the error stream, once a second. */
  private final class Progress {
    private final long total;
    private long ended;
    private long next;
    private boolean told;

    Progress(Scenario scenario) {
      var each = scenario.contacts() == Long.MAX_VALUE ? 0 : scenario.contacts();
      total = each * scenario.runs() * scenario.policies().size();
      next = nanos.getAsLong() + PROGRESS_EVERY;
    }

    void ended(String policy, int run) {
      ended++;
      if (ended % 1000 != 0 || nanos.getAsLong() < next) return;
      next = nanos.getAsLong() + PROGRESS_EVERY;
      told = true;
      var share = total == 0 ? "" : ", %d %%".formatted(100 * ended / total);
      err.printf("\r%s, run %d: %d contacts%s ", policy, run, ended, share);
      err.flush();
    }

    void done() {
      if (told) err.print("\r" + " ".repeat(70) + "\r");
    }
  }

  /** Holds the waits of the first contacts with a file against a column of it. */
  private final class Waits {
    private final long[] column;
    private final int stream;
    private long greatest;
    private long compared;

    Waits(List<CallRows> rows, String name) throws ScenarioFile.Unsound {
      var found = -1;
      for (var n = rows.size() - 1; n >= 0; n--) if (rows.get(n) != null) found = n;
      stream = found;
      column = name == null || found < 0 ? null : rows.get(found).column(name);
      if (name != null && column == null)
        throw new ScenarioFile.Unsound("--expect: there is no file with a column " + name);
    }

    void ended(Visit visit) {
      if (column == null || visit.stream != stream) return;
      var row = Integer.parseInt(visit.id.substring(3)) - 1;
      greatest = Math.max(greatest, Math.abs(visit.waited - column[row]));
      compared++;
    }

    boolean tell() {
      if (column == null) return true;
      out.printf(
          "%d waits compared with %s: greatest difference %d ms%n", compared, expected, greatest);
      return greatest == 0 && compared > 0;
    }
  }
}
