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
import akka.persistence.typed.javadsl.CommandHandlerBuilderByState;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import usher.kernel.Cause;
import usher.kernel.Decision;
import usher.kernel.Handling;
import usher.kernel.OfferId;
import usher.kernel.Refusal;
import usher.kernel.Settle;
import usher.kernel.Times;
import usher.kernel.Wire;

/** Carries one contact: asks {@link Life} and {@link Verdicts}, writes, then speaks. */
public final class InteractionEntity
    extends EventSourcedBehavior<InteractionEntity.Command, InteractionEvent, Interaction> {

  public static final EntityTypeKey<Command> TYPE =
      EntityTypeKey.create(Command.class, "interaction");

  /** How often a debt is said again, and how long an ended contact stays awake for questions. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private static final Duration REST = Duration.ofSeconds(5);

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

  // from callers
  /** Answered, and done once only for one cause. */
  public sealed interface Request extends Command {
    Cause cause();

    ActorRef<Reply> replyTo();
  }

  public record Create(Facts facts, Cause cause, ActorRef<Reply> replyTo) implements Request {}

  public record Get(ActorRef<Reply> replyTo) implements Command {}

  public record Accept(int round, Cause cause, ActorRef<Reply> replyTo) implements Request {}

  public record Reject(int round, String reason, Cause cause, ActorRef<Reply> replyTo)
      implements Request {}

  public record Established(
      String agent, OfferId.Handle offer, Cause cause, ActorRef<Reply> replyTo)
      implements Request {}

  public record NoAnswer(String agent, OfferId.Handle offer, Cause cause, ActorRef<Reply> replyTo)
      implements Request {}

  public record HungUp(Cause cause, ActorRef<Reply> replyTo) implements Request {}

  public record LegReleased(
      String agent, OfferId.Handle offer, Cause cause, ActorRef<Reply> replyTo)
      implements Request {}

  public record Release(Cause cause, ActorRef<Reply> replyTo) implements Request {}

  public record Complete(String disposition, String comment, Cause cause, ActorRef<Reply> replyTo)
      implements Request {}

  public record Cancel(Cause cause, ActorRef<Reply> replyTo) implements Request {}

  /** {@code queue} null for the one it was in last. */
  public record Move(String queue, boolean transfer, Cause cause, ActorRef<Reply> replyTo)
      implements Request {}

  // from queues
  public record Waited(String queue, int round) implements Command {}

  public record TurnedAway(String queue, int round, long attempt, String code) implements Command {}

  public record Parted(String queue, int round) implements Command {}

  public record StillThere(String queue) implements Command {}

  public record LineBusy(String queue) implements Command {}

  // from agents
  public record Offer(OfferId offer, Handling handling) implements Command {}

  public record Revoke(OfferId offer) implements Command {}

  public record WrapUpOver(OfferId offer) implements Command {}

  public enum Stop implements Command {
    STOP
  }

  private enum Alarm implements Command {
    DEBTS,
    REST
  }

  /** The time of this very offer is over, by a timer that no change of the clock can mislead. */
  private record Due(OfferId offer, boolean accepted) implements Command {}

  private final Line line;
  private final Desk desk;
  private final Clock clock;
  private final TimerScheduler<Command> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final ActorContext<Command> context;
  private final String id;
  private Memory memory = Memory.fresh(ThreadLocalRandom.current().nextLong());
  private final Callers callers = new Callers();
  private boolean owing;

  public static Behavior<Command> create(
      String id, Line line, Desk desk, Clock clock, ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new InteractionEntity(id, line, desk, clock, timers, shard, context)));
  }

  private InteractionEntity(
      String id,
      Line line,
      Desk desk,
      Clock clock,
      TimerScheduler<Command> timers,
      ActorRef<ClusterSharding.ShardCommand> shard,
      ActorContext<Command> context) {
    super(
        PersistenceId.of("interaction", id),
        SupervisorStrategy.restartWithBackoff(AGAIN.dividedBy(5), AGAIN, 0.2));
    this.id = id;
    this.line = line;
    this.desk = desk;
    this.clock = clock;
    this.timers = timers;
    this.shard = shard;
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
              interaction.effects().forEach(this::deliver);
              interaction.debts(memory).forEach(this::deliver);
              after(interaction);
            })
        .build();
  }

  @Override
  public CommandHandler<Command, InteractionEvent, Interaction> commandHandler() {
    var builder = newCommandHandlerBuilder();
    requests(builder.forAnyState());
    builder
        .forAnyState()
        .onCommand(Get.class, this::get)
        .onCommand(Waited.class, this::waited)
        .onCommand(TurnedAway.class, this::turnedAway)
        .onCommand(Parted.class, this::parted)
        .onCommand(LineBusy.class, this::lineBusy)
        .onCommand(StillThere.class, (i, c) -> settle(Verdicts.stillThere(i, memory, c.queue)))
        .onCommand(
            Offer.class, (i, c) -> verdict(Verdicts.offer(i, memory, c.offer, c.handling, now(i))))
        .onCommand(Revoke.class, (i, c) -> verdict(Verdicts.revoke(i, memory, c.offer, now(i))))
        .onCommand(
            WrapUpOver.class, (i, c) -> verdict(Verdicts.wrapUpOver(i, memory, c.offer, now(i))))
        .onCommand(Alarm.class, this::alarm)
        .onCommand(Due.class, this::due)
        .onCommand(Stop.class, (i, c) -> Effect().stop());
    return builder.build();
  }

  private void requests(
      CommandHandlerBuilderByState<Command, InteractionEvent, Interaction, Interaction> on) {
    on.onCommand(
            Create.class,
            (i, c) -> answer(i, c, now -> Life.arrive(i, memory, c.facts, c.cause, now)))
        .onCommand(
            Accept.class, (i, c) -> answer(i, c, now -> Life.accept(i, c.round, c.cause, now)))
        .onCommand(
            Reject.class,
            (i, c) -> answer(i, c, now -> Life.reject(i, c.round, c.reason, c.cause, now)))
        .onCommand(
            Established.class,
            (i, c) -> answer(i, c, now -> Life.established(i, c.agent, c.offer, c.cause, now)))
        .onCommand(
            NoAnswer.class,
            (i, c) -> answer(i, c, now -> Life.noAnswer(i, c.agent, c.offer, c.cause, now)))
        .onCommand(
            LegReleased.class,
            (i, c) -> answer(i, c, now -> Life.legReleased(i, c.agent, c.offer, c.cause, now)))
        .onCommand(HungUp.class, (i, c) -> answer(i, c, now -> Life.hungUp(i, c.cause, now)))
        .onCommand(Release.class, (i, c) -> answer(i, c, now -> Life.release(i, c.cause, now)))
        .onCommand(
            Complete.class,
            (i, c) -> answer(i, c, now -> Life.complete(i, c.disposition, c.comment, c.cause, now)))
        .onCommand(Cancel.class, (i, c) -> answer(i, c, now -> Life.cancel(i, c.cause, now)))
        .onCommand(Move.class, this::move);
  }

  /**
   * A failed write brings the same object back with the journal's state: whether that write is in
   * it is not known to those who wait, so they hear nothing and ask again.
   */
  private void forget() {
    memory = Memory.fresh(ThreadLocalRandom.current().nextLong());
    callers.forget();
    owing = false;
  }

  // ---- callers

  private Effect<InteractionEvent, Interaction> get(Interaction i, Get c) {
    var isKnown = i.status() != Status.UNBORN;
    Reply seen = isKnown ? new Done(i, false, false) : new Refused(Life.unknown(i).refusal());
    return Effect().none().thenRun(state -> c.replyTo.tell(seen));
  }

  private Effect<InteractionEvent, Interaction> move(Interaction i, Move c) {
    var queue = c.queue == null ? i.queue() : c.queue;
    return answer(i, c, now -> Life.move(i, memory, queue, c.transfer, c.cause, now));
  }

  /** The promise is given when whoever must hold the contact has said so: see {@link #after}. */
  private Effect<InteractionEvent, Interaction> answer(
      Interaction i, Request c, Function<Instant, Decision<InteractionEvent, Told>> decide) {
    Decision<InteractionEvent, Told> decision =
        i.knows(c.cause()) ? Decision.nothing() : decide.apply(now(i));
    if (i.status() == Status.UNBORN && c instanceof HungUp) {
      memory = memory.hangUp();
      timers.startSingleTimer(Alarm.REST, Memory.OVERTAKEN);
    }
    if (decision.refused())
      return Effect().none().thenRun(state -> c.replyTo().tell(new Refused(decision.refusal())));
    var changed = !decision.events().isEmpty();
    var created = i.status() == Status.UNBORN;
    callers.add(c.replyTo()::tell, changed, created, c instanceof Move);
    return settle(decision);
  }

  // ---- queues

  private Effect<InteractionEvent, Interaction> waited(Interaction i, Waited c) {
    if (c.queue.equals(i.queue())) memory = memory.waited(c.round);
    return settle(Life.waited(i, memory, c.queue, c.round));
  }

  private Effect<InteractionEvent, Interaction> turnedAway(Interaction i, TurnedAway c) {
    var decision = Life.turnedAway(i, memory, c.queue, c.round, c.attempt, c.code, now(i));
    return Settle.settle(
        Effect(),
        decision,
        this::deliver,
        state -> {
          if (state.ended() == null && !decision.events().isEmpty()) refuse(state, c);
          after(state);
        });
  }

  private void refuse(Interaction i, TurnedAway c) {
    var detail = "Queue " + c.queue + " would not take it; it stays where it was";
    callers.refuseMoves(new Refusal(c.code, detail, i.status().word(), Life.allowed(i)));
  }

  private Effect<InteractionEvent, Interaction> lineBusy(Interaction i, LineBusy c) {
    callers.askAgain(c.queue);
    return Effect().none();
  }

  private Effect<InteractionEvent, Interaction> parted(Interaction i, Parted c) {
    memory = memory.parted(c.queue, c.round);
    return Effect().none().thenRun(this::after);
  }

  // ---- agents

  private Effect<InteractionEvent, Interaction> verdict(Decision<InteractionEvent, Told> decision) {
    return decision.refused() ? Effect().stop() : settle(decision);
  }

  // ---- time

  private Effect<InteractionEvent, Interaction> alarm(Interaction i, Alarm alarm) {
    return switch (alarm) {
      case DEBTS -> {
        owing = false;
        yield Effect()
            .none()
            .thenRun(
                state -> {
                  state.debts(memory).forEach(this::deliver);
                  after(state);
                });
      }
      case REST -> {
        shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        yield Effect().none();
      }
    };
  }

  private Effect<InteractionEvent, Interaction> due(Interaction i, Due due) {
    var open = i.offer();
    var meant =
        i.status() == Status.OFFERED
            && open.id().equals(due.offer)
            && open.accepted() == due.accepted;
    if (!meant) return Effect().none();
    var now = now(i);
    return settle(Life.deadline(i, now.isBefore(open.expiresAt()) ? open.expiresAt() : now));
  }

  private Instant now(Interaction i) {
    return Times.now(clock.instant(), i.times() == null ? null : i.times().last());
  }

  // ---- writing and speaking

  private Effect<InteractionEvent, Interaction> settle(Decision<InteractionEvent, Told> decision) {
    return Settle.settle(Effect(), decision, this::deliver, this::after);
  }

  private void deliver(Told told) {
    if (told instanceof Told.Wait wait) line.wait(wait, memory.attempt());
    else if (told instanceof Told.Left left) line.left(left);
    else if (told instanceof Told.Pending pending) desk.pending(pending);
    else if (told instanceof Told.Connected connected) desk.connected(connected);
    else if (told instanceof Told.Closed closed) desk.closed(closed);
  }

  /** Answers whoever may be answered now, and arms what comes due. */
  private void after(Interaction i) {
    if (i.settled(memory)) callers.promise(i);
    if (i.status() == Status.OFFERED) {
      var open = i.offer();
      var rest = Times.rest(open.expiresAt(), open.patience(), clock.instant());
      timers.startSingleTimer("deadline", new Due(open.id(), open.accepted()), rest);
    } else timers.cancel("deadline");
    var owes = !i.debts(memory).isEmpty();
    if (owes && !owing) timers.startSingleTimer(Alarm.DEBTS, AGAIN);
    if (!owes) timers.cancel(Alarm.DEBTS);
    owing = owes;
    var over = i.status() == Status.COMPLETED || i.status() == Status.UNBORN;
    if (over && !owes) timers.startSingleTimer(Alarm.REST, REST);
    else timers.cancel(Alarm.REST);
  }
}
