package usher.queue;

import java.time.Instant;
import java.util.List;
import usher.kernel.Wire;

/** A queue's only event: everything one write carries. */
public record Changed(List<Change> changes, Instant at) implements Wire {
  public Changed {
    changes = List.copyOf(changes);
  }
}
