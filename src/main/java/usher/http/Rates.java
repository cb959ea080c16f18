package usher.http;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import usher.access.Grant;
import usher.http.Admission.Lane;

/**
 * How much one key or person may ask for: a bucket for each, which holds what may come in a second
 * and fills as fast, so that nobody takes all of the room from the others. What ends or answers
 * something always enters, and where nobody is asked who it is, nobody is counted.
 */
final class Rates {
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final int perSecond;

  Rates(int perSecond) {
    this.perSecond = perSecond;
  }

  boolean isTooMuch(Grant grant, Lane lane) {
    return grant.caller() != null
        && (lane == Lane.CONTACTS || lane == Lane.READS || lane == Lane.REPORTS)
        && !buckets.computeIfAbsent(grant.by(), this::bucket).tryConsume(1);
  }

  private Bucket bucket(String by) {
    var room = Bandwidth.builder().capacity(perSecond).refillGreedy(perSecond, A_SECOND).build();
    return Bucket.builder().addLimit(room).build();
  }
}
