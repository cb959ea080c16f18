package usher.switching;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which calls a switch has left out of its lists, in memory only: forgetting it costs two more
 * lists.
 *
 * @param since the list, by its time, that each was first missing from
 * @param asOf the newest list; null before the first
 */
public record Missing(Map<String, Instant> since, Instant asOf) {

  /** Two lists that both miss a call are a coincidence if they are nearer than this. */
  static final Duration APART = Duration.ofSeconds(10);

  public Missing {
    since = Map.copyOf(since);
  }

  public static Missing none() {
    return new Missing(Map.of(), null);
  }

  /**
   * What one more list makes of it.
   *
   * @param next what to remember; a call given up is not in it, so that one that turns out to live
   *     is doubted anew
   * @param lost the calls to give up, each with the list that missed it first
   */
  public record Verdict(Missing next, Map<String, Instant> lost) {}

  /** A list older than another that has come already says nothing. */
  public Verdict listed(Set<String> missing, Instant listAsOf) {
    if (asOf != null && listAsOf.isBefore(asOf)) return new Verdict(this, Map.of());
    var doubted = new HashMap<String, Instant>();
    var lost = new HashMap<String, Instant>();
    for (var call : missing) {
      var first = since.getOrDefault(call, listAsOf);
      if (listAsOf.isBefore(first.plus(APART))) doubted.put(call, first);
      else lost.put(call, first);
    }
    return new Verdict(new Missing(doubted, listAsOf), Map.copyOf(lost));
  }
}
