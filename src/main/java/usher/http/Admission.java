package usher.http;

import java.util.ArrayDeque;
import java.util.Set;

/**
 * How many requests a node works at. As in TCP (Chiu and Jain, 1989) the limit grows a little while
 * it is used and answers come in time, and shrinks by a share when they do not; what matters less
 * is refused before it is reached, and what matters most always enters. Who asks for what lives on
 * a node that has died waits, but is no work: it holds a place for a while only, and that nobody
 * answers it says nothing about what can be done. Times are nanoseconds.
 */
final class Admission {

  /** What is refused first comes first. */
  enum Lane {
    /** Lists, histories, explanations. */
    REPORTS(0.5),
    READS(0.7),
    CONTACTS(1),
    /** Whatever concerns a contact that is here already, and what agents do. */
    URGENT(Double.MAX_VALUE),
    /** What a node says of itself. */
    NODE(Double.MAX_VALUE);

    private static final Set<String> LISTS = Set.of("/v1/interactions", "/v1/agents", "/v1/queues");

    private final double share;

    Lane(double share) {
      this.share = share;
    }

    boolean writes() {
      return this == CONTACTS || this == URGENT;
    }

    static Lane of(String method, String path) {
      if (!method.equals("GET"))
        return method.equals("POST") && path.equals("/v1/interactions") ? CONTACTS : URGENT;
      if (!path.startsWith("/v1/")) return NODE;
      var isReport =
          LISTS.contains(path)
              || path.endsWith("/history")
              || path.endsWith("/why")
              || path.endsWith("/why-idle");
      return isReport ? REPORTS : READS;
    }
  }

  static final int LEAST = 32;
  static final int FIRST = 256;
  static final int MOST = 4_096;

  /** Half of what changes something is answered within this, or there is too much at once. */
  static final long IN_TIME = 500_000_000;

  /** Whoever waits for longer waits for somebody who is out of reach. */
  static final long STUCK = 1_000_000_000;

  /** The limit moves once in this time. */
  static final long WINDOW = 100_000_000;

  /** Fewer answers than these say nothing. */
  static final int ENOUGH = 8;

  private static final int MORE = 8;
  private static final double FEWER = 0.9;

  /** One request inside. */
  static final class Place {
    private final Lane lane;
    private final long since;
    private boolean held = true;

    private Place(Lane lane, long since) {
      this.lane = lane;
      this.since = since;
    }
  }

  private final ArrayDeque<Place> places = new ArrayDeque<>();
  private double limit = FIRST;
  private int inside;
  private int mostInside;
  private int late;
  private int answered;
  private long windowBegan;

  /** Null where there is no room; whoever is let in must {@link #leave}. */
  synchronized Place enter(Lane lane, long now) {
    while (!places.isEmpty() && (!places.peek().held || now - places.peek().since > STUCK))
      free(places.poll());
    if (inside >= limit * lane.share) return null;
    inside++;
    mostInside = Math.max(mostInside, inside);
    var place = new Place(lane, now);
    places.add(place);
    return place;
  }

  private void free(Place place) {
    if (place.held) inside--;
    place.held = false;
  }

  /**
   * @param hasAnswer false where nobody answered
   */
  synchronized void leave(Place place, boolean hasAnswer, long now) {
    free(place);
    if (!place.lane.writes() || !hasAnswer) return; // a long list says nothing about the journal
    answered++;
    if (now - place.since > IN_TIME) late++;
    if (now - windowBegan < WINDOW || answered < ENOUGH) return;
    if (late * 2 > answered) limit = Math.max(LEAST, limit * FEWER);
    else if (mostInside * 2 > limit) limit = Math.min(MOST, limit + MORE);
    answered = 0;
    late = 0;
    mostInside = inside;
    windowBegan = now;
  }

  synchronized int limit() {
    return (int) limit;
  }
}
