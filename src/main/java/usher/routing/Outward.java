package usher.routing;

/** Queues and agents, as the coordinator sees them. */
public interface Outward {
  void tell(Told told);
}
