package usher.agent;

/** Whoever keeps a copy of agents: the routing coordinator. */
public interface Follower {
  void agent(Agent agent);

  /** A copy should have this revision by now. */
  void digest(String agent, long revision);
}
