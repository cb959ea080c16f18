package usher.load;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One run: sets up a queue and its desks, warms up, measures, and counts what came of it. */
public final class LoadTest {
  private static final int AUDIT_SECONDS = 180;

  private final Options options;
  private final String run = "load-" + Long.toString(System.currentTimeMillis(), 36);
  private final Tally tally = new Tally();
  private final Server server;
  private final Floor floor;
  private final List<Desk> desks = new ArrayList<>();

  private LoadTest(Options options) {
    this.options = options;
    server = new Server(options.to(), tally);
    floor = new Floor(run, server, tally, options.contacts());
  }

  public static void main(String[] args) throws InterruptedException {
    try {
      System.exit(new LoadTest(Options.parse(args)).run() ? 0 : 1);
    } catch (IllegalArgumentException | IllegalStateException e) {
      System.err.println(e.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
    }
  }

  private boolean run() throws InterruptedException {
    System.out.println("Run " + run + ": " + options);
    setUp();
    floor.open(options.callers());
    pause(Duration.ofSeconds(options.warmUp()));
    var from = System.nanoTime();
    tally.measure(true);
    pause(options.measured());
    tally.measure(false);
    var seconds = (System.nanoTime() - from) / 1e9;
    var load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    var drained = floor.close();
    desks.forEach(Desk::close);
    tally.print(seconds);
    System.out.printf(Locale.ROOT, "Load average at the end of the measurement: %.1f%n", load);
    if (!drained) System.out.println("Some contacts were not served to the end in 30 s");
    return Audit.of(server, floor.created(), AUDIT_SECONDS) && drained;
  }

  private void setUp() {
    must(
        "PUT",
        "/v1/queues/" + run,
        "{\"name\":\"Load\",\"steps\":[{\"teams\":[\"" + run + "\"]}]}");
    for (var n = 0; n < options.agents(); n++) {
      var agent = run + "-" + n;
      must("PUT", "/v1/agents/" + agent, "{\"name\":\"Desk\",\"teams\":[\"" + run + "\"]}");
      var desk = new Desk(agent, server, tally, floor::offered);
      desk.open();
      desk.beReady();
      desks.add(desk);
    }
  }

  private void must(String method, String path, String json) {
    var answer = answer(server.send("set up", method, path, json));
    if (!answer.isDone()) throw new IllegalStateException(path + " was answered " + answer.body());
  }

  private <T> T answer(CompletableFuture<T> asked) {
    try {
      return asked.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "No answer from " + options.to() + " (" + e.getCause() + "). Start the server first", e);
    }
  }

  private static void pause(Duration time) throws InterruptedException {
    new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
