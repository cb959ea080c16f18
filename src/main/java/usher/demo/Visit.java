package usher.demo;

/**
 * One contact as it would be in any centre: what belongs to it, not to how it is served. Times are
 * ms of the demo's clock.
 *
 * @param number from 1
 * @param queue where it arrives
 * @param about what it is about, for its attributes
 * @param at when it comes
 * @param stay what it brings to its first queue
 * @param first what becomes of the first offer of it
 * @param holds the agent puts the customer on hold in the middle of the conversation
 * @param movedTo where it is transferred after its first conversation, or null
 * @param next what it brings there
 * @param wrapUp how long the agent writes afterwards
 * @param forgotten the agent does not say when that is done
 */
record Visit(
    long number,
    Medium medium,
    String queue,
    String about,
    long at,
    Stay stay,
    First first,
    boolean holds,
    String movedTo,
    Stay next,
    long wrapUp,
    boolean forgotten) {

  enum Medium {
    VOICE,
    CHAT,
    EMAIL
  }

  /** What an agent does about the first offer of a contact; every later one is taken. */
  enum First {
    TAKEN,
    REJECTED,
    /** It rings until the server has had enough. */
    LEFT,
    /** It rings until the switch has had enough. */
    NO_ANSWER
  }

  /**
   * @param patience how long the customer waits at most; {@link #ENDLESS} for ever
   * @param service how long the conversation takes
   */
  record Stay(long patience, long service) {
    static final long ENDLESS = Long.MAX_VALUE;
  }

  /** Somebody from outside the demo who came to one of its queues. */
  static Visit guest(Medium medium) {
    var stay = new Stay(Stay.ENDLESS, 120_000);
    return new Visit(0, medium, null, null, 0, stay, First.TAKEN, false, null, stay, 20_000, false);
  }

  boolean isGuest() {
    return number == 0;
  }
}
