package usher.http;

import static usher.http.Json.object;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import usher.interaction.InteractionEvent;
import usher.interaction.InteractionEvent.Moved;
import usher.interaction.InteractionEvent.Offered;
import usher.queue.QueueView;
import usher.routing.Standing;

/**
 * One contact's time in one line, and when the search for an agent was widened in it. That is
 * written nowhere: it follows from the queue's policy as it is today. What an offer says of its
 * step is the better witness, where the two differ.
 */
final class Widening {
  private final String queue;
  private final Instant since;
  private final List<Duration> begins;
  private final Integer version;
  private final boolean changed;
  private Instant last;
  private int step = 1;

  /**
   * @param attributes of the contact when it came: a step may name agents by them
   * @param view of the queue as it is today; null where there is none any more
   */
  Widening(
      String queue,
      Map<String, String> attributes,
      Instant since,
      QueueView view,
      List<InteractionEvent> later) {
    this.queue = queue;
    this.since = since;
    last = since;
    begins = view == null ? List.of() : Standing.stepBegins(view.definition(), attributes, since);
    version = view == null ? null : view.version();
    changed = version != null && wasAnother(version, later);
  }

  /** An offer of this stay followed another version of the policy. */
  private static boolean wasAnother(int version, List<InteractionEvent> later) {
    for (var event : later) {
      if (event instanceof Moved) return false;
      if (event instanceof Offered e && isByPolicy(e) && e.handling().policyVersion() != version)
        return true;
    }
    return false;
  }

  /** What a person decides says nothing of steps. */
  private static boolean isByPolicy(Offered offered) {
    return !offered.offer().isByHand();
  }

  /** The steps that began before this happened. */
  List<Map<String, Object>> until(InteractionEvent event) {
    var lines = new ArrayList<Map<String, Object>>();
    if (event instanceof Offered offered && isByPolicy(offered))
      while (step < Math.min(begins.size(), offered.handling().step()))
        lines.add(widened(event.at()));
    else lines.addAll(until(event.at()));
    last = event.at();
    return lines;
  }

  /** The steps that began by then. */
  List<Map<String, Object>> until(Instant now) {
    var lines = new ArrayList<Map<String, Object>>();
    while (step < begins.size() && begins.get(step) != null && !next().isAfter(now))
      lines.add(widened(now));
    return lines;
  }

  private Instant next() {
    return since.plus(begins.get(step));
  }

  private Map<String, Object> widened(Instant latest) {
    var at = begins.get(step) == null || next().isAfter(latest) ? latest : next();
    step++;
    var data = object("queue", queue, "step", step, "of", begins.size(), "policyVersion", version);
    if (changed) data.put("policyChanged", true);
    last = at.isBefore(last) ? last : at;
    return HistoryViews.line(null, "target-expanded", last, "routing", data, true);
  }
}
