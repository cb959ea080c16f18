package usher.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import usher.queue.QueueEntity;
import usher.routing.Standing;

/**
 * Who stands where in each line, at most a second old: ranking a line costs a look at all of it.
 */
final class Standings {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Doors doors;
  private final Map<String, Standing> cached = new ConcurrentHashMap<>();

  Standings(Doors doors) {
    this.doors = doors;
  }

  /** Null where there is no such queue. */
  CompletionStage<Standing> of(String queue) {
    var now = doors.clock().instant();
    var known = cached.get(queue);
    if (known != null && now.isBefore(known.asOf.plus(FRESH)))
      return CompletableFuture.completedFuture(known);
    return doors
        .queues()
        .entries(queue)
        .thenApply(
            reply -> {
              if (!(reply instanceof QueueEntity.Entries line)) {
                cached.remove(queue);
                return null;
              }
              var standing =
                  new Standing(queue, line.definition(), line.version(), line.entries(), now);
              cached.put(queue, standing);
              return standing;
            });
  }
}
