package usher.interaction;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import usher.interaction.Consults.Fate;
import usher.kernel.Cause;
import usher.kernel.Commands;
import usher.kernel.Decision;
import usher.kernel.Handling;
import usher.kernel.OfferId;
import usher.kernel.Refusal;
import usher.kernel.Settle;
import usher.kernel.Times;
import usher.kernel.Why;
import usher.kernel.Wire;

/** Carries one contact: asks {@link Life} and {@link Verdicts}, writes, then speaks. */
public final class InteractionEntity
    extends EventSourcedBehavior<InteractionEntity.Command, InteractionEvent, Interaction> {

  public static final EntityTypeKey<Command> TYPE =
      EntityTypeKey.create(Command.class, "interaction");

  public sealed interface Command extends Wire {}

  public sealed interface Reply extends Wire {}

  /**
   * @param changed false where it held already
   * @param created true for the request that brought it into being
   */
  public record Done(Interaction interaction, boolean changed, boolean created) implements Reply {}

  public record Refused(Refusal refusal) implements Reply {}

  /** It is written, but its queue has no time to take it in: the same again, later. */
  public record Busy(String queue) implements Reply {}

  /** It has changed since the caller looked. */
  public record Changed(Interaction interaction) implements Reply {}

  // from callers
  /**
   * Answered, and done once only for one cause.
   *
   * @param ifRevision the revision the caller knows, or null where any will do
   * @param own whose contacts the caller may touch
   */
  public record Do(Order order, Cause cause, Long ifRevision, Own own, ActorRef<Reply> replyTo)
      implements Command {}

  public record Get(ActorRef<Reply> replyTo) implements Command {}

  // from queues
  public record Waited(String queue, int round, Handling handling) implements Command {}

  /** {@code to} and {@code message}: what that queue does with such contacts, or null. */
  public record TurnedAway(
      String queue, int round, long attempt, String code, String to, String message)
      implements Command {}

  /** {@code to} null: it ends here. */
  public record Overdue(String queue, boolean expired, String to, String message)
      implements Command {}

  public record Parted(String queue, int round) implements Command {}

  public record StillThere(String queue) implements Command {}

  public record LineBusy(String queue) implements Command {}

  // from agents
  public record Offer(OfferId offer, Handling handling, String endpoint, Why why)
      implements Command {}

  public record Revoke(OfferId offer) implements Command {}

  public record WrapUpOver(OfferId offer) implements Command {}

  /** I cannot take what a supervisor gives me. */
  public record Unfit(OfferId offer, Refusal refusal) implements Command {}

  /** I have not got that consult any more. */
  public record NotTaken(OfferId offer) implements Command {}

  // from switches' outboxes, and between a contact and its consult
  public record Ordered(String order) implements Command {}

  public record StillRouted(String offer) implements Command {}

  public record ConsultIs(String of, Fate fate) implements Command {}

  public record ConsultKnows(String consult, Fate fate) implements Command {}

  public enum Stop implements Command {
    STOP
  }

  enum Alarm implements Command {
    DEBTS,
    REST
  }

  /** This very deadline is over, by a timer that no change of the clock can mislead. */
  record Due(Object key) implements Command {}

  /** What a contact lives among. */
  private record World(
      Neighbours neighbours, Clock clock, ActorRef<ClusterSharding.ShardCommand> shard) {}

  private static final Commands<InteractionEntity, Command, InteractionEvent, Interaction>
      COMMANDS =
          new Commands<InteractionEntity, Command, InteractionEvent, Interaction>()
              .on(Do.class, InteractionEntity::answer)
              .on(Get.class, (e, i, c) -> e.told(() -> c.replyTo.tell(view(i))))
              .on(Alarm.class, InteractionEntity::alarm)
              .on(Due.class, InteractionEntity::due)
              .on(Stop.class, (e, i, c) -> e.Effect().stop())
              .on(Waited.class, InteractionEntity::waited)
              .on(TurnedAway.class, InteractionEntity::turnedAway)
              .on(Overdue.class, InteractionEntity::overdue)
              .on(Parted.class, (e, i, c) -> e.heard(e.memory.parted(c.queue, c.round)))
              .on(LineBusy.class, (e, i, c) -> e.told(() -> e.callers.askAgain(c.queue)))
              .on(
                  StillThere.class,
                  (e, i, c) -> e.settle(Verdicts.stillThere(i, e.memory, c.queue)))
              .on(Offer.class, InteractionEntity::offer)
              .on(Revoke.class, InteractionEntity::revoke)
              .on(WrapUpOver.class, InteractionEntity::wrapUpOver)
              .on(Unfit.class, InteractionEntity::unfit)
              .on(NotTaken.class, InteractionEntity::notTaken)
              .on(Ordered.class, (e, i, c) -> e.heard(e.memory.ordered(c.order)))
              .on(
                  StillRouted.class,
                  (e, i, c) -> e.settle(Verdicts.stillRouted(i, c.offer, e.now(i))))
              .on(ConsultIs.class, InteractionEntity::consultIs)
              .on(ConsultKnows.class, InteractionEntity::consultKnows);

  private final String id;
  private final World world;
  private final Alarms alarms;
  private final ActorContext<Command> context;
  private Memory memory = Memory.fresh(ThreadLocalRandom.current().nextLong());
  private final Callers callers = new Callers();

  public static Behavior<Command> create(
      String id, Neighbours neighbours, Clock clock, ActorRef<ClusterSharding.ShardCommand> shard) {
    var world = new World(neighbours, clock, shard);
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new InteractionEntity(id, world, timers, context)));
  }

  private InteractionEntity(
      String id, World world, TimerScheduler<Command> timers, ActorContext<Command> context) {
    super(
        PersistenceId.of("interaction", id),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(1), 0.2));
    this.id = id;
    this.world = world;
    alarms = new Alarms(timers);
    this.context = context;
  }

  @Override
  public Interaction emptyState() {
    return Interaction.unborn(id);
  }

  /** A contact is a dozen events: a snapshot would only cost a read. */
  @Override
  public String snapshotPluginId() {
    return "akka.persistence.no-snapshot-store";
  }

  @Override
  public EventHandler<Interaction, InteractionEvent> eventHandler() {
    return (interaction, event) -> event.applyTo(interaction);
  }

  @Override
  public SignalHandler<Interaction> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            interaction -> {
              forget();
              Debts.effects(interaction, now(interaction)).forEach(this::deliver);
              Debts.of(interaction, memory).forEach(this::deliver);
              after(interaction);
            })
        .build();
  }

  @Override
  public CommandHandler<Command, InteractionEvent, Interaction> commandHandler() {
    return COMMANDS.of(this);
  }

  /**
   * A failed write brings the same object back with the journal's state: whether that write is in
   * it is not known to those who wait, so they hear nothing and ask again.
   */
  private void forget() {
    memory = Memory.fresh(ThreadLocalRandom.current().nextLong());
    callers.forget();
    alarms.forget();
  }

  // ---- callers

  private static Reply view(Interaction i) {
    return i.status() == Status.UNBORN
        ? new Refused(Refusals.unknown().refusal())
        : new Done(i, false, false);
  }

  /** The promise is given when whoever must hold the contact has said so: see {@link #after}. */
  private Effect<InteractionEvent, Interaction> answer(Interaction i, Do c) {
    var again = Keys.again(i, c.cause);
    var foreign = again == null ? c.own.refusal(i, c.order) : null;
    if (foreign != null) return told(() -> c.replyTo.tell(new Refused(foreign)));
    if (again == null && c.ifRevision != null && c.ifRevision != i.revision())
      return told(() -> c.replyTo.tell(i.status() == Status.UNBORN ? view(i) : new Changed(i)));
    var decision = again != null ? again : Life.decide(i, memory, c.order, c.cause, now(i));
    if (i.status() == Status.UNBORN && c.order instanceof Order.HungUp) {
      memory = memory.hangUp();
      alarms.rest(Memory.OVERTAKEN);
    }
    if (decision.refused()) return told(() -> c.replyTo.tell(new Refused(decision.refusal())));
    var changed = !decision.events().isEmpty();
    var open = again == null || (i.stay().leaving() != null && i.stay().leaving().isBy(c.cause));
    var order = open ? c.order : null;
    callers.add(c.replyTo::tell, changed, i.status() == Status.UNBORN, order, c.cause);
    return settle(decision);
  }

  // ---- queues

  private Effect<InteractionEvent, Interaction> waited(Interaction i, Waited c) {
    if (c.queue.equals(i.queue())) memory = memory.waited(c.round, c.handling);
    return settle(Moves.waited(i, memory, c.queue, c.round));
  }

  private Effect<InteractionEvent, Interaction> turnedAway(Interaction i, TurnedAway c) {
    var decision =
        Moves.turnedAway(i, memory, c.queue, c.round, c.attempt, c.code, c.to, c.message, now(i));
    var back = i.stay() != null && i.stay().leaving() != null && !decision.events().isEmpty();
    return back ? refusing(decision, Refusals.notLetIn(c.queue, c.code)) : settle(decision);
  }

  /** Whoever wanted it moved hears that it was not. */
  private Effect<InteractionEvent, Interaction> refusing(
      Decision<InteractionEvent, Told> decision, Refusal why) {
    return settle(decision, state -> callers.refuseMoves(Refusals.asNow(state, why).refusal()));
  }

  private Effect<InteractionEvent, Interaction> overdue(Interaction i, Overdue c) {
    return settle(Moves.overdue(i, memory, c.queue, c.expired, c.to, c.message, now(i)));
  }

  private Effect<InteractionEvent, Interaction> heard(Memory more) {
    memory = more;
    return Effect().none().thenRun(this::after);
  }

  // ---- agents

  private Effect<InteractionEvent, Interaction> offer(Interaction i, Offer c) {
    if (i.isLast(c.offer)) memory = memory.taken(i.round());
    var decision = Verdicts.offer(i, memory, c.offer, c.handling, c.endpoint, c.why, now(i));
    callers.tooLate(i, c.offer, decision.messages());
    return verdict(callers.signed(c.offer, decision));
  }

  private Effect<InteractionEvent, Interaction> revoke(Interaction i, Revoke c) {
    return verdict(Verdicts.revoke(i, memory, c.offer, now(i)));
  }

  private Effect<InteractionEvent, Interaction> wrapUpOver(Interaction i, WrapUpOver c) {
    return verdict(Verdicts.wrapUpOver(i, memory, c.offer, now(i)));
  }

  private Effect<InteractionEvent, Interaction> unfit(Interaction i, Unfit c) {
    return told(() -> callers.refuseAssigns(c.offer.agent(), c.refusal));
  }

  private Effect<InteractionEvent, Interaction> notTaken(Interaction i, NotTaken c) {
    var decision = Conversation.notTaken(i, c.offer, now(i));
    return decision.events().isEmpty()
        ? settle(decision)
        : refusing(decision, Refusals.consultGone());
  }

  /** Callers have heard something, and nothing is written. */
  private Effect<InteractionEvent, Interaction> told(Runnable callersHear) {
    callersHear.run();
    return Effect().none();
  }

  private Effect<InteractionEvent, Interaction> verdict(Decision<InteractionEvent, Told> decision) {
    return decision.refused() ? Effect().stop() : settle(decision);
  }

  // ---- consults

  /** Before it is born it forgets: it asks again when it is. */
  private Effect<InteractionEvent, Interaction> consultIs(Interaction i, ConsultIs c) {
    if (i.status() != Status.UNBORN) memory = memory.knowing(id, c.fate);
    return settle(Consulting.hears(i, c.of, c.fate, now(i)));
  }

  private Effect<InteractionEvent, Interaction> consultKnows(Interaction i, ConsultKnows c) {
    memory = memory.knowing(c.consult, c.fate);
    return settle(Consulting.knows(i, memory, c.consult, c.fate));
  }

  // ---- time

  private Effect<InteractionEvent, Interaction> alarm(Interaction i, Alarm alarm) {
    return switch (alarm) {
      case DEBTS -> {
        alarms.debtsDue();
        Debts.of(i, memory).forEach(this::deliver);
        yield Effect().none().thenRun(this::after);
      }
      case REST -> {
        if (alarms.mayRest()) world.shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        yield Effect().none();
      }
    };
  }

  private Effect<InteractionEvent, Interaction> due(Interaction i, Due due) {
    alarms.deadlineDue();
    for (var deadline : Life.deadlines(i, memory)) {
      if (!deadline.key().equals(due.key)) continue;
      var now = now(i);
      return settle(Life.deadline(i, memory, now.isBefore(deadline.at()) ? deadline.at() : now));
    }
    return Effect().none();
  }

  private Instant now(Interaction i) {
    return Times.now(world.clock.instant(), i.times() == null ? null : i.times().last());
  }

  // ---- writing and speaking

  private Effect<InteractionEvent, Interaction> settle(Decision<InteractionEvent, Told> decision) {
    return settle(decision, state -> {});
  }

  private Effect<InteractionEvent, Interaction> settle(
      Decision<InteractionEvent, Told> decision, Consumer<Interaction> first) {
    return Settle.settle(Effect(), decision, this::deliver, first.andThen(this::after));
  }

  private void deliver(Told told) {
    if (told instanceof Told.Ordered ordered) memory = memory.owing(ordered.order());
    world.neighbours.tell(told, memory.attempt());
  }

  /** Answers whoever may be answered now, and arms what comes due. */
  private void after(Interaction i) {
    memory = memory.without(world.clock.instant());
    if (i.settled(memory)) callers.promise(i);
    alarms.arm(i, memory, world.clock.instant());
  }
}
