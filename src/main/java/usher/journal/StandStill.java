package usher.journal;

import java.time.Duration;

/**
 * Whether this process has stood still (SIGSTOP, a machine that was moved, a long collection of
 * garbage) for so long that the other nodes may have given it up. What lived here may live there
 * now, and who has read it there would never hear of what is written here: so nothing is, and the
 * node ends. Where it goes on and most of the others are out of reach, it writes nothing either
 * until they are back: they may have given it up just as well. Times are nanoseconds.
 */
final class StandStill {
  /**
   * The others miss a node after 3 s, give it up 3 s later, and take what it had after 1 s more.
   */
  static final long LONG = Duration.ofSeconds(5).toNanos();

  /** Of the process: all that is in it stands still at once. */
  static final StandStill OF_THIS_PROCESS = new StandStill();

  /** Sooner than the others, who have missed this node for as long, take what it had. */
  static final long ALONE = Duration.ofSeconds(2).toNanos();

  private boolean watched;
  private boolean alone;
  private long aloneSince;
  private boolean seen;
  private long last;

  /** It goes on at this moment: to be called far more often than {@link #LONG}. */
  synchronized void goesOn(long now) {
    isSeen(now);
    watched = true;
    last = now;
  }

  /** {@code alone}: most of the others are out of reach at this moment. */
  synchronized void sees(boolean alone, long now) {
    if (alone && !this.alone) aloneSince = now;
    this.alone = alone;
  }

  synchronized boolean mayWrite(long now) {
    return !isSeen(now) && !(alone && now - aloneSince > ALONE);
  }

  /** From the first standstill on for good; never where nobody watches. */
  synchronized boolean isSeen(long now) {
    seen = seen || watched && now - last > LONG;
    return seen;
  }
}
