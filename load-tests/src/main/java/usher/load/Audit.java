package usher.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks the server for the history of every contact it took: connected and completed once, or given
 * up.
 */
final class Audit {
  private static final int AT_ONCE = 16;
  private static final int SHOWN = 5;

  private final Server server;
  private final Queue<String> ids;
  private final AtomicInteger right = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();
  private final long until;

  private Audit(Server server, Queue<String> ids, int seconds) {
    this.server = server;
    this.ids = ids;
    until = System.nanoTime() + seconds * 1_000_000_000L;
  }

  /** True where all were looked at and all were right. */
  static boolean of(Server server, Queue<String> ids, int seconds) {
    var all = ids.size();
    var audit = new Audit(server, ids, seconds);
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
    return audit.right.get() == all;
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
    var answered = count(history, "\"connected\"");
    var gaveUp = count(history, "\"abandoned\"");
    var ok = answered + gaveUp == 1 && gaveUp + count(history, "\"completed\"") == 1;
    if (ok) right.incrementAndGet();
    else if (wrong.incrementAndGet() <= SHOWN) System.out.println("  " + id + ": " + history);
  }

  private static int count(String text, String type) {
    return text.split("\"type\":" + type, -1).length - 1;
  }
}
