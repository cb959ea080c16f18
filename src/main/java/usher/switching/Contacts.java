package usher.switching;

/** Contacts, as the outbox of their switch sees them. */
public interface Contacts {

  /** I have your order: it need not be said again. */
  void ordered(String interaction, String order);

  /**
   * The switch was asked to ring an agent for this offer, the time is over, and neither an event
   * nor a cancellation came: if that offer led to nothing, order its cancellation; if it did, say
   * {@link SwitchService#settled}.
   */
  void routed(String interaction, String offer);
}
