package usher.agent;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import usher.agent.AgentEntity.Command;
import usher.agent.AgentEntity.News;
import usher.agent.AgentEntity.Reply;

/** The front door to agents, wherever in the cluster they live. */
public final class AgentService {
  private final ClusterSharding sharding;
  private final Duration patience;

  public AgentService(ClusterSharding sharding, Duration patience) {
    this.sharding = sharding;
    this.patience = patience;
  }

  public CompletionStage<Reply> define(String id, Profile profile) {
    return ask(id, replyTo -> new AgentEntity.Define(profile, replyTo));
  }

  public CompletionStage<Reply> setPresence(String id, Presence presence, String reason) {
    return ask(id, replyTo -> new AgentEntity.SetPresence(presence, reason, replyTo));
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
