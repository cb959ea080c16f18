package usher.queue;

import java.time.Instant;
import usher.kernel.Wire;

/**
 * A queue for people to look at.
 *
 * @param oldest arrival of whoever has waited longest, as of {@code asOf}; null when nobody waits
 */
public record QueueView(
    String id,
    Definition definition,
    int version,
    long revision,
    boolean open,
    String message,
    int waiting,
    Instant oldest,
    Today today,
    Instant asOf)
    implements Wire {

  static QueueView of(Queue queue, Instant now) {
    var oldest =
        queue.entries().values().stream()
            .map(Entry::arrivedAt)
            .min(Instant::compareTo)
            .orElse(null);
    return new QueueView(
        queue.id(),
        queue.definition(),
        queue.version(),
        queue.revision(),
        queue.open(),
        queue.message(),
        queue.entries().size(),
        oldest,
        queue.today().at(now, queue.definition()),
        now);
  }

  /** The same with everything that is cheap as of now. */
  QueueView with(Queue queue) {
    return new QueueView(
        id,
        queue.definition(),
        queue.version(),
        queue.revision(),
        queue.open(),
        queue.message(),
        queue.entries().size(),
        queue.entries().isEmpty() ? null : oldest,
        queue.today().at(asOf, queue.definition()),
        asOf);
  }
}
