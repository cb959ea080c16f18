package usher.interaction;

/** Queues, agents, switches and other contacts, as an interaction sees them. */
public interface Neighbours {
  /**
   * @param attempt names the asking incarnation, so that a refusal meant for an earlier one is
   *     known
   */
  void tell(Told told, long attempt);
}
