package usher.replay;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A day to play.
 *
 * @param date six digits, part of every id
 * @param calls in order of arrival
 * @param beside whose figures {@code recorded} are
 * @param recorded what really happened, to set beside the replay
 * @param notes what of the source was read how, for people
 */
record Day(
    String date,
    List<Call> calls,
    List<Agent> agents,
    String beside,
    Figures recorded,
    List<String> notes) {

  Day {
    calls = List.copyOf(calls);
    agents = List.copyOf(agents);
    notes = List.copyOf(notes);
  }

  SortedSet<String> types() {
    return calls.stream().map(Call::type).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The first thing that happens, ms since midnight. */
  long begins() {
    return LongStream.concat(
            calls.stream().limit(1).mapToLong(Call::arrivesAt),
            agents.stream().flatMap(a -> a.shifts().stream()).mapToLong(Agent.Shift::from))
        .min()
        .orElse(0);
  }

  /** The last caller has come and the last shift is over, ms since midnight. */
  long closes() {
    return LongStream.concat(
            calls.stream().mapToLong(Call::arrivesAt),
            agents.stream().flatMap(a -> a.shifts().stream()).mapToLong(Agent.Shift::to))
        .max()
        .orElse(0);
  }
}
