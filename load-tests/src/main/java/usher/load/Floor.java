package usher.load;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import usher.load.Server.Answer;

/** All callers in a closed loop: the next one comes when one before has been served to the end. */
final class Floor {
  /** So many arrive at once while the first ones come. */
  private static final int DOOR = 128;

  private final String run;
  private final Server server;
  private final Tally tally;
  private final int queues;
  private final int most;
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger toCome = new AtomicInteger();
  private final AtomicInteger inside = new AtomicInteger();
  private final CompletableFuture<Void> allHere = new CompletableFuture<>();
  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private final Map<String, Contact> underWay = new ConcurrentHashMap<>();
  private final Map<String, Long> doneAt = new ConcurrentHashMap<>();
  private final Queue<String> created = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private final class Contact {
    final String id;
    final long startedAt = System.nanoTime();
    final AtomicInteger lastRound = new AtomicInteger(-1);

    Contact(String id) {
      this.id = id;
    }
  }

  /**
   * @param most contacts altogether
   */
  Floor(String run, int queues, Server server, Tally tally, int most) {
    this.run = run;
    this.queues = queues;
    this.server = server;
    this.tally = tally;
    this.most = most;
  }

  /** So many come in; done when the last of them is at the door. */
  CompletableFuture<Void> open(int callers) {
    var atOnce = Math.min(callers, DOOR);
    toCome.set(callers - atOnce);
    inside.set(callers);
    for (var n = 0; n < atOnce; n++) next();
    return allHere;
  }

  /** Nobody new comes in; who is inside is served. False where that took too long. */
  boolean close(long seconds) throws InterruptedException {
    closed = true;
    if (inside.get() == 0) return true;
    try {
      empty.get(seconds, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }

  Queue<String> created() {
    return created;
  }

  String queue(int n) {
    return run + "-q" + n;
  }

  private void next() {
    var n = started.getAndIncrement();
    if (closed || n >= most) {
      if (inside.decrementAndGet() == 0) empty.complete(null);
      return;
    }
    var contact = new Contact(run + "-" + n);
    underWay.put(contact.id, contact); // an offer may be heard before the arrival is answered
    var arrival =
        "{\"id\":\""
            + contact.id
            + "\",\"media\":\"voice\",\"queue\":\""
            + queue(n % queues)
            + "\"}";
    server
        .send("1 arrive", "POST", "/v1/interactions", arrival)
        .whenComplete(
            (answer, failure) -> {
              if (answer != null && answer.isDone()) created.add(contact.id);
              else {
                underWay.remove(contact.id);
                tally.fault("contact not taken");
                next();
              }
              letIn();
            });
  }

  private void letIn() {
    if (allHere.isDone()) return;
    if (toCome.getAndDecrement() > 0) next();
    else allHere.complete(null);
  }

  /**
   * A desk has heard it; the same offer may be heard twice, and a lost one comes in a new round.
   */
  void offered(String agent, String offer) {
    var cut = offer.lastIndexOf('~');
    var contact = underWay.get(offer.substring(0, cut));
    if (contact == null) return;
    var round = Integer.parseInt(offer.substring(cut + 1));
    var heard = contact.lastRound.getAndUpdate(last -> Math.max(last, round));
    if (heard >= round) return;
    if (heard < 0) tally.took("arrive to offer", contact.startedAt);
    else tally.fault("offered again");
    var at = "/v1/interactions/" + contact.id;
    server
        .send("2 accept", "POST", "/v1/offers/" + offer + "/accept", null)
        .thenCompose(ok -> then(ok, "3 release", at + "/release"))
        .thenCompose(ok -> then(ok, "4 complete", at + "/complete"))
        .thenAccept(
            ok -> {
              if (underWay.remove(contact.id) == null) return;
              tally.took("whole contact", contact.startedAt);
              var before = doneAt.put(agent, System.nanoTime());
              if (before != null) tally.took("agent's cycle", before);
              tally.completed();
              next();
            })
        .exceptionally(
            lost -> {
              tally.fault("contact interrupted");
              return null;
            });
  }

  private CompletableFuture<Answer> then(Answer before, String what, String path) {
    if (!before.isDone()) throw new IllegalStateException("answered " + before.status());
    return server.send(what, "POST", path, null);
  }
}
