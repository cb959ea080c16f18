package usher.switching;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import usher.kernel.Wire;

/**
 * Which of a switch's numbered events have come, in memory only.
 *
 * @param since what came before is not known
 * @param last the highest number; null while none came
 * @param gaps the numbers below it that did not come, the lowest first
 * @param lastEventAt when any event came last
 */
public record Sequences(Instant since, Long last, List<Gap> gaps, Instant lastEventAt)
    implements Wire {

  /** Numbers that did not come, both ends included, noticed at {@code since}. */
  public record Gap(long from, long to, Instant since) implements Wire {}

  /** After so many newer events a gap will not be filled any more. */
  private static final long HOPE = 1_000;

  /** More than so many gaps are one long fault: the newest say enough. */
  private static final int MOST = 100;

  public Sequences {
    gaps = List.copyOf(gaps);
  }

  public static Sequences none(Instant now) {
    return new Sequences(now, null, List.of(), null);
  }

  /** An event came; {@code number} null where it has none. */
  public Sequences heard(Long number, Instant now) {
    if (number == null) return new Sequences(since, last, gaps, now);
    var restarted = last != null && number < last - HOPE;
    if (last == null || restarted) return new Sequences(since, number, List.of(), now);
    return number > last ? ahead(number, now) : filled(number, now);
  }

  private Sequences ahead(long number, Instant now) {
    var all = new ArrayList<>(gaps);
    if (number > last + 1) all.add(new Gap(last + 1, number - 1, now));
    all.removeIf(gap -> gap.to() < number - HOPE);
    var from = Math.max(0, all.size() - MOST);
    return new Sequences(since, number, all.subList(from, all.size()), now);
  }

  private Sequences filled(long number, Instant now) {
    var all = new ArrayList<Gap>();
    for (var gap : gaps) {
      if (number < gap.from() || number > gap.to()) all.add(gap);
      else {
        if (number > gap.from()) all.add(new Gap(gap.from(), number - 1, gap.since()));
        if (number < gap.to()) all.add(new Gap(number + 1, gap.to(), gap.since()));
      }
    }
    return new Sequences(since, last, all, now);
  }
}
