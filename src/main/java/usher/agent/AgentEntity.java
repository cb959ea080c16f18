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
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import usher.agent.AgentService.News;
import usher.kernel.Decision;
import usher.kernel.Ending;
import usher.kernel.Handling;
import usher.kernel.OfferId;
import usher.kernel.Refusal;
import usher.kernel.Settle;
import usher.kernel.Subject;
import usher.kernel.Times;
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

  // from callers
  public record Define(Profile profile, ActorRef<Reply> replyTo) implements Command {}

  public record SetPresence(Presence presence, String reason, String key, ActorRef<Reply> replyTo)
      implements Command {}

  public record Get(ActorRef<Reply> replyTo) implements Command {}

  public record Listen(ActorRef<News> desk) implements Command {}

  public record StopListening(ActorRef<News> desk) implements Command {}

  // from the coordinator
  public record Propose(OfferId offer, String queue, Subject subject, Handling handling)
      implements Command {}

  public enum Report implements Command {
    NOW
  }

  public record Heard(long revision) implements Command {}

  // from contacts
  public record Pending(OfferId offer, boolean accepted, Instant expiresAt) implements Command {}

  public record Connected(OfferId offer) implements Command {}

  public record Closed(OfferId offer, Ending ending) implements Command {}

  public enum Stop implements Command {
    STOP
  }

  private enum Alarm implements Command {
    ASK,
    DIGEST,
    REST
  }

  private final String id;
  private final Contacts contacts;
  private final Follower follower;
  private final Clock clock;
  private final TimerScheduler<Command> timers;
  private final ActorContext<Command> context;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private Desk desk = new Desk();
  private final Set<ActorRef<News>> listeners = new HashSet<>();
  private final List<ActorRef<Reply>> unlisted = new ArrayList<>();
  private long heard = -1;
  private long told = -1;

  public static Behavior<Command> create(
      String id,
      Contacts contacts,
      Follower follower,
      Clock clock,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new AgentEntity(id, contacts, follower, clock, timers, context, shard)));
  }

  private AgentEntity(
      String id,
      Contacts contacts,
      Follower follower,
      Clock clock,
      TimerScheduler<Command> timers,
      ActorContext<Command> context,
      ActorRef<ClusterSharding.ShardCommand> shard) {
    super(
        PersistenceId.of("agent", id),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(1), 0.2));
    this.id = id;
    this.contacts = contacts;
    this.follower = follower;
    this.clock = clock;
    this.timers = timers;
    this.context = context;
    this.shard = shard;
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
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, 1);
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
              listeners.forEach(listener -> listener.tell(whole(agent)));
            })
        .build();
  }

  @Override
  public CommandHandler<Command, AgentEvent, Agent> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Define.class, this::define)
        .onCommand(
            SetPresence.class,
            (a, c) -> answer(a, c.replyTo, a.setPresence(c.presence, c.reason, c.key, now(a))))
        .onCommand(
            Get.class, (a, c) -> Effect().none().thenRun(agent -> c.replyTo.tell(view(agent))))
        .onCommand(Listen.class, this::listen)
        .onCommand(StopListening.class, this::stopListening)
        .onCommand(Propose.class, this::propose)
        .onCommand(Report.class, (a, c) -> report())
        .onCommand(Heard.class, this::heard)
        .onCommand(Pending.class, this::pending)
        .onCommand(Connected.class, (a, c) -> settle(a, a.connected(c.offer, now(a))))
        .onCommand(Closed.class, (a, c) -> settle(a, a.closed(c.offer, c.ending, now(a))))
        .onCommand(Alarm.class, this::alarm)
        .onCommand(Stop.class, (a, c) -> Effect().stop())
        .build();
  }

  /**
   * A failed write brings the same object back with the journal's state: whether that write is in
   * it is not known to those who wait, so they hear nothing and ask again.
   */
  private void forget() {
    desk = new Desk();
    unlisted.clear();
    heard = -1;
    told = -1;
  }

  private News whole(Agent agent) {
    return new News(desk.view(agent), null, true, context.getSelf());
  }

  // ---- callers

  /** Acknowledged when the domain's roster has the agent: from then on it is always woken. */
  private Effect<AgentEvent, Agent> define(Agent a, Define c) {
    var decision = a.define(c.profile, now(a));
    if (heard >= 0) return answer(a, c.replyTo, decision);
    unlisted.add(c.replyTo);
    return settle(a, decision, this::askWhetherListed);
  }

  /** The coordinator may know us since before we woke: the next digest is seconds away. */
  private void askWhetherListed(Agent agent) {
    after(agent);
    follower.digest(id, agent.revision());
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

  private Reply view(Agent agent) {
    return view(agent, false);
  }

  private Reply view(Agent agent, boolean changed) {
    return agent.isKnown()
        ? new Done(desk.view(agent), changed)
        : new Refused(Agent.unknown().refusal());
  }

  private Effect<AgentEvent, Agent> listen(Agent a, Listen c) {
    return Effect()
        .none()
        .thenRun(
            agent -> {
              if (!listeners.add(c.desk)) return; // it hears everything already
              context.watchWith(c.desk, new StopListening(c.desk));
              c.desk.tell(whole(agent));
            });
  }

  private Effect<AgentEvent, Agent> stopListening(Agent a, StopListening c) {
    listeners.remove(c.desk);
    return Effect().none();
  }

  // ---- the coordinator

  private Effect<AgentEvent, Agent> propose(Agent a, Propose c) {
    var decision = a.propose(c.offer, c.queue, c.subject, c.handling, now(a));
    return decision.events().isEmpty() ? report() : settle(a, decision);
  }

  private Effect<AgentEvent, Agent> report() {
    return Effect()
        .none()
        .thenRun(
            agent -> {
              if (agent.isKnown()) follower.agent(agent);
              after(agent);
            });
  }

  private Effect<AgentEvent, Agent> heard(Agent a, Heard c) {
    heard = Math.max(heard, c.revision);
    return Effect()
        .none()
        .thenRun(
            agent -> {
              unlisted.forEach(replyTo -> replyTo.tell(view(agent)));
              unlisted.clear();
            });
  }

  // ---- contacts

  private Effect<AgentEvent, Agent> pending(Agent a, Pending c) {
    return Effect()
        .none()
        .thenRun(
            agent -> {
              var reserved =
                  agent.slot(c.offer).filter(s -> s.status() == Slot.Status.RESERVED).isPresent();
              if (reserved && desk.pending(c.offer, c.accepted, c.expiresAt, now(agent)))
                tellListeners(agent, null);
              armAsk(agent);
            });
  }

  // ---- time

  private Effect<AgentEvent, Agent> alarm(Agent a, Alarm alarm) {
    return switch (alarm) {
      case ASK ->
          Effect()
              .none()
              .thenRun(
                  agent -> {
                    desk.questions(agent, now(agent)).forEach(this::deliver);
                    armAsk(agent);
                  });
      case DIGEST ->
          Effect()
              .none()
              .thenRun(
                  agent -> {
                    follower.digest(id, agent.revision());
                    armDigest(agent);
                  });
      case REST -> {
        shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        yield Effect().none();
      }
    };
  }

  private Instant now(Agent agent) {
    return Times.now(clock.instant(), agent.last());
  }

  // ---- writing and speaking

  private Effect<AgentEvent, Agent> settle(Agent before, Decision<AgentEvent, Told> decision) {
    return settle(before, decision, agent -> {});
  }

  private Effect<AgentEvent, Agent> settle(
      Agent before, Decision<AgentEvent, Told> decision, java.util.function.Consumer<Agent> then) {
    return Settle.settle(
        Effect(),
        decision,
        this::deliver,
        agent -> {
          then.accept(agent);
          after(agent);
          var shown = before;
          for (var event : decision.events()) {
            shown = event.applyTo(shown);
            tellListeners(shown, event);
          }
        });
  }

  private void deliver(Told told) {
    if (told instanceof Told.Offer offer) contacts.offer(offer.offer(), offer.handling());
    else if (told instanceof Told.Revoke revoke) contacts.revoke(revoke.offer());
    else contacts.wrapUpOver(told.offer());
  }

  private void tellListeners(Agent agent, AgentEvent event) {
    if (listeners.isEmpty()) return;
    var news = new News(desk.view(agent), event, false, context.getSelf());
    listeners.forEach(listener -> listener.tell(news));
  }

  private void after(Agent agent) {
    if (!agent.isKnown()) {
      timers.startSingleTimer(Alarm.REST, REST); // nobody: nothing to stay awake for
      return;
    }
    timers.cancel(Alarm.REST);
    desk.follow(agent, now(agent));
    if (agent.revision() > told) {
      told = agent.revision();
      follower.agent(agent);
    }
    armAsk(agent);
    armDigest(agent);
  }

  private void armAsk(Agent agent) {
    var due = desk.due();
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
