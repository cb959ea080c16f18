package usher.simulation;

import java.util.ArrayList;
import java.util.List;
import usher.kernel.OfferId;
import usher.kernel.WrapUp;
import usher.routing.Waiting;

/** One contact of a run, from its arrival on. */
final class Visit {

  /** What became of it. */
  enum Outcome {
    WAITING,
    SERVED,
    ABANDONED;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  final String id;
  final int stream;
  final long arrivedAt;
  final long service;
  final long patience;
  final long wrapUp;
  final Double points;

  /** Decides by itself who answers, so that no policy changes another contact's luck. */
  final long luck;

  /** Who served it before, by number from 0 to below 1; negative for nobody. */
  final double before;

  Waiting waiting;
  int step;

  /** As its queue said when it was offered. */
  WrapUp wrapUpAllowed;

  int offersMade;
  final List<OfferId> offers = new ArrayList<>(1);
  Outcome outcome = Outcome.WAITING;
  String agent;

  /** Who served it before, or null. */
  String lastAgent;

  /** Whether it came to its queue's goal; null where nobody looks. */
  Boolean reached;

  long waited;

  /** {@code patience}: {@code Long.MAX_VALUE} for ever. */
  Visit(
      String id,
      int stream,
      long arrivedAt,
      long service,
      long patience,
      long wrapUp,
      Double points,
      long luck,
      double before) {
    this.id = id;
    this.stream = stream;
    this.arrivedAt = arrivedAt;
    this.service = service;
    this.patience = patience;
    this.wrapUp = wrapUp;
    this.points = points;
    this.luck = luck;
    this.before = before;
  }

  /** Served by whom it was served before. */
  boolean isAgain() {
    return lastAgent != null && lastAgent.equals(agent);
  }

  boolean isWaiting() {
    return outcome == Outcome.WAITING;
  }
}
