package usher.switching;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import usher.kernel.Decision;

/** Commands that are written together: each sees what the earlier ones of the batch did. */
final class Batch {
  private final Instant now;
  private final List<Change> changes = new ArrayList<>();
  private Outbox outbox;

  Batch(Outbox outbox, Instant now) {
    this.outbox = outbox;
    this.now = now;
  }

  /** Decides one more. */
  Decision<Change, Void> add(Function<Outbox, Decision<Change, Void>> decide) {
    var decision = decide.apply(outbox);
    for (var change : decision.events()) outbox = outbox.apply(change);
    changes.addAll(decision.events());
    return decision;
  }

  /**
   * That an event has answered an order is not worth a row: what is not known after a crash is said
   * once more at worst, and its time is soon over.
   */
  boolean mustBeWritten() {
    return outbox.isHeard(now) && changes.stream().anyMatch(c -> !(c instanceof Change.Over));
  }

  /** What the switch is to hear, in order. */
  List<Entry> fresh() {
    var fresh = new ArrayList<Entry>();
    for (var change : changes)
      if (change instanceof Change.Ordered ordered) {
        var entry = outbox.entries().get(ordered.order().id());
        if (entry.isOwed(now)) fresh.add(entry);
      }
    return fresh;
  }

  Outbox outbox() {
    return outbox;
  }

  Instant now() {
    return now;
  }

  List<Change> changes() {
    return changes;
  }
}
