package usher.switching;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;

/** Writes an outbox's changes, one at a time, for the {@link SwitchEntity} that started it. */
final class OutboxEntity extends EventSourcedBehavior<Changed, Changed, Outbox> {

  /** Rows that are kept: an outbox is of now, nobody asks for its past. */
  private static final int ROWS = 500;

  /** To the entity: this is written, and this is the outbox that would come back. */
  record Written(Outbox outbox) implements SwitchEntity.Command {}

  private final String source;
  private final ActorRef<? super Written> entity;

  static Behavior<Changed> create(String source, ActorRef<? super Written> entity) {
    return Behaviors.setup(context -> new OutboxEntity(source, entity));
  }

  private OutboxEntity(String source, ActorRef<? super Written> entity) {
    super(PersistenceId.of("switch", source));
    this.source = source;
    this.entity = entity;
  }

  @Override
  public Outbox emptyState() {
    return Outbox.empty(source);
  }

  @Override
  public CommandHandler<Changed, Changed, Outbox> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onAnyCommand(
            (outbox, changed) ->
                Effect().persist(changed).thenRun(after -> entity.tell(new Written(after))));
  }

  @Override
  public EventHandler<Outbox, Changed> eventHandler() {
    return Outbox::apply;
  }

  @Override
  public SignalHandler<Outbox> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), outbox -> entity.tell(new Written(outbox)))
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(ROWS, 1).withDeleteEventsOnSnapshot();
  }

  @Override
  public SnapshotAdapter<Outbox> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(Outbox outbox) {
        return OutboxSnapshot.of(outbox);
      }

      @Override
      public Outbox fromJournal(Object stored) {
        return ((OutboxSnapshot) stored).toOutbox();
      }
    };
  }
}
