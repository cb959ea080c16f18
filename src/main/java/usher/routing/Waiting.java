package usher.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import usher.queue.Entry;

/** One contact in one line, as the matcher holds it. */
final class Waiting {

  /** Order inside a bucket's slope class: more points first, then the older, then the id. */
  static final Comparator<Waiting> ORDER =
      (a, b) -> {
        var byKey = Long.compare(a.line.key(), b.line.key());
        return byKey != 0 ? byKey : older(a, b);
      };

  final String queue;
  final Policy policy;
  Entry entry;
  final long arrivedAt;
  final long enteredAt;

  int step;
  Priority.Line line;

  /** Where it stands now; empty while it may not be offered. */
  final List<Bucket> buckets = new ArrayList<>(2);

  /** What comes due next; null for nothing. */
  Matcher.Timer timer;

  Waiting(String queue, Policy policy, Entry entry, long now) {
    this.queue = queue;
    this.policy = policy;
    this.entry = entry;
    arrivedAt = entry.arrivedAt().toEpochMilli();
    enteredAt = entry.enteredAt().toEpochMilli();
    age(now);
  }

  /** Works out step, slope and key as of {@code now}. */
  void age(long now) {
    step = policy.expansion.at(now - enteredAt);
    var base = entry.basePoints() == null ? policy.basePoints : Priority.milli(entry.basePoints());
    line = policy.priority.line(base + policy.expansion.milliPoints(step), arrivedAt, now);
  }

  /** ms at which {@link #age} will say something new. */
  long due() {
    var next = policy.expansion.next(step);
    return Math.min(line.until(), next == Long.MAX_VALUE ? next : enteredAt + next);
  }

  /** Negative if this one is to be served before the other at {@code now}. */
  int compareTo(Waiting other, long now) {
    var byPoints = line.compare(other.line, now);
    return byPoints != 0 ? byPoints : older(this, other);
  }

  private static int older(Waiting a, Waiting b) {
    var byArrival = Long.compare(a.arrivedAt, b.arrivedAt);
    if (byArrival != 0) return byArrival;
    var byId = a.entry.interaction().compareTo(b.entry.interaction());
    return byId != 0 ? byId : a.queue.compareTo(b.queue);
  }
}
