package usher.agent;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import usher.agent.AgentEntity.Command;
import usher.agent.AgentEntity.Reply;
import usher.kernel.Wire;

/** The front door to agents, wherever in the cluster they live. */
public final class AgentService {
  /**
   * What a desk that listens hears.
   *
   * @param event what happened; null where it is only that a contact confirmed its offer
   * @param whole all anew: what was said before does not count
   * @param from the agent's present incarnation
   */
  public record News(DeskView desk, AgentEvent event, boolean whole, ActorRef<Command> from)
      implements Wire {}

  private final ClusterSharding sharding;
  private final Duration patience;

  public AgentService(ClusterSharding sharding, Duration patience) {
    this.sharding = sharding;
    this.patience = patience;
  }

  public CompletionStage<Reply> define(String id, Profile profile) {
    return define(id, profile, null);
  }

  /** {@code ifRevision}: only if the agent is still what the caller knows; null for any. */
  public CompletionStage<Reply> define(String id, Profile profile, Long ifRevision) {
    return ask(id, replyTo -> new AgentEntity.Define(profile, ifRevision, replyTo));
  }

  /** {@code key} names the request, so that a late repeat of it undoes nothing; null for none. */
  public CompletionStage<Reply> setPresence(
      String id, Presence presence, String reason, String key, Long ifRevision) {
    return ask(
        id, replyTo -> new AgentEntity.SetPresence(presence, reason, key, ifRevision, replyTo));
  }

  public CompletionStage<Reply> get(String id) {
    return ask(id, AgentEntity.Get::new);
  }

  public void listen(String id, ActorRef<News> desk) {
    tell(id, new AgentEntity.Listen(desk));
  }

  /** Tells without waiting: for rooms that say it again. */
  public void tell(String id, Command command) {
    ref(id).tell(command);
  }

  private CompletionStage<Reply> ask(String id, Function<ActorRef<Reply>, Command> command) {
    return ref(id).ask(command::apply, patience);
  }

  private EntityRef<Command> ref(String id) {
    return sharding.entityRefFor(AgentEntity.TYPE, id);
  }
}
