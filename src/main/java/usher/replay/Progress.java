package usher.replay;

import java.util.Collection;
import java.util.Locale;

/** How far the day is, as one line. */
record Progress(int arrived, int answered, int abandoned, int talking, int waiting) {

  static Progress of(Collection<Caller> callers) {
    var arrived = 0;
    var answered = 0;
    var abandoned = 0;
    var talking = 0;
    var waiting = 0;
    for (var caller : callers) {
      if (caller.state() == Caller.State.EXPECTED) continue;
      arrived++;
      if (caller.wasAnswered()) answered++;
      switch (caller.state()) {
        case WAITING, ANSWERING -> waiting++;
        case TALKING -> talking++;
        case LEAVING, GONE -> abandoned += caller.wasAnswered() ? 0 : 1;
        case EXPECTED -> {}
      }
    }
    return new Progress(arrived, answered, abandoned, talking, waiting);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "arrived %5d   answered %5d   abandoned %4d   talking %3d   waiting %3d",
        arrived,
        answered,
        abandoned,
        talking,
        waiting);
  }
}
