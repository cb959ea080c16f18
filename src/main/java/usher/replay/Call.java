package usher.replay;

/**
 * One caller as he would be in any call centre: what belongs to him, not to how he was served.
 *
 * @param number from 1, within its day
 * @param ahead enters the line with a head start
 * @param arrivesAt ms since midnight
 * @param patience ms he waits at most; {@link #ENDLESS} where nobody knows
 * @param service ms of conversation, whoever has it
 */
record Call(int number, String type, boolean ahead, long arrivesAt, long patience, long service) {
  static final long ENDLESS = Long.MAX_VALUE;

  /** He hangs up in the moment he arrives. */
  boolean leavesAtOnce() {
    return patience == 0;
  }

  boolean waitsForever() {
    return patience == ENDLESS;
  }
}
