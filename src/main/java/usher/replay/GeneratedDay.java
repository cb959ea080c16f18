package usher.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import usher.replay.BankProfile.Kind;

/** A day that never was, in the shape of {@link BankProfile}: the same one for the same seed. */
final class GeneratedDay {
  /** Six digits like a date, of a year that no file has. */
  static final String DATE = "000000";

  private final Random random;

  private GeneratedDay(long seed) {
    random = new Random(seed);
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
      var kind = kind();
      var ahead = random.nextDouble() < kind.ahead();
      calls.add(new Call(calls.size() + 1, kind.type(), ahead, at, patience(), service(kind)));
    }
    return calls;
  }

  /** A Poisson process whose rate changes every half hour. */
  private long[] arrivals() {
    var times = new ArrayList<Long>();
    for (var n = 0; n < BankProfile.ARRIVALS.length; n++) {
      var opens = (BankProfile.FIRST_HALF_HOUR + n) * BankProfile.HALF_HOUR;
      var between = BankProfile.HALF_HOUR / BankProfile.ARRIVALS[n];
      for (var t = exponential(between); t < BankProfile.HALF_HOUR; t += exponential(between))
        times.add(opens + (long) t);
    }
    return times.stream().mapToLong(Long::longValue).toArray();
  }

  private Kind kind() {
    var all = BankProfile.KINDS.stream().mapToDouble(Kind::share).sum();
    var left = random.nextDouble() * all;
    for (var kind : BankProfile.KINDS) {
      left -= kind.share();
      if (left < 0) return kind;
    }
    return BankProfile.KINDS.get(0);
  }

  private long patience() {
    var atOnce = random.nextDouble() < BankProfile.LEAVES_AT_ONCE;
    return atOnce ? 0 : 1 + (long) exponential(BankProfile.MEAN_PATIENCE * 1000);
  }

  private long service(Kind kind) {
    var seconds =
        random.nextDouble() < kind.shortCalls()
            ? random.nextDouble() * BankProfile.SHORT
            : Math.exp(kind.mu() + kind.sigma() * random.nextGaussian());
    return (long) (seconds * 1000);
  }

  private double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
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
