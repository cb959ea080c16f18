package usher.routing;

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

/** Writes for one coordinator, one thing at a time: its term when it starts, then the roster. */
final class DomainEntity extends EventSourcedBehavior<DomainEvent, DomainEvent, Domain> {
  private static final int SNAPSHOT_EVERY = 100;

  /** To the coordinator: this is written; the first one after its start carries its term. */
  record Written(DomainEvent event, Domain domain) implements RoutingCoordinator.Command {}

  /** To the coordinator: the past is read, ask for a term. */
  record Ready(Domain domain) implements RoutingCoordinator.Command {}

  private final ActorRef<RoutingCoordinator.Command> coordinator;

  static Behavior<DomainEvent> create(String id, ActorRef<RoutingCoordinator.Command> coordinator) {
    return Behaviors.setup(context -> new DomainEntity(id, coordinator));
  }

  private DomainEntity(String id, ActorRef<RoutingCoordinator.Command> coordinator) {
    super(PersistenceId.of("domain", id));
    this.coordinator = coordinator;
  }

  @Override
  public Domain emptyState() {
    return Domain.empty();
  }

  @Override
  public CommandHandler<DomainEvent, DomainEvent, Domain> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onAnyCommand(
            (domain, event) ->
                Effect()
                    .persist(event)
                    .thenRun(after -> coordinator.tell(new Written(event, after))));
  }

  @Override
  public EventHandler<Domain, DomainEvent> eventHandler() {
    return (domain, event) -> event.applyTo(domain);
  }

  @Override
  public SignalHandler<Domain> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), domain -> coordinator.tell(new Ready(domain)))
        .build();
  }

  @Override
  public boolean shouldSnapshot(Domain state, DomainEvent event, long sequence) {
    return sequence % SNAPSHOT_EVERY == 0;
  }

  @Override
  public SnapshotAdapter<Domain> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(Domain domain) {
        return DomainSnapshot.of(domain);
      }

      @Override
      public Domain fromJournal(Object stored) {
        return ((DomainSnapshot) stored).toDomain();
      }
    };
  }
}
