package usher.interaction;

/** An agent, as an interaction sees it. */
public interface Desk {
  void pending(Told.Pending pending);

  void connected(Told.Connected connected);

  void closed(Told.Closed closed);
}
