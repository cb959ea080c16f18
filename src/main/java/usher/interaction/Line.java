package usher.interaction;

/** A queue, as an interaction sees it. */
public interface Line {
  /**
   * @param attempt names the asking incarnation, so that a refusal meant for an earlier one is
   *     known
   */
  void wait(Told.Wait wait, long attempt);

  void left(Told.Left left);
}
