package usher.queue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;

/** Writes a queue's changes, one at a time, for the {@link QueueEntity} that started it. */
final class LedgerEntity extends EventSourcedBehavior<Changed, Changed, Queue> {

  /** To the entity: this is written, and this is the queue after it. */
  record Written(Queue queue) implements QueueEntity.Command {}

  private final String id;
  private final ActorRef<? super Written> entity;

  static Behavior<Changed> create(String id, ActorRef<? super Written> entity) {
    return Behaviors.setup(context -> new LedgerEntity(id, entity));
  }

  private LedgerEntity(String id, ActorRef<? super Written> entity) {
    super(PersistenceId.of("queue", id));
    this.id = id;
    this.entity = entity;
  }

  @Override
  public Queue emptyState() {
    return Queue.undefined(id);
  }

  @Override
  public CommandHandler<Changed, Changed, Queue> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onAnyCommand(
            (queue, changed) ->
                Effect().persist(changed).thenRun(after -> entity.tell(new Written(after))));
  }

  @Override
  public EventHandler<Queue, Changed> eventHandler() {
    return Queue::apply;
  }

  @Override
  public SignalHandler<Queue> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), queue -> entity.tell(new Written(queue)))
        .build();
  }

  @Override
  public boolean shouldSnapshot(Queue before, Changed event, long sequenceNr) {
    return before.wantsSnapshot(event.changes().size());
  }

  @Override
  public SnapshotAdapter<Queue> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(Queue queue) {
        return QueueSnapshot.of(queue);
      }

      @Override
      public Queue fromJournal(Object stored) {
        return ((QueueSnapshot) stored).toQueue();
      }
    };
  }
}
