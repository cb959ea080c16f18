package usher.routing;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.MailboxSelector;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import usher.agent.Agent;
import usher.kernel.Wire;
import usher.queue.Change;
import usher.queue.Entry;
import usher.queue.Follower;

/**
 * Carries the {@link Board} of one routing domain: feeds it what queues and agents say, sends what
 * it decides. It holds no truth; when it dies, the next one asks everybody and goes on.
 */
public final class RoutingCoordinator extends AbstractBehavior<RoutingCoordinator.Command> {

  public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "routing");

  /** The one domain there is for now. */
  public static final String DEFAULT_DOMAIN = "default";

  private static final Duration TICK = Duration.ofSeconds(1);

  /** A node that came is given its share within this time, some of it every ten seconds. */
  private static final Duration MOVING = Duration.ofSeconds(60);

  private static final int MOVING_TICKS = 5;

  /** What is said before the journal has been read is kept, so much of it. */
  private static final int MOST_EARLY = 1000;

  public sealed interface Command extends Wire
      permits Welcome,
          QueueChanges,
          QueueDigest,
          QueuePage,
          AgentNews,
          AgentDigest,
          Wake,
          GetReadiness,
          Stop,
          Alarm,
          NodeNews,
          LookoutActor.Query,
          DomainEntity.Ready,
          DomainEntity.Written {}

  public record QueueChanges(String queue, long first, List<Change> changes) implements Command {}

  public record QueueDigest(String queue, long number, int entries) implements Command {}

  public record QueuePage(Follower.Page page) implements Command {}

  public record AgentNews(Agent agent) implements Command {}

  public record AgentDigest(String agent, long revision) implements Command {}

  /** Every node says this once a second, so that a domain never sleeps. */
  public enum Wake implements Command {
    WAKE
  }

  public record GetReadiness(ActorRef<Readiness> replyTo) implements Command {}

  /**
   * @param complete everybody on the roster has reported, so that offers are made
   * @param node where the coordinator is, {@code host:port}
   */
  public record Readiness(boolean complete, String node) implements Wire {}

  public enum Stop implements Command {
    STOP
  }

  enum Alarm implements Command {
    TICK,
    DUE,
    /** All that had come by the time somebody had news has been heard. */
    HEARD
  }

  /** Where does somebody begin who has only just come? */
  record Welcome(String queue, Entry entry, Instant now, ActorRef<Seen> replyTo)
      implements Command {}

  record NodeNews(ClusterEvent.MemberEvent event) implements Command {}

  private final String id;
  private final Outward outward;
  private final Clock clock;
  private final TimerScheduler<Command> timers;
  private final ActorRef<DomainEvent> domain;
  private final Set<String> queuesToEnlist = new HashSet<>();
  private final Set<String> agentsToEnlist = new HashSet<>();
  private final ActorRef<LookoutActor.Look> lookout;
  private boolean writing;
  private final List<Hearing> early = new ArrayList<>();
  private Board board;
  private Picture picture;
  private long armed = Long.MAX_VALUE;
  private long alarmsLogged;
  private boolean announced;
  private boolean majority = true;
  private boolean deciding;
  private Instant moving = Instant.MIN;
  private int movingTicks;

  public static Behavior<Command> create(String id, Outward outward, Clock clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new RoutingCoordinator(id, outward, clock, timers, context)));
  }

  private RoutingCoordinator(
      String id,
      Outward outward,
      Clock clock,
      TimerScheduler<Command> timers,
      ActorContext<Command> context) {
    super(context);
    this.id = id;
    this.outward = outward;
    this.clock = clock;
    this.timers = timers;
    domain = context.spawn(DomainEntity.create(id, context.getSelf()), "domain");
    context.watch(domain);
    lookout =
        context.spawn(
            LookoutActor.create(), "lookout", MailboxSelector.bounded(LookoutActor.MOST_QUESTIONS));
    var nodes = context.messageAdapter(ClusterEvent.MemberEvent.class, NodeNews::new);
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(Subscribe.create(nodes, ClusterEvent.MemberEvent.class));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(AgentNews.class, m -> hear(now -> board.agent(m.agent, now)))
        .onMessage(
            QueueChanges.class, m -> hear(now -> board.changes(m.queue, m.first, m.changes, now)))
        .onMessage(
            QueueDigest.class, m -> hear(now -> board.digest(m.queue, m.number, m.entries, now)))
        .onMessage(QueuePage.class, m -> hear(now -> board.page(m.page, now)))
        .onMessage(AgentDigest.class, m -> hear(now -> board.agentDigest(m.agent, m.revision)))
        .onMessage(NodeNews.class, this::nodeNews)
        .onMessage(Alarm.class, this::alarm)
        .onMessage(DomainEntity.Ready.class, this::ready)
        .onMessage(DomainEntity.Written.class, this::written)
        .onMessage(Wake.class, m -> this)
        .onMessage(GetReadiness.class, this::readiness)
        .onMessage(LookoutActor.Query.class, this::look)
        .onMessage(Welcome.class, this::welcome)
        .onMessage(Stop.class, m -> Behaviors.stopped())
        .onSignal(Terminated.class, dead -> Behaviors.stopped())
        .build();
  }

  // ---- the domain's journal

  private Behavior<Command> ready(DomainEntity.Ready ready) {
    domain.tell(new DomainEvent.TermTaken(ready.domain().term() + 1));
    return this;
  }

  private Behavior<Command> written(DomainEntity.Written written) {
    if (written.event() instanceof DomainEvent.TermTaken) {
      var d = written.domain();
      board = new Board(d.term(), d.queues(), d.agents(), now());
      timers.startTimerWithFixedDelay(Alarm.TICK, TICK);
      getContext()
          .getLog()
          .debug(
              "Routing domain {} has a coordinator, term {}: asking {} queues and {} agents",
              id,
              d.term(),
              d.queues().size(),
              d.agents().size());
      var waited = List.copyOf(early);
      early.clear();
      return hear(now -> waited.forEach(hearing -> hearing.at(now)));
    }
    writing = false;
    var enlisted = (DomainEvent.Enlisted) written.event();
    queuesToEnlist.removeAll(enlisted.queues());
    agentsToEnlist.removeAll(enlisted.agents());
    return hear(now -> board.enlisted(enlisted.queues(), enlisted.agents(), now));
  }

  /** Whoever came while a write was under way goes with the next one. */
  private void enlist() {
    if (writing || (queuesToEnlist.isEmpty() && agentsToEnlist.isEmpty())) return;
    writing = true;
    domain.tell(new DomainEvent.Enlisted(Set.copyOf(queuesToEnlist), Set.copyOf(agentsToEnlist)));
  }

  // ---- the board

  private interface Hearing {
    void at(Instant now);
  }

  private Behavior<Command> hear(Hearing hearing) {
    if (board == null) {
      // Whoever the roster knows will be asked; a newcomer is heard of only here.
      if (early.size() < MOST_EARLY) early.add(hearing);
      return this;
    }
    var now = now();
    hearing.at(now);
    decideSoon();
    return speak(now);
  }

  /** What has come meanwhile is heard first, so that it is decided together ({@link Moment}). */
  private void decideSoon() {
    if (!deciding) getContext().getSelf().tell(Alarm.HEARD);
    deciding = true;
  }

  private Behavior<Command> readiness(GetReadiness get) {
    var node = Cluster.get(getContext().getSystem()).selfMember().address();
    get.replyTo.tell(
        new Readiness(
            board != null && board.isComplete(now()),
            node.getHost().orElse("") + ":" + node.getPort().orElse(0)));
    return this;
  }

  /** Whoever lived on a node that is gone sleeps, and so does whoever moves to one that came. */
  private Behavior<Command> nodeNews(NodeNews news) {
    if (board == null) return this; // everybody will be asked
    if (news.event instanceof ClusterEvent.MemberUp) moving = now().plus(MOVING);
    if (!(news.event instanceof ClusterEvent.MemberRemoved)) return this;
    return hear(board::wakeAll);
  }

  /** Half a picture would look like the whole: there is none before everybody has reported. */
  private Behavior<Command> look(LookoutActor.Query query) {
    var now = now();
    if (board == null || !board.isComplete(now)) query.replyTo().tell(Seen.Absent.NOT_YET);
    else {
      if (!isFresh(now)) picture = board.picture(now);
      lookout.tell(new LookoutActor.Look(picture, query));
    }
    return this;
  }

  private Behavior<Command> welcome(Welcome w) {
    w.replyTo.tell(board == null ? Seen.Absent.NOT_YET : board.newcomer(w.queue, w.entry, w.now));
    return this;
  }

  private boolean isFresh(Instant now) {
    return picture != null && now.isBefore(picture.asOf().plus(TICK));
  }

  private void forgetPicture(Instant now) {
    if (picture == null || isFresh(now)) return;
    picture = null;
    lookout.tell(LookoutActor.AWAY);
  }

  private Behavior<Command> alarm(Alarm alarm) {
    if (board == null) return this;
    var now = now();
    if (alarm == Alarm.TICK && now.isBefore(moving) && ++movingTicks % MOVING_TICKS == 0)
      board.wakeAll(now);
    if (alarm == Alarm.TICK) forgetPicture(now);
    if (alarm == Alarm.DUE) armed = Long.MAX_VALUE;
    if (alarm == Alarm.HEARD) deciding = false;
    if (alarm == Alarm.TICK) majority = seesMajority(getContext().getSystem());
    if (!majority) return this; // law 6: the smaller part of a cluster proposes nothing
    if (alarm == Alarm.TICK) board.tick(now);
    else board.decide(now);
    return speak(now);
  }

  private Behavior<Command> speak(Instant now) {
    for (var told : board.drain()) {
      if (told instanceof Told.Enlist enlist) {
        queuesToEnlist.addAll(enlist.queues());
        agentsToEnlist.addAll(enlist.agents());
      } else outward.tell(told);
    }
    enlist();
    report(now);
    if (board.isDeposed()) {
      getContext().getLog().warn("A newer coordinator leads domain {}: this one stops", id);
      return Behaviors.stopped();
    }
    if (board.due() < armed) {
      armed = board.due();
      var rest = Duration.ofMillis(Math.max(1, armed - now.toEpochMilli()));
      timers.startSingleTimer(Alarm.DUE, rest);
    }
    return this;
  }

  private void report(Instant now) {
    if (!announced && board.isComplete(now)) {
      announced = true;
      getContext().getLog().debug("Routing domain {} is complete: {} waiting", id, board.waiting());
    }
    if (board.alarms() > alarmsLogged) {
      alarmsLogged = board.alarms();
      getContext()
          .getLog()
          .warn("A ready agent stood beside eligible work, {} times by now", alarmsLogged);
    }
  }

  /** Whether more than half of the nodes are within reach; also where there is no cluster yet. */
  public static boolean seesMajority(ActorSystem<?> system) {
    var state = Cluster.get(system).state();
    var members = 0;
    for (var ignored : state.getMembers()) members++;
    var lost = state.getUnreachable().size();
    return lost == 0 || lost * 2 < members;
  }

  private Instant now() {
    return clock.instant();
  }
}
