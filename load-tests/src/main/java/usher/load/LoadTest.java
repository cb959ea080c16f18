package usher.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** One run: sets up queues and their desks, warms up, measures, and counts what came of it. */
@Command(
    name = "java -jar load.jar",
    description = "Whole contacts in a closed loop, as fast as the server does them",
    sortOptions = false,
    mixinStandardHelpOptions = true)
public final class LoadTest implements Callable<Integer> {
  private static final int AUDIT_SECONDS = 180;
  private static final int LONGEST_SECONDS = 30;
  private static final int SERVED_A_SECOND = 200;

  @Mixin private Options options;

  private final String run = "load-" + Long.toString(System.currentTimeMillis(), 36);
  private final Tally tally = new Tally();
  private final List<Desk> desks = new ArrayList<>();
  private Server server;
  private Floor floor;

  public static void main(String[] args) {
    System.exit(new CommandLine(new LoadTest()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    var fault = options.fault();
    if (fault != null) {
      System.err.println(fault);
      return 2;
    }
    server = new Server(options.to, tally);
    floor = new Floor(run, options.queues, server, tally, options.contacts);
    try {
      return run() ? 0 : 1;
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
      return 2;
    }
  }

  private boolean run() throws InterruptedException {
    System.out.println("Run " + run + ": " + options);
    setUp();
    floor.open(options.callers + options.waiting).join();
    if (options.meet != null) meet(options.meet);
    pause(options.warmUp());
    measure();
    var more = options.waiting / SERVED_A_SECOND;
    var drained = floor.close(LONGEST_SECONDS + more);
    desks.forEach(Desk::close);
    if (!drained) System.out.println("Some contacts were not served to the end in time");
    return Audit.of(server, floor.created(), id -> Audit.Ending.SERVED, AUDIT_SECONDS + more)
        && drained;
  }

  /** Both go on when both have said here that they are so far. */
  private void meet(Path place) throws InterruptedException {
    try {
      Files.createFile(place.resolve(run));
      for (var here = 1L; here < 2; pause(1))
        try (var all = Files.list(place)) {
          here = all.count();
        }
    } catch (IOException e) {
      throw new IllegalStateException("Nobody can be met at " + place + ": " + e);
    }
  }

  private void measure() throws InterruptedException {
    var before = Cpu.spent(options.pid);
    tally.measure(true);
    pause(options.seconds - options.warmUp());
    tally.measure(false);
    var spent = Cpu.spent(options.pid).each(before, tally.contacts());
    var load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    tally.print();
    System.out.println(spent);
    System.out.printf(Locale.ROOT, "Load average at the end of the measurement: %.1f%n", load);
  }

  private void setUp() {
    var team = new Team(run, server);
    for (var n = 0; n < options.queues; n++) team.define(floor.queue(n), team.queue());
    team.hire(options.agents);
    for (var n = 0; n < options.agents; n++) {
      var agent = team.agent(n);
      var desk = new Desk(agent, server, tally, offer -> floor.offered(agent, offer));
      desk.open();
      desk.beReady();
      desks.add(desk);
    }
  }

  private static void pause(int seconds) throws InterruptedException {
    new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
  }
}
