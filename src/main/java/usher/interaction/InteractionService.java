package usher.interaction;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import usher.interaction.InteractionEntity.Command;
import usher.interaction.InteractionEntity.Reply;
import usher.kernel.Cause;
import usher.kernel.OfferId;

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

  public CompletionStage<Reply> create(String id, Facts facts, Cause cause) {
    return ask(id, replyTo -> new InteractionEntity.Create(facts, cause, replyTo));
  }

  public CompletionStage<Reply> get(String id) {
    return ask(id, InteractionEntity.Get::new);
  }

  public CompletionStage<Reply> accept(OfferId.Handle offer, Cause cause) {
    return ask(
        offer.interaction(),
        replyTo -> new InteractionEntity.Accept(offer.round(), cause, replyTo));
  }

  public CompletionStage<Reply> reject(OfferId.Handle offer, String reason, Cause cause) {
    return ask(
        offer.interaction(),
        replyTo -> new InteractionEntity.Reject(offer.round(), reason, cause, replyTo));
  }

  public CompletionStage<Reply> established(
      String id, String agent, OfferId.Handle offer, Cause cause) {
    return ask(id, replyTo -> new InteractionEntity.Established(agent, offer, cause, replyTo));
  }

  public CompletionStage<Reply> noAnswer(
      String id, String agent, OfferId.Handle offer, Cause cause) {
    return ask(id, replyTo -> new InteractionEntity.NoAnswer(agent, offer, cause, replyTo));
  }

  public CompletionStage<Reply> hungUp(String id, Cause cause) {
    return ask(id, replyTo -> new InteractionEntity.HungUp(cause, replyTo));
  }

  public CompletionStage<Reply> legReleased(
      String id, String agent, OfferId.Handle offer, Cause cause) {
    return ask(id, replyTo -> new InteractionEntity.LegReleased(agent, offer, cause, replyTo));
  }

  public CompletionStage<Reply> release(String id, Cause cause) {
    return ask(id, replyTo -> new InteractionEntity.Release(cause, replyTo));
  }

  public CompletionStage<Reply> complete(
      String id, String disposition, String comment, Cause cause) {
    return ask(id, replyTo -> new InteractionEntity.Complete(disposition, comment, cause, replyTo));
  }

  public CompletionStage<Reply> cancel(String id, Cause cause) {
    return ask(id, replyTo -> new InteractionEntity.Cancel(cause, replyTo));
  }

  /** {@code queue} null for the one it was in last. */
  public CompletionStage<Reply> move(String id, String queue, boolean transfer, Cause cause) {
    return ask(id, replyTo -> new InteractionEntity.Move(queue, transfer, cause, replyTo));
  }

  /** Tells without waiting: for rooms that say it again. */
  public void tell(String id, Command command) {
    ref(id).tell(command);
  }

  private CompletionStage<Reply> ask(String id, Function<ActorRef<Reply>, Command> command) {
    return ref(id).ask(command::apply, patience);
  }

  private EntityRef<Command> ref(String id) {
    return sharding.entityRefFor(InteractionEntity.TYPE, id);
  }
}
