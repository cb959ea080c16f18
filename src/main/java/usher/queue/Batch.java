package usher.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import usher.kernel.Decision;

/** Commands that are written together: each sees what the earlier ones of the batch did. */
public final class Batch {
  private final Instant now;
  private Queue queue;
  private final List<Change> changes = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();

  public Batch(Queue queue, Instant now) {
    this.queue = queue;
    this.now = now;
  }

  /** Decides one more; what it says is said after the write of the whole. */
  public Decision<Change, Told> add(Function<Queue, Decision<Change, Told>> decide) {
    var decision = decide.apply(queue);
    for (var change : decision.events()) queue = queue.apply(change);
    changes.addAll(decision.events());
    told.addAll(decision.messages());
    return decision;
  }

  public boolean changesNothing() {
    return changes.isEmpty();
  }

  public Changed event() {
    return new Changed(changes, now);
  }

  public List<Told> told() {
    return told;
  }
}
