package usher.kernel;

/**
 * The interaction's last word on an offer. Once said of an offer it never changes, except that
 * {@link #RELEASED} is followed by {@link #COMPLETED}.
 */
public enum Ending {
  /** The agent said no. */
  REJECTED,
  /** The agent did not answer in time. */
  TIMED_OUT,
  /** Accepted, but the conversation never came about: device or network. */
  FAILED,
  /** Somebody else has it, or it was moved while the offer was open. */
  RESCINDED,
  /** The agent went away before answering, by its own word. */
  REVOKED,
  /** The customer left, or the contact was cancelled, before the conversation. */
  CANCELED,
  /** The interaction never took this offer up: late, stale, or of another round. */
  UNKNOWN,
  /** The conversation went on elsewhere: requeued or transferred. */
  MOVED,
  /** The conversation is over; wrap-up begins. */
  RELEASED,
  /** Conversation and wrap-up are over. */
  COMPLETED
}
