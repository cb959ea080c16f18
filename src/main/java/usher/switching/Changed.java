package usher.switching;

import java.time.Instant;
import java.util.List;
import usher.kernel.Wire;

/** An outbox's only event: everything one write carries. */
public record Changed(List<Change> changes, Instant at) implements Wire {
  public Changed {
    changes = List.copyOf(changes);
  }
}
