package usher.routing;

import java.util.List;
import usher.kernel.OfferId;

/** One ledger entry on the board, and what keeps it from being offered just now. */
final class Place {
  Waiting waiting;

  /** Proposed and not answered yet. */
  final List<OfferId> proposed;

  /** ms before which it rests, because all offers of this round have just come to nothing. */
  long notBefore;

  /** The matcher has it. */
  boolean placed;

  Place(Waiting waiting, List<OfferId> proposed) {
    this.waiting = waiting;
    this.proposed = proposed;
  }

  String interaction() {
    return waiting.entry.interaction();
  }

  int round() {
    return waiting.entry.round();
  }
}
