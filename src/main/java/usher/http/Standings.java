package usher.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import usher.queue.QueueEntity;
import usher.routing.Standing;

/**
 * Who stands where in each line, at most a second old. Ranking a line costs a look at all of it, so
 * whoever asks while that is under way waits for the same answer.
 */
final class Standings {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private record Asked(Instant at, CompletionStage<Standing> answer) {}

  private final Doors doors;
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();

  Standings(Doors doors) {
    this.doors = doors;
  }

  /** Null where there is no such queue. */
  CompletionStage<Standing> of(String queue) {
    var now = doors.clock().instant();
    return asked.compute(
            queue,
            (id, known) ->
                known != null && now.isBefore(known.at.plus(FRESH))
                    ? known
                    : new Asked(now, ask(id, now)))
        .answer;
  }

  /**
   * As {@link #of}, and null too where the queue does not answer in time: a view can do without.
   */
  CompletionStage<Standing> ifKnown(String queue) {
    return of(queue).exceptionally(silence -> null);
  }

  private CompletionStage<Standing> ask(String queue, Instant now) {
    return doors
        .queues()
        .entries(queue)
        .thenApply(
            reply -> {
              if (reply instanceof QueueEntity.Entries line)
                return new Standing(queue, line.definition(), line.version(), line.entries(), now);
              asked.remove(queue);
              return null;
            });
  }
}
