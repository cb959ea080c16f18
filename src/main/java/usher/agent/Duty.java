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
 * @param desk whether it works with one
 */
public record Duty(
    Presence presence, String reason, Instant since, Planned planned, Silence silence, Desk desk)
    implements Wire {

  /** An agent's live stream, as far as it was open since the agent signed in. */
  public enum Desk {
    /** It has had none: a phone is all it needs. */
    NONE,
    OPEN,
    /** It had one, and has been without for some time. */
    LOST
  }

  public Duty {
    desk = desk == null ? Desk.NONE : desk; // written before desks were watched
  }

  public record Planned(Presence presence, String reason) implements Wire {}

  static final Duty OFF = new Duty(OFFLINE, null, null, null, Silence.NONE, Desk.NONE);

  /** Is it there for work, now and afterwards? */
  public boolean works() {
    return presence == READY && planned == null && desk != Desk.LOST;
  }

  /** When it is asked again after it had let offers ring out; null for not at all. */
  public Instant returnsAt() {
    return silence.next();
  }

  /** Is it there for work of this medium? */
  public boolean isFor(Media media) {
    return works() && !silence.media().containsKey(media);
  }

  /** By its own word: what it let ring out is forgiven, and it needs no desk that is gone. */
  Duty set(Presence wanted, String why, Instant at) {
    var left = wanted == OFFLINE || desk == Desk.LOST ? Desk.NONE : desk;
    return new Duty(wanted, why, at, null, Silence.NONE, left);
  }

  Duty planning(Presence wanted, String why) {
    return new Duty(presence, reason, since, new Planned(wanted, why), silence, desk);
  }

  Duty begun(Instant at) {
    return new Duty(presence, reason, at, planned, silence, desk);
  }

  Duty with(Desk now) {
    return new Duty(presence, reason, since, planned, silence, now);
  }

  Duty answered() {
    return new Duty(presence, reason, since, planned, silence.answered(), desk);
  }

  /** The ladder of the queue whose offer rang out says what follows. */
  Duty after(Ending ending, Media media, Rona rona, Instant at) {
    if (ending != Ending.TIMED_OUT) return this;
    var more = silence.again();
    if (more.missed() < rona.after()) return new Duty(presence, reason, since, planned, more, desk);
    if (rona.mediumOnly())
      return new Duty(presence, reason, since, planned, more.off(media, at, rona.returns()), desk);
    return presence == READY
        ? new Duty(NOT_READY, Agent.RONA, at, planned, more.off(at, rona.returns()), desk)
        : this;
  }

  Duty returned(Instant at) {
    var left = silence.returned(at);
    var back = silence.returnsAt() != null && left.returnsAt() == null;
    return back && Agent.RONA.equals(reason)
        ? new Duty(READY, null, at, planned, left, desk)
        : new Duty(presence, reason, since, planned, left, desk);
  }
}
