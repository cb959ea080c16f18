package usher.load;

import java.net.URI;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Many contacts that wait for agents who are not at work; and, later, the first of them at work.
 */
@Command(name = "backlog", mixinStandardHelpOptions = true)
public final class Backlog implements Callable<Integer> {
  private static final int DOOR = 128;
  private static final int SHOWN_EVERY = 100_000;
  private static final String FIRST_CONTACT = "backlog-first";

  @Option(names = "--to", required = true)
  private URI to;

  @Option(names = "--waiting", description = "Contacts that arrive, and wait (${DEFAULT-VALUE})")
  private int waiting = 100_000;

  @Option(names = "--queues", description = "They go to each in turn (${DEFAULT-VALUE})")
  private int queues = 100;

  @Option(
      names = "--agents",
      description = "Not at work; each serves all queues (${DEFAULT-VALUE})")
  private int agents = 10_000;

  @Option(
      names = "--offer-since",
      description =
          "Nobody arrives: one agent goes to work, and it is told how long after this"
              + " moment (ms of the epoch) it is offered who came first")
  private Long offerSince;

  private final Tally tally = new Tally();
  private Server server;
  private Team team;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Backlog()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    server = new Server(to, tally);
    team = new Team("backlog", server);
    return offerSince == null ? fill() : offer();
  }

  // ---- everybody arrives

  private int fill() throws InterruptedException {
    for (var n = 0; n < queues; n++) team.define(queue(n), team.queue());
    team.hire(agents);
    var begun = System.nanoTime();
    server.must("POST", "/v1/interactions", arrival(FIRST_CONTACT, 0));
    var refused = arrive();
    System.out.printf(
        Locale.ROOT,
        "%d contacts wait in %d queues for %d agents; they came at %.0f a second%n",
        waiting - refused,
        queues,
        agents,
        waiting * 1e9 / (System.nanoTime() - begun));
    return refused == 0 ? 0 : 1;
  }

  private int arrive() throws InterruptedException {
    var door = new Semaphore(DOOR);
    var refused = new AtomicInteger();
    for (var n = 1; n < waiting; n++) {
      door.acquire();
      server
          .send("arrive", "POST", "/v1/interactions", arrival("backlog-" + n, n % queues))
          .whenComplete(
              (answer, failure) -> {
                if (answer == null || !answer.isDone()) refused.incrementAndGet();
                door.release();
              });
      if (n % SHOWN_EVERY == 0) System.out.println(n + " have come");
    }
    door.acquire(DOOR);
    return refused.get();
  }

  private String queue(int n) {
    return "backlog-q" + n;
  }

  private String arrival(String id, int queue) {
    return "{\"id\":\"" + id + "\",\"media\":\"voice\",\"queue\":\"" + queue(queue) + "\"}";
  }

  // ---- one goes to work

  private int offer() throws Exception {
    var offered = new CompletableFuture<String>();
    var desk = new Desk(team.agent(0), server, tally, offered::complete);
    desk.open();
    while (!ready()) LockSupport.parkNanos(20_000_000);
    var atWork = System.currentTimeMillis();
    var offer = offered.get();
    var now = System.currentTimeMillis();
    desk.close();
    var who = offer.substring(0, offer.lastIndexOf('~'));
    System.out.printf(
        Locale.ROOT,
        "An agent could go to work after %.1f s; first offer after %.1f s: %s%n",
        (atWork - offerSince) / 1e3,
        (now - offerSince) / 1e3,
        who.equals(FIRST_CONTACT) ? "who came first" : "the wrong one, " + who);
    return who.equals(FIRST_CONTACT) ? 0 : 1;
  }

  /** No server yet, or none that can say yet, is asked again. */
  private boolean ready() {
    try {
      var path = "/v1/agents/" + team.agent(0) + "/state";
      return server.once("PUT", path, "{\"state\":\"ready\"}").join().isDone();
    } catch (CompletionException notYet) {
      return false;
    }
  }
}
