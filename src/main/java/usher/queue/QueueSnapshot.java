package usher.queue;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pcollections.HashTreePMap;
import usher.kernel.Wire;

/** A queue as it is stored whole. */
record QueueSnapshot(
    String id,
    Definition definition,
    int version,
    long revision,
    boolean open,
    String message,
    boolean listed,
    List<Entry> entries,
    Map<String, Integer> departed,
    long number,
    Today today,
    Instant last)
    implements Wire {

  static QueueSnapshot of(Queue queue) {
    return new QueueSnapshot(
        queue.id(),
        queue.definition(),
        queue.version(),
        queue.revision(),
        queue.open(),
        queue.message(),
        queue.listed(),
        List.copyOf(queue.entries().values()),
        queue.departed().rounds(),
        queue.number(),
        queue.today(),
        queue.last());
  }

  Queue toQueue() {
    var byId = new HashMap<String, Entry>();
    for (var entry : entries) byId.put(entry.interaction(), entry);
    return new Queue(
        id,
        definition,
        version,
        revision,
        open,
        message,
        listed,
        HashTreePMap.from(byId),
        Departed.of(departed),
        number,
        today,
        0,
        last);
  }
}
