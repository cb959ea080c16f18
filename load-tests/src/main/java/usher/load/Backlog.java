package usher.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Many contacts that wait for agents who are not at work; and, later, the first of them at work.
 */
@Command(name = "backlog", mixinStandardHelpOptions = true)
public final class Backlog implements Callable<Integer> {
  private static final Pattern OFFER = Pattern.compile("\"id\":\"([^\"]+)~\\d+\"");
  private static final int DOOR = 128;
  private static final int BATCH = 200;
  private static final int SHOWN_EVERY = 100_000;
  private static final String TEAM = "backlog";
  private static final String FIRST_AGENT = "backlog-0";
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

  public static void main(String[] args) {
    System.exit(new CommandLine(new Backlog()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    server = new Server(to, tally);
    return offerSince == null ? fill() : offer();
  }

  // ---- everybody arrives

  private int fill() throws InterruptedException {
    for (var n = 0; n < queues; n++)
      must(
          "PUT",
          "/v1/queues/" + queue(n),
          "{\"name\":\"Backlog\",\"steps\":[{\"teams\":[\"" + TEAM + "\"]}]}");
    for (var from = 0; from < agents; from += BATCH) must("POST", "/v1/agents/batch", batch(from));
    var begun = System.nanoTime();
    must("POST", "/v1/interactions", arrival(FIRST_CONTACT, 0));
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

  private String batch(int from) {
    var all = new JsonArray();
    for (var n = from; n < Math.min(agents, from + BATCH); n++)
      all.add(
          new JsonObject()
              .put("id", "backlog-" + n)
              .put("name", "Agent " + n)
              .put("teams", new JsonArray().add(TEAM)));
    return new JsonObject().put("items", all).encode();
  }

  private void must(String method, String path, String json) {
    var answer = server.send("set up", method, path, json).join();
    if (!answer.isDone()) throw new IllegalStateException(path + " was answered " + answer.body());
  }

  // ---- one goes to work

  private int offer() throws Exception {
    var offered = new CompletableFuture<String>();
    var stream =
        new Stream(
            "/v1/agents/" + FIRST_AGENT + "/events",
            server,
            tally,
            (type, data) -> {
              var offer = OFFER.matcher(data);
              if ((type.equals("offer") || type.equals("snapshot")) && offer.find())
                offered.complete(offer.group(1));
            });
    stream.open();
    while (!ready()) LockSupport.parkNanos(20_000_000);
    var atWork = System.currentTimeMillis();
    var who = offered.get();
    var now = System.currentTimeMillis();
    stream.close();
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
      var path = "/v1/agents/" + FIRST_AGENT + "/state";
      return server.once("PUT", path, "{\"state\":\"ready\"}").join().isDone();
    } catch (java.util.concurrent.CompletionException notYet) {
      return false;
    }
  }
}
