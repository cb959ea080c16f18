package usher.http;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import usher.queue.QueueEntity;

/**
 * Queues this node has seen defined, so that a contact for an unknown one is refused before
 * anything is written. A queue that has gone since is found out by the queue itself.
 */
final class KnownQueues {
  private final Doors doors;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  KnownQueues(Doors doors) {
    this.doors = doors;
  }

  /** Fails with a problem at {@code pointer} where there is no such queue. */
  CompletionStage<Void> require(String pointer, String queue) {
    if (known.contains(queue)) return CompletableFuture.completedFuture(null);
    return doors
        .queues()
        .get(queue)
        .thenAccept(
            reply -> {
              if (reply instanceof QueueEntity.Refused) throw unknown(pointer, queue).found();
              known.add(queue);
            });
  }

  static Problem unknown(String pointer, String queue) {
    return Problem.invalid(
        pointer,
        "queue.unknown",
        "There is no queue " + queue + ": PUT /v1/queues/" + queue + " first");
  }

  CompletionStage<Void> requireIfNamed(String pointer, String queue) {
    return queue == null ? CompletableFuture.completedFuture(null) : require(pointer, queue);
  }

  void forget(String queue) {
    known.remove(queue);
  }
}
