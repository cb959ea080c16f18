package usher.queue;

/** Contacts, as a queue sees them. */
public interface Contacts {
  void tell(Told told);
}
