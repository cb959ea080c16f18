package usher.replay;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher replay}: plays days of calls against a server and prints what became of them. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Plays a day of calls through the HTTP API, with agents who answer them, and accounts for"
            + " every one. Without FILE a day is generated.")
public final class ReplayCommand implements Callable<Integer> {
  private static final Duration PATIENCE_BEFORE = Duration.ofSeconds(10);
  private static final Duration PATIENCE_DURING = Duration.ofSeconds(60);
  private static final int MOST_TROUBLES_SHOWN = 20;

  /** Starts a server in this process. */
  public interface Server {
    /** Its address; null where it does not start, and has said why. */
    URI open();

    /** Returns when it has been told to stop. */
    void keepServing() throws InterruptedException;
  }

  private final Server server;
  private final PrintStream out;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "Calls of the \"Anonymous Bank\": tab-separated, with its header.")
  private Path file;

  @Option(
      names = "--day",
      paramLabel = "yymmdd",
      description = "A day of FILE, or all; default its first.")
  private String day;

  @Option(
      names = "--speed",
      paramLabel = "N",
      description = "60: one minute a second. Default: the day takes about a minute.")
  private Double speed;

  @Option(
      names = "--to",
      paramLabel = "URL",
      description = "The server, default http://127.0.0.1:8080.")
  private URI to;

  @Option(names = "--serve", description = "Start the server first, and keep serving afterwards.")
  private boolean serve;

  @Option(names = "--seed", defaultValue = "1", description = "Of what is generated; default 1.")
  private long seed;

  public ReplayCommand(Server server) {
    this(server, System.out);
  }

  ReplayCommand(Server server, PrintStream out) {
    this.server = server;
    this.out = out;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      checkOptions();
      var days = days();
      var at = serve ? server.open() : to == null ? URI.create("http://127.0.0.1:8080") : to;
      if (at == null) return 1;
      var complete = play(days, at);
      if (serve) server.keepServing();
      return complete ? 0 : 1;
    } catch (ReplayFailure e) {
      return explain(e);
    } catch (CompletionException e) {
      if (e.getCause() instanceof ReplayFailure failure) return explain(failure);
      throw e;
    }
  }

  private static int explain(ReplayFailure failure) {
    System.err.println(failure.getMessage());
    return 1;
  }

  private void checkOptions() {
    if (day != null && file == null)
      throw new ReplayFailure("--day chooses a day of FILE: name the file, or leave --day out");
    if (speed != null && !(speed > 0 && speed <= 100_000))
      throw new ReplayFailure("--speed is a number above 0 and up to 100000: 60 is a good one");
    if (to != null && (to.getHost() == null || !String.valueOf(to.getScheme()).startsWith("http")))
      throw new ReplayFailure("--to is an address such as http://127.0.0.1:8080, not " + to);
    if (serve && to != null)
      throw new ReplayFailure("--serve starts the server it plays against: leave --to out");
  }

  private List<Day> days() {
    return file == null ? List.of(GeneratedDay.of(seed)) : BankFile.read(file).days(day, seed);
  }

  private boolean play(List<Day> days, URI at) {
    var api = new UsherApi(at, PATIENCE_BEFORE);
    var complete = true;
    String example = null;
    for (var one : days) {
      var ids = new ArrayList<String>();
      complete &= play(one, api, ids);
      if (!ids.isEmpty()) example = ids.get(ids.size() / 2);
    }
    if (serve) addresses(at, api, days, example);
    return complete;
  }

  private boolean play(Day one, UsherApi api, List<String> ids) {
    var pace = speed == null ? Pace.oneMinuteFor(one.closes() - one.begins()) : speed;
    var name = one.date().equals(GeneratedDay.DATE) ? "A generated day" : "Day " + one.date();
    out.println(name + ", " + one.agents().size() + " agents");
    one.notes().forEach(out::println);
    // Unique, so that the same day can be played again on the same data.
    var run = UUID.randomUUID().toString().substring(0, 8);
    try (var floor = new Floor(one, run, pace, api, out)) {
      floor.open();
      api.patience(PATIENCE_DURING);
      floor.play();
      var callers = List.copyOf(floor.callers());
      callers.forEach(caller -> ids.add(caller.id()));
      var reckoning = Reckoning.of(callers, api, pace);
      report(one, floor, reckoning, pace);
      return reckoning.isComplete();
    }
  }

  private void report(Day one, Floor floor, Reckoning reckoning, double pace) {
    out.println();
    Table.lines(one, reckoning.figures(), pace).forEach(out::println);
    out.println(Table.answers(floor.medianAnswerMillis(), pace));
    if (floor.keptWaitingAtClosing() > 0)
      out.println(
          floor.keptWaitingAtClosing() + " still waited when the last shift ended; agents stayed");
    if (floor.missedOffers() > 0)
      out.println(floor.missedOffers() + " offers rang too long: give a lower --speed");
    out.println(Table.accounted(reckoning));
    reckoning.troubles().stream().limit(MOST_TROUBLES_SHOWN).forEach(out::println);
    if (!reckoning.isComplete())
      out.println("ERROR: not every call ended as it should: GET /v1/interactions/{id}/history");
  }

  /** Only what this server really answers. */
  private void addresses(URI at, UsherApi api, List<Day> days, String call) {
    var paths = new ArrayList<>(List.of("/", "/docs/", "/openapi.json"));
    days.get(0).calls().stream()
        .findFirst()
        .ifPresent(c -> paths.add("/v1/queues/" + Queues.of(c)));
    days.get(0).agents().stream().findFirst().ifPresent(a -> paths.add("/v1/agents/" + a.id()));
    if (call != null) paths.add("/v1/interactions/" + call);
    if (call != null) paths.add("/v1/interactions/" + call + "/history");
    out.println("\nThe server keeps serving; end it with Ctrl-C. Have a look at");
    for (var path : paths) if (api.shows(path)) out.println("  " + at.resolve(path));
  }
}
