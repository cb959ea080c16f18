package usher.kernel;

/** How a contact left a line, for the line's own counts. */
public enum Parting {
  /** Somebody talks to the customer. */
  ANSWERED,
  /** The customer gave up. */
  ABANDONED,
  /** It waits in another line now. */
  MOVED,
  /** Withdrawn, expired, or lost. */
  OTHER
}
