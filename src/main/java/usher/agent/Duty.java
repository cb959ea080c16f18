package usher.agent;

import static usher.agent.Presence.NOT_READY;
import static usher.agent.Presence.OFFLINE;
import static usher.agent.Presence.READY;

import java.time.Instant;
import usher.kernel.Ending;
import usher.kernel.Media;
import usher.kernel.Rona;
import usher.kernel.Wire;

/**
 * Whether an agent is there for work.
 *
 * @param reason of not being ready, or null
 * @param since when this presence began
 * @param planned what holds once the slots are empty, or null
 * @param silence offers it let ring out
 */
public record Duty(
    Presence presence, String reason, Instant since, Planned planned, Silence silence)
    implements Wire {

  public record Planned(Presence presence, String reason) implements Wire {}

  static final Duty OFF = new Duty(OFFLINE, null, null, null, Silence.NONE);

  /** Is it there for work of this medium? */
  boolean isFor(Media media) {
    return presence == READY && planned == null && !silence.media().containsKey(media);
  }

  /** By its own word: what it let ring out is forgiven. */
  Duty set(Presence wanted, String why, Instant at) {
    return new Duty(wanted, why, at, null, Silence.NONE);
  }

  Duty planning(Presence wanted, String why) {
    return new Duty(presence, reason, since, new Planned(wanted, why), silence);
  }

  Duty begun(Instant at) {
    return new Duty(presence, reason, at, planned, silence);
  }

  Duty answered() {
    return new Duty(presence, reason, since, planned, silence.answered());
  }

  /** The ladder of the queue whose offer rang out says what follows. */
  Duty after(Ending ending, Media media, Rona rona, Instant at) {
    if (ending != Ending.TIMED_OUT) return this;
    var more = silence.again();
    if (more.missed() < rona.after()) return new Duty(presence, reason, since, planned, more);
    if (rona.mediumOnly())
      return new Duty(presence, reason, since, planned, more.off(media, at, rona.returns()));
    return presence == READY
        ? new Duty(NOT_READY, Agent.RONA, at, planned, more.off(at, rona.returns()))
        : this;
  }

  Duty returned(Instant at) {
    var left = silence.returned(at);
    var back = silence.returnsAt() != null && left.returnsAt() == null;
    return back && Agent.RONA.equals(reason)
        ? new Duty(READY, null, at, planned, left)
        : new Duty(presence, reason, since, planned, left);
  }
}
