package usher.routing;

import usher.kernel.OfferId;

/** One ledger entry on the board, and what keeps it from being offered just now. */
final class Place {
  Waiting waiting;

  /** Proposed and not answered yet. */
  OfferId proposed;

  /** ms before which it rests, because an offer of this round has just come to nothing. */
  long notBefore;

  /** The matcher has it. */
  boolean placed;

  Place(Waiting waiting) {
    this.waiting = waiting;
  }

  String interaction() {
    return waiting.entry.interaction();
  }

  int round() {
    return waiting.entry.round();
  }
}
