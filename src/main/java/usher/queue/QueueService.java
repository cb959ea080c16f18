package usher.queue;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import usher.queue.QueueEntity.Command;
import usher.queue.QueueEntity.Reply;

/** The front door to queues, wherever in the cluster they live. */
public final class QueueService {
  private final ClusterSharding sharding;
  private final Duration patience;

  public QueueService(ClusterSharding sharding, Duration patience) {
    this.sharding = sharding;
    this.patience = patience;
  }

  public CompletionStage<Reply> define(String id, Definition definition) {
    return define(id, definition, null);
  }

  /** {@code ifRevision}: only if the queue is still what the caller knows; null for any. */
  public CompletionStage<Reply> define(String id, Definition definition, Long ifRevision) {
    return ask(id, replyTo -> new QueueEntity.Define(definition, ifRevision, replyTo));
  }

  public CompletionStage<Reply> setOpen(String id, boolean open, String message, Long ifRevision) {
    return ask(id, replyTo -> new QueueEntity.SetOpen(open, message, ifRevision, replyTo));
  }

  public CompletionStage<Reply> delete(String id) {
    return ask(id, QueueEntity.Delete::new);
  }

  public CompletionStage<Reply> get(String id) {
    return ask(id, QueueEntity.Get::new);
  }

  /** Tells without waiting: for rooms that say it again. */
  public void tell(String id, Command command) {
    ref(id).tell(command);
  }

  private CompletionStage<Reply> ask(String id, Function<ActorRef<Reply>, Command> command) {
    return ref(id).ask(command::apply, patience);
  }

  private EntityRef<Command> ref(String id) {
    return sharding.entityRefFor(QueueEntity.TYPE, id);
  }
}
