package usher.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import usher.kernel.Contact;
import usher.kernel.Wire;
import usher.queue.Definition;
import usher.queue.Entry;

/** Who stands where in one line at one moment, by the same rules the matcher picks by. */
public final class Standing {

  /**
   * One contact in line.
   *
   * @param arrivedAt its age counts from here
   * @param position from 1; null for somebody who came after {@code asOf}
   * @param points all in all, of which {@code base} and {@code step} did not come from waiting
   * @param step from 1, of {@code steps}; {@code nextStepAt} null in the last
   */
  public record Place(
      String interaction,
      Instant arrivedAt,
      Integer position,
      double points,
      double base,
      double stepPoints,
      int step,
      int steps,
      Instant stepSince,
      Instant nextStepAt)
      implements Wire {}

  private final String queue;
  private final Policy policy;
  private final List<Place> places;
  private final Map<String, Place> byInteraction = new HashMap<>();

  Standing(Picture.Line line, Policy policy, Instant asOf) {
    queue = line.queue();
    this.policy = policy;
    var now = asOf.toEpochMilli();
    var ranked =
        line.entries().stream()
            .map(e -> new Waiting(queue, policy, e, now))
            .sorted((a, b) -> a.compareTo(b, now))
            .toList();
    var all = new ArrayList<Place>(ranked.size());
    for (var w : ranked) all.add(place(w, all.size() + 1, now));
    places = List.copyOf(all);
    for (var place : places) byInteraction.put(place.interaction(), place);
  }

  private static Place place(Waiting w, Integer position, long now) {
    var expansion = w.expansion;
    var base = w.entry.basePoints() == null ? w.policy.basePoints / 1000.0 : w.entry.basePoints();
    var next = expansion.next(w.step);
    return new Place(
        w.entry.interaction(),
        w.entry.arrivedAt(),
        position,
        w.line.points(now),
        base,
        expansion.milliPoints(w.step) / 1000.0,
        w.step + 1,
        expansion.size(),
        Instant.ofEpochMilli(w.enteredAt + expansion.begin(w.step)),
        next == Long.MAX_VALUE ? null : Instant.ofEpochMilli(w.enteredAt + next));
  }

  /**
   * Time in line at which each step begins for such a contact, if its last agent can be waited for;
   * null for one that never does.
   */
  public static List<Duration> stepBegins(
      Definition definition, Map<String, String> attributes, Instant arrivedAt) {
    var contact = Contact.of("", 0, arrivedAt, null, null).keeping(attributes);
    var expansion = new Policy(definition, 0).expansion(contact);
    var all = new ArrayList<Duration>();
    for (var step = 0; step < expansion.size(); step++) {
      var begins = expansion.begin(step);
      all.add(begins == Long.MAX_VALUE ? null : Duration.ofMillis(begins));
    }
    return all;
  }

  /** Where somebody who has only just come begins; nobody has counted those before. */
  static Place newcomer(String queue, Policy policy, Entry entry, Instant now) {
    var ms = now.toEpochMilli();
    return place(new Waiting(queue, policy, entry, ms), null, ms);
  }

  List<Place> places() {
    return places;
  }

  /** Where this entry stands, or would if it had been here already. */
  Place of(Entry entry, Instant now) {
    var known = byInteraction.get(entry.interaction());
    return known != null ? known : newcomer(queue, policy, entry, now);
  }
}
