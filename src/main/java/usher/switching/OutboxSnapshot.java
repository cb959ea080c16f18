package usher.switching;

import java.time.Instant;
import java.util.List;
import usher.kernel.Wire;

/** An outbox as it is stored whole. */
record OutboxSnapshot(String source, Instant heard, List<Entry> entries, long number, Instant last)
    implements Wire {

  /** What is forgotten by then is not stored. */
  static OutboxSnapshot of(Outbox outbox) {
    var kept = outbox.last() == null ? outbox : outbox.swept(outbox.last());
    return new OutboxSnapshot(
        kept.source(),
        kept.heard(),
        List.copyOf(kept.entries().values()),
        kept.number(),
        kept.last());
  }

  Outbox toOutbox() {
    return Outbox.of(source, heard, entries, number, last);
  }
}
