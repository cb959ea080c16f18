package usher.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Asks the server for the history of every contact it took, and holds it against what callers and
 * agents were told meanwhile.
 */
final class Audit {
  private static final int AT_ONCE = 16;
  private static final int SHOWN = 5;

  /** What a contact must have come to, as far as anybody was told. */
  enum Ending {
    /** Somebody was told that it is connected. */
    SERVED,
    /** Its caller was told that it is given up. */
    GIVEN_UP,
    /** Nobody had an answer to his last word. */
    EITHER;

    /** One of them, once, and nothing beside it. */
    boolean isTold(String history) {
      var connected = count(history, "connected");
      var completed = count(history, "completed");
      var abandoned = count(history, "abandoned");
      var served = connected == 1 && completed == 1 && abandoned == 0;
      var givenUp = connected == 0 && completed == 0 && abandoned == 1;
      return this == SERVED ? served : this == GIVEN_UP ? givenUp : served || givenUp;
    }

    private static int count(String history, String type) {
      return history.split("\"type\":\"" + type + "\"", -1).length - 1;
    }
  }

  private final Server server;
  private final Queue<String> ids;
  private final Function<String, Ending> endings;
  private final AtomicInteger right = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();
  private final long until;

  private Audit(Server server, Queue<String> ids, Function<String, Ending> endings, int seconds) {
    this.server = server;
    this.ids = ids;
    this.endings = endings;
    until = System.nanoTime() + seconds * 1_000_000_000L;
  }

  /** True where there were some, all were looked at, and all were right. */
  static boolean of(
      Server server, Queue<String> ids, Function<String, Ending> endings, int seconds) {
    var all = ids.size();
    var audit = new Audit(server, ids, endings, seconds);
    List<CompletableFuture<Void>> lanes = new ArrayList<>();
    for (var n = 0; n < AT_ONCE; n++) lanes.add(audit.next());
    CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new)).join();
    var looked = audit.right.get() + audit.wrong.get();
    System.out.println(
        "Created: "
            + all
            + ", came to their end once: "
            + audit.right.get()
            + ", otherwise: "
            + audit.wrong.get()
            + ", not looked at for want of time: "
            + (all - looked));
    return all > 0 && audit.right.get() == all;
  }

  private CompletableFuture<Void> next() {
    var id = System.nanoTime() < until ? ids.poll() : null;
    if (id == null) return CompletableFuture.completedFuture(null);
    return server
        .send("history", "GET", "/v1/interactions/" + id + "/history", null)
        .handle((answer, failure) -> failure == null ? answer.body() : failure.toString())
        .thenAccept(history -> judge(id, history))
        .thenComposeAsync(ok -> next());
  }

  private void judge(String id, String history) {
    var ending = endings.apply(id);
    if (ending.isTold(history)) right.incrementAndGet();
    else if (wrong.incrementAndGet() <= SHOWN)
      System.out.println("  " + id + ", " + ending + ": " + history);
  }
}
