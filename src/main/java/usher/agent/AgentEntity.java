package usher.agent;

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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import usher.agent.AgentService.News;
import usher.kernel.Commands;
import usher.kernel.Decision;
import usher.kernel.Ending;
import usher.kernel.Handling;
import usher.kernel.Lesson;
import usher.kernel.OfferId;
import usher.kernel.Refusal;
import usher.kernel.Settle;
import usher.kernel.Subject;
import usher.kernel.Times;
import usher.kernel.Why;
import usher.kernel.Wire;

/** Carries one agent: asks {@link Agent}, writes, then speaks; repeats what must arrive. */
public final class AgentEntity
    extends EventSourcedBehavior<AgentEntity.Command, AgentEvent, Agent> {

  public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "agent");

  private static final Duration DIGEST = Duration.ofSeconds(5);
  private static final Duration REST = Duration.ofSeconds(5);
  private static final int SNAPSHOT_EVERY = 200;

  public sealed interface Command extends Wire {}

  public sealed interface Reply extends Wire {}

  /** {@code changed}: false where it held already. */
  public record Done(DeskView desk, boolean changed) implements Reply {}

  public record Refused(Refusal refusal) implements Reply {}

  /** It has changed since the caller looked. */
  public record Changed(DeskView desk) implements Reply {}

  // from callers
  /** {@code ifRevision}: only if the agent is still what the caller knows; null for any. */
  public record Define(Profile profile, Long ifRevision, ActorRef<Reply> replyTo)
      implements Command {}

  public record SetPresence(
      Presence presence, String reason, String key, Long ifRevision, ActorRef<Reply> replyTo)
      implements Command {}

  public record Get(ActorRef<Reply> replyTo) implements Command {}

  public record Listen(ActorRef<News> desk) implements Command {}

  public record StopListening(ActorRef<News> desk) implements Command {}

  // from the coordinator
  public record Propose(OfferId offer, String queue, Subject subject, Handling handling, Why why)
      implements Command {}

  public enum Report implements Command {
    NOW
  }

  public record Heard(long revision) implements Command {}

  // from contacts
  public record Pending(OfferId offer, int number, boolean accepted, Instant expiresAt)
      implements Command {}

  public record Connected(OfferId offer, boolean held) implements Command {}

  public record Closed(OfferId offer, Ending ending, Lesson lesson) implements Command {}

  public record Assign(
      OfferId offer, String queue, Subject subject, Handling handling, boolean force)
      implements Command {}

  public record TakeOver(
      OfferId offer, OfferId instead, String queue, Subject subject, Handling handling)
      implements Command {}

  public enum Stop implements Command {
    STOP
  }

  enum Alarm implements Command {
    ASK,
    DIGEST,
    REST
  }

  /** What an agent lives among. */
  private record World(
      Contacts contacts,
      Follower follower,
      Clock clock,
      ActorRef<ClusterSharding.ShardCommand> shard) {}

  private static final Commands<AgentEntity, Command, AgentEvent, Agent> COMMANDS =
      new Commands<AgentEntity, Command, AgentEvent, Agent>()
          .on(Define.class, AgentEntity::define)
          .on(SetPresence.class, AgentEntity::setPresence)
          .on(Get.class, (e, a, c) -> e.then(agent -> c.replyTo.tell(e.view(agent, false))))
          .on(Listen.class, (e, a, c) -> e.follow(x -> e.news.add(c.desk, e.desk.view(x))))
          .on(StopListening.class, (e, a, c) -> e.follow(agent -> e.news.remove(c.desk)))
          .on(Propose.class, AgentEntity::propose)
          .on(Report.class, (e, a, c) -> e.report())
          .on(Heard.class, AgentEntity::heard)
          .on(Pending.class, AgentEntity::pending)
          .on(Connected.class, AgentEntity::connected)
          .on(Assign.class, AgentEntity::assign)
          .on(TakeOver.class, AgentEntity::takeOver)
          .on(
              Closed.class,
              (e, a, c) -> e.settle(a, a.closed(c.offer, c.ending, c.lesson, e.now(a))))
          .on(Alarm.class, AgentEntity::alarm)
          .on(Stop.class, (e, a, c) -> e.Effect().stop());

  private final String id;
  private final World world;
  private final TimerScheduler<Command> timers;
  private final ActorContext<Command> context;
  private final NewsStream news;
  private Desk desk = new Desk();
  private final List<ActorRef<Reply>> unlisted = new ArrayList<>();
  private long heard = -1;
  private long told = -1;

  public static Behavior<Command> create(
      String id,
      Contacts contacts,
      Follower follower,
      Clock clock,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    var world = new World(contacts, follower, clock, shard);
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new AgentEntity(id, world, timers, context)));
  }

  private AgentEntity(
      String id, World world, TimerScheduler<Command> timers, ActorContext<Command> context) {
    super(
        PersistenceId.of("agent", id),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(1), 0.2));
    this.id = id;
    this.world = world;
    this.timers = timers;
    this.context = context;
    news = new NewsStream(context);
  }

  @Override
  public Agent emptyState() {
    return Agent.unknown(id);
  }

  @Override
  public EventHandler<Agent, AgentEvent> eventHandler() {
    return (agent, event) -> event.applyTo(agent);
  }

  @Override
  public boolean shouldSnapshot(Agent state, AgentEvent event, long sequence) {
    return sequence % SNAPSHOT_EVERY == 0;
  }

  @Override
  public SignalHandler<Agent> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(),
            agent -> {
              forget();
              desk.woken(agent, now(agent)).forEach(this::deliver);
              after(agent);
              news.restart(desk.view(agent));
            })
        .build();
  }

  @Override
  public CommandHandler<Command, AgentEvent, Agent> commandHandler() {
    return COMMANDS.of(this);
  }

  /**
   * A failed write brings the same object back with the journal's state: whether that write is in
   * it is not known to those who wait, so they hear nothing and ask again.
   */
  private void forget() {
    desk = new Desk();
    unlisted.clear();
    heard = told = -1;
  }

  // ---- callers

  /** Acknowledged when the domain's roster has the agent: from then on it is always woken. */
  private Effect<AgentEvent, Agent> define(Agent a, Define c) {
    if (a.hasChangedSince(c.ifRevision)) return stale(c.replyTo);
    var decision = a.define(c.profile, now(a));
    if (heard >= 0) return answer(a, c.replyTo, decision);
    unlisted.add(c.replyTo);
    // The coordinator may know us since before we woke, and the next digest is seconds away.
    return settle(a, decision, agent -> world.follower.digest(id, agent.revision()));
  }

  private Effect<AgentEvent, Agent> setPresence(Agent a, SetPresence c) {
    if (a.hasChangedSince(c.ifRevision)) return stale(c.replyTo);
    return answer(a, c.replyTo, a.setPresence(c.presence, c.reason, c.key, now(a)));
  }

  private Effect<AgentEvent, Agent> stale(ActorRef<Reply> replyTo) {
    return then(agent -> replyTo.tell(new Changed(desk.view(agent))));
  }

  private Effect<AgentEvent, Agent> answer(
      Agent before, ActorRef<Reply> replyTo, Decision<AgentEvent, Told> decision) {
    return settle(
        before,
        decision,
        agent ->
            replyTo.tell(
                decision.refused()
                    ? new Refused(decision.refusal())
                    : view(agent, !decision.events().isEmpty())));
  }

  private Reply view(Agent agent, boolean changed) {
    return agent.isKnown()
        ? new Done(desk.view(agent), changed)
        : new Refused(Agent.unknown().refusal());
  }

  // ---- the coordinator

  private Effect<AgentEvent, Agent> propose(Agent a, Propose c) {
    var decision = a.propose(c.offer, c.queue, c.subject, c.handling, now(a));
    if (decision.events().isEmpty()) return report();
    desk.chosen(c.offer, c.why);
    return settle(a, decision);
  }

  private Effect<AgentEvent, Agent> assign(Agent a, Assign c) {
    return settle(a, a.assign(c.offer, c.queue, c.subject, c.handling, c.force, now(a)));
  }

  private Effect<AgentEvent, Agent> takeOver(Agent a, TakeOver c) {
    return settle(a, a.takeOver(c.offer, c.instead, c.queue, c.subject, c.handling, now(a)));
  }

  private Effect<AgentEvent, Agent> report() {
    return follow(
        agent -> {
          if (agent.isKnown()) world.follower.agent(agent);
        });
  }

  private Effect<AgentEvent, Agent> heard(Agent a, Heard c) {
    heard = Math.max(heard, c.revision);
    return then(
        agent -> {
          unlisted.forEach(replyTo -> replyTo.tell(view(agent, false)));
          unlisted.clear();
        });
  }

  // ---- contacts

  private Effect<AgentEvent, Agent> pending(Agent a, Pending c) {
    return then(
        agent -> {
          var reserved = agent.is(c.offer, Slot.Status.RESERVED);
          if (reserved && desk.pending(c.offer, c.number, c.accepted, c.expiresAt, now(agent)))
            news.tell(() -> desk.view(agent), null);
          armAsk(agent);
        });
  }

  private Effect<AgentEvent, Agent> connected(Agent a, Connected c) {
    return settle(
        a,
        a.connected(c.offer, now(a)),
        agent -> {
          if (agent.is(c.offer, Slot.Status.ENGAGED) && desk.held(c.offer, c.held))
            news.tell(() -> desk.view(agent), null);
        });
  }

  // ---- time

  private Effect<AgentEvent, Agent> alarm(Agent a, Alarm alarm) {
    return switch (alarm) {
      case ASK ->
          settle(
              a,
              desk.comesDue(a, now(a)),
              agent -> desk.questions(agent, now(agent)).forEach(this::deliver));
      case DIGEST ->
          then(
              agent -> {
                world.follower.digest(id, agent.revision());
                armDigest(agent);
              });
      case REST -> {
        if (!a.isKnown()) world.shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        yield Effect().none();
      }
    };
  }

  private Instant now(Agent agent) {
    return Times.now(world.clock.instant(), agent.last());
  }

  // ---- writing and speaking

  /** Nothing is written. */
  private Effect<AgentEvent, Agent> then(Consumer<Agent> act) {
    return Effect().none().thenRun(act::accept);
  }

  private Effect<AgentEvent, Agent> follow(Consumer<Agent> act) {
    return then(act.andThen(this::after));
  }

  private Effect<AgentEvent, Agent> settle(Agent before, Decision<AgentEvent, Told> decision) {
    return settle(before, decision, agent -> {});
  }

  private Effect<AgentEvent, Agent> settle(
      Agent before, Decision<AgentEvent, Told> decision, Consumer<Agent> then) {
    return Settle.settle(
        Effect(),
        decision,
        this::deliver,
        agent -> {
          then.accept(agent);
          after(agent);
          var shown = before;
          for (var event : decision.events()) {
            var now = shown = event.applyTo(shown);
            news.tell(() -> desk.view(now), event);
          }
        });
  }

  private void deliver(Told told) {
    world.contacts.tell(told, desk.why(told.offer()));
  }

  private void after(Agent agent) {
    if (!agent.isKnown()) {
      timers.startSingleTimer(Alarm.REST, REST); // nobody: nothing to stay awake for
      return;
    }
    timers.cancel(Alarm.REST);
    desk.listened(news.isHeard(), now(agent));
    desk.follow(agent, now(agent));
    if (agent.revision() > told) {
      told = agent.revision();
      world.follower.agent(agent);
    }
    armAsk(agent);
    armDigest(agent);
  }

  private void armAsk(Agent agent) {
    var due = desk.due(agent);
    if (due == null) timers.cancel(Alarm.ASK);
    else
      timers.startSingleTimer(
          Alarm.ASK, Times.rest(due, Desk.SLOWLY.plus(Desk.SLOWLY), now(agent)));
  }

  /** R10: whatever changed is said again until the coordinator has it. */
  private void armDigest(Agent agent) {
    if (heard >= agent.revision() || timers.isTimerActive(Alarm.DIGEST)) return;
    timers.startSingleTimer(Alarm.DIGEST, DIGEST);
  }
}
