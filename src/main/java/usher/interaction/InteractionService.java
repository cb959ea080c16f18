package usher.interaction;

import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import usher.interaction.InteractionEntity.Command;
import usher.interaction.InteractionEntity.Reply;
import usher.kernel.Cause;

/** The front door to contacts, wherever in the cluster they live. */
public final class InteractionService {
  private final ClusterSharding sharding;
  private final Duration patience;

  /**
   * @param patience after which an answer is no longer waited for; what was asked may still happen
   */
  public InteractionService(ClusterSharding sharding, Duration patience) {
    this.sharding = sharding;
    this.patience = patience;
  }

  public CompletionStage<Reply> order(String id, Order order, Cause cause) {
    return order(id, order, cause, null);
  }

  /** {@code ifRevision}: only if the contact is still what the caller knows; null for any. */
  public CompletionStage<Reply> order(String id, Order order, Cause cause, Long ifRevision) {
    return order(id, order, cause, ifRevision, Own.ANY);
  }

  /** {@code own}: only if it is one of these. */
  public CompletionStage<Reply> order(
      String id, Order order, Cause cause, Long ifRevision, Own own) {
    return ref(id)
        .ask(replyTo -> new InteractionEntity.Do(order, cause, ifRevision, own, replyTo), patience);
  }

  public CompletionStage<Reply> get(String id) {
    return ref(id).ask(InteractionEntity.Get::new, patience);
  }

  /** Tells without waiting: for rooms that say it again. */
  public void tell(String id, Command command) {
    ref(id).tell(command);
  }

  private EntityRef<Command> ref(String id) {
    return sharding.entityRefFor(InteractionEntity.TYPE, id);
  }
}
