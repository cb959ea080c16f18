package usher.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;

/** Who works that day: for which types of call, and when. */
record Agent(String id, SortedSet<String> skills, List<Shift> shifts) {

  /** From and to in ms since midnight. */
  record Shift(long from, long to) {}

  /** Away from the desk: this long without a call. Shorter pauses are waiting for the next one. */
  private static final long BREAK = 15 * 60_000;

  /** Ready this long before the first call and after the last. */
  private static final long SLACK = 60_000;

  Agent {
    shifts = List.copyOf(shifts);
  }

  /** Shifts of somebody who was seen at work in these stretches of time. */
  static List<Shift> shiftsAround(List<Shift> seenAtWork) {
    var shifts = new ArrayList<Shift>();
    for (var work : seenAtWork.stream().sorted(Comparator.comparingLong(Shift::from)).toList()) {
      var last = shifts.isEmpty() ? null : shifts.get(shifts.size() - 1);
      var away = last == null || work.from() - (last.to() - SLACK) > BREAK;
      if (away) shifts.add(new Shift(work.from() - SLACK, work.to() + SLACK));
      else
        shifts.set(
            shifts.size() - 1, new Shift(last.from(), Math.max(last.to(), work.to() + SLACK)));
    }
    return shifts;
  }
}
