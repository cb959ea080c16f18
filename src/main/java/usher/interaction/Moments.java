package usher.interaction;

import java.time.Instant;
import usher.kernel.Wire;

/**
 * When what happened to a contact, each null as long as it has not.
 *
 * @param queued when it came into its present line, or its last one
 * @param heard the time of the newest event from its reporter
 * @param last the time of the newest event
 */
public record Moments(
    Instant created,
    Instant queued,
    Instant connected,
    Instant released,
    Instant heard,
    Instant last)
    implements Wire {

  static Moments born(Instant at) {
    return new Moments(at, at, null, null, at, at);
  }

  Moments at(Instant q, Instant c, Instant r) {
    return new Moments(created, q, c, r, heard, last);
  }

  Moments after(InteractionEvent e) {
    var now = e.cause().by().startsWith("switch:") ? e.at() : heard;
    return new Moments(created, queued, connected, released, now, e.at());
  }
}
