package usher.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** A day that never was, in the shape of {@link BankProfile}: the same one for the same seed. */
final class GeneratedDay {
  /** Six digits like a date, of a year that no file has. */
  static final String DATE = "000000";

  private final Random random;
  private final BankCallers callers;

  private GeneratedDay(long seed) {
    random = new Random(seed);
    callers = new BankCallers(random);
  }

  static Day of(long seed) {
    var day = new GeneratedDay(seed);
    return new Day(
        DATE,
        day.calls(),
        agents(),
        "a weekday there",
        BankProfile.WEEKDAY,
        List.of(
            "Generated with seed "
                + seed
                + " in the shape of the \"Anonymous Bank\" (Technion; Brown et al., JASA 2005)"));
  }

  private List<Call> calls() {
    var arrivals = arrivals();
    var calls = new ArrayList<Call>();
    for (var at : arrivals) {
      var kind = callers.kind();
      var ahead = random.nextDouble() < kind.ahead();
      var patience = callers.patience();
      var number = calls.size() + 1;
      calls.add(new Call(number, kind.type(), ahead, at, patience, callers.service(kind)));
    }
    return calls;
  }

  /** A Poisson process whose rate changes every half hour. */
  private long[] arrivals() {
    var times = new ArrayList<Long>();
    for (var n = 0; n < BankProfile.ARRIVALS.length; n++) {
      var opens = (BankProfile.FIRST_HALF_HOUR + n) * BankProfile.HALF_HOUR;
      var between = BankProfile.HALF_HOUR / BankProfile.ARRIVALS[n];
      for (var t = callers.exponential(between);
          t < BankProfile.HALF_HOUR;
          t += callers.exponential(between)) times.add(opens + (long) t);
    }
    return times.stream().mapToLong(Long::longValue).toArray();
  }

  /** Agent k works in every half hour that needs more than k; half of them trade stocks, too. */
  private static List<Agent> agents() {
    var needed = Arrays.stream(BankProfile.AT_WORK).mapToInt(n -> (int) Math.round(n)).toArray();
    var agents = new ArrayList<Agent>();
    for (var k = 0; k < Arrays.stream(needed).max().orElse(0); k++) {
      var work = new ArrayList<Agent.Shift>();
      for (var n = 0; n < needed.length; n++)
        if (needed[n] > k) {
          var from = (BankProfile.FIRST_HALF_HOUR + n) * BankProfile.HALF_HOUR;
          work.add(new Agent.Shift(from, from + BankProfile.HALF_HOUR));
        }
      var skills = new TreeSet<>(List.of("PS", "PE", "NW", "TT"));
      if (k % 2 == 0) skills.add("NE");
      if (k % 4 == 0) skills.add("IN");
      agents.add(new Agent("bank-agent-" + (k + 1), skills, Agent.shiftsAround(work)));
    }
    return agents;
  }
}
