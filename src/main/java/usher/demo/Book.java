package usher.demo;

import java.util.EnumMap;
import java.util.Map;
import usher.demo.Visit.Medium;
import usher.replay.Figures;

/** What has happened since the demo began, by medium; guests are not counted. */
final class Book {
  /** Counts of one medium, or of all. */
  record Counts(long offered, long answered, long gaveUp, long refused, long well) {
    /** Neither answered nor gone. */
    long open() {
      return offered - answered - gaveUp - refused;
    }

    /** Of those whose wait is over, how many were answered in good time; 100 before the first. */
    long percentWell() {
      var over = answered + gaveUp;
      return over == 0 ? 100 : Math.round(100.0 * well / over);
    }

    private Counts plus(Counts c) {
      return new Counts(
          offered + c.offered,
          answered + c.answered,
          gaveUp + c.gaveUp,
          refused + c.refused,
          well + c.well);
    }
  }

  private static final Counts NONE = new Counts(0, 0, 0, 0, 0);

  private final Map<Medium, Counts> counts = new EnumMap<>(Medium.class);
  private final Map<Medium, Figures.Count> waits = new EnumMap<>(Medium.class);

  Book() {
    for (var medium : Medium.values()) waits.put(medium, new Figures.Count());
  }

  void offered(Visit v) {
    add(v, new Counts(1, 0, 0, 0, 0));
  }

  void answered(Visit v, long waitMillis) {
    var well = waitMillis <= Centre.WELL_WITHIN * 1000;
    add(v, new Counts(0, 1, 0, 0, well ? 1 : 0));
    if (!v.isGuest()) waits.get(v.medium()).answered(waitMillis);
  }

  void gaveUp(Visit v, long waitMillis) {
    add(v, new Counts(0, 0, 1, 0, 0));
    if (!v.isGuest()) waits.get(v.medium()).abandoned(waitMillis);
  }

  /** The server would not have it. */
  void refused(Visit v) {
    add(v, new Counts(0, 0, 0, 1, 0));
  }

  private void add(Visit v, Counts more) {
    if (!v.isGuest()) counts.merge(v.medium(), more, Counts::plus);
  }

  Counts of(Medium medium) {
    return counts.getOrDefault(medium, NONE);
  }

  Counts all() {
    return counts.values().stream().reduce(NONE, Counts::plus);
  }

  Figures.Waits waits(Medium medium) {
    return waits.get(medium).figures().ofAnswered();
  }
}
