package usher;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.HashCodeMessageExtractor;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import usher.agent.Agent;
import usher.agent.AgentEntity;
import usher.agent.AgentService;
import usher.interaction.InteractionEntity;
import usher.interaction.InteractionService;
import usher.interaction.Order;
import usher.interaction.Told.Assign;
import usher.interaction.Told.Closed;
import usher.interaction.Told.Connected;
import usher.interaction.Told.Left;
import usher.interaction.Told.Ordered;
import usher.interaction.Told.Pending;
import usher.interaction.Told.Settled;
import usher.interaction.Told.TakeOver;
import usher.interaction.Told.Wait;
import usher.kernel.Cause;
import usher.kernel.OfferId;
import usher.kernel.Why;
import usher.queue.Change;
import usher.queue.QueueEntity;
import usher.queue.QueueService;
import usher.routing.RoutingCoordinator;
import usher.routing.RoutingService;
import usher.switching.LiveCalls;
import usher.switching.SwitchEntity;
import usher.switching.SwitchService;

/**
 * The rooms that hold actors, their front doors, and who hears whom: each says what it has to say
 * in its own words, and here it becomes a command of the one that is meant.
 */
final class Rooms {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int CALLS_PAGE = 2_000;

  /**
   * Twenty for each of three nodes. Shards find their homes one after the other, each in a few
   * round trips between nodes: with 300 a cluster that has just started, or lost a node, made new
   * contacts wait for seconds, on a busy machine for half a minute.
   */
  private static final int MANY_SHARDS = 60;

  private static final int FEW_SHARDS = 30;

  final InteractionService interactions;
  final AgentService agents;
  final QueueService queues;
  final RoutingService routing;
  final SwitchService switches;
  private final ActorSystem<?> system;
  private final ClusterSharding sharding;
  private final Clock clock;

  Rooms(ActorSystem<?> system, Clock clock) {
    this.system = system;
    this.clock = clock;
    sharding = ClusterSharding.get(system);
    interactions = new InteractionService(sharding, PATIENCE);
    agents = new AgentService(sharding, PATIENCE);
    queues = new QueueService(sharding, PATIENCE);
    routing = new RoutingService(sharding, PATIENCE);
    switches = new SwitchService(sharding, PATIENCE);
  }

  /** Before the node joins others, which write to its rooms at once. */
  void open() {
    var resting = ClusterShardingSettings.create(system);
    var awake = resting.withNoPassivationStrategy();
    init(QueueEntity.TYPE, FEW_SHARDS, awake, QueueEntity.Stop.STOP, this::queue);
    init(AgentEntity.TYPE, MANY_SHARDS, awake, AgentEntity.Stop.STOP, this::agent);
    init(
        InteractionEntity.TYPE,
        MANY_SHARDS,
        resting,
        InteractionEntity.Stop.STOP,
        this::interaction);
    init(SwitchEntity.TYPE, FEW_SHARDS, awake, SwitchEntity.Stop.STOP, this::switchOutbox);
    init(
        RoutingCoordinator.TYPE,
        FEW_SHARDS,
        awake,
        RoutingCoordinator.Stop.STOP,
        context -> RoutingCoordinator.create(context.getEntityId(), this::outward, clock));
  }

  private <C> void init(
      EntityTypeKey<C> type,
      int shards,
      ClusterShardingSettings settings,
      C stop,
      Function<EntityContext<C>, Behavior<C>> create) {
    ActorRef<ShardingEnvelope<C>> ignored =
        sharding.init(
            Entity.of(type, create::apply)
                .withSettings(settings)
                .withMessageExtractor(new HashCodeMessageExtractor<>(shards))
                .withStopMessage(stop));
  }

  // ---- who hears whom

  private Behavior<InteractionEntity.Command> interaction(
      EntityContext<InteractionEntity.Command> context) {
    return InteractionEntity.create(
        context.getEntityId(), new ContactNeighbours(), clock, context.getShard());
  }

  private Behavior<AgentEntity.Command> agent(EntityContext<AgentEntity.Command> context) {
    return AgentEntity.create(
        context.getEntityId(), this::agentSays, new AgentNews(), clock, context.getShard());
  }

  private Behavior<QueueEntity.Command> queue(EntityContext<QueueEntity.Command> context) {
    return QueueEntity.create(
        context.getEntityId(), this::queueSays, new QueueNews(), clock, context.getShard());
  }

  private Behavior<SwitchEntity.Command> switchOutbox(EntityContext<SwitchEntity.Command> context) {
    return SwitchEntity.create(
        context.getEntityId(), new SwitchContacts(), clock, context.getShard());
  }

  private final class SwitchContacts implements usher.switching.Contacts {
    @Override
    public void ordered(String interaction, String order) {
      interactions.tell(interaction, new InteractionEntity.Ordered(order));
    }

    @Override
    public void routed(String interaction, String offer) {
      interactions.tell(interaction, new InteractionEntity.StillRouted(offer));
    }
  }

  private final class ContactNeighbours implements usher.interaction.Neighbours {
    @Override
    public void tell(usher.interaction.Told told, long attempt) {
      if (told instanceof Wait w)
        queues.tell(w.queue(), new QueueEntity.Wait(w.contact(), attempt));
      else if (told instanceof Left l)
        queues.tell(l.queue(), new QueueEntity.Left(l.interaction(), l.round(), l.how(), l.at()));
      else if (told instanceof usher.interaction.Told.ConsultIs c)
        interactions.tell(c.consult(), new InteractionEntity.ConsultIs(c.of(), c.fate()));
      else if (told instanceof usher.interaction.Told.ConsultKnows c)
        interactions.tell(c.of(), new InteractionEntity.ConsultKnows(c.consult(), c.fate()));
      else if (told instanceof Ordered o) switches.order(o.order());
      else if (told instanceof Settled s) switches.settled(s.source(), s.interaction(), s.offer());
      else toAgent(told);
    }
  }

  private void toAgent(usher.interaction.Told told) {
    if (told instanceof Pending p)
      agents.tell(
          p.offer().agent(),
          new AgentEntity.Pending(p.offer(), p.number(), p.accepted(), p.expiresAt()));
    else if (told instanceof Connected c)
      agents.tell(c.offer().agent(), new AgentEntity.Connected(c.offer(), c.held()));
    else if (told instanceof Closed c)
      agents.tell(c.offer().agent(), new AgentEntity.Closed(c.offer(), c.ending(), c.lesson()));
    else if (told instanceof Assign a)
      agents.tell(
          a.offer().agent(),
          new AgentEntity.Assign(a.offer(), a.queue(), a.subject(), a.handling(), a.force()));
    else if (told instanceof TakeOver t)
      agents.tell(
          t.offer().agent(),
          new AgentEntity.TakeOver(t.offer(), t.instead(), t.queue(), t.subject(), t.handling()));
  }

  private void agentSays(usher.agent.Told told, Why why) {
    var o = told.offer();
    interactions.tell(o.interaction(), fromAgent(told, o, why));
  }

  private static InteractionEntity.Command fromAgent(usher.agent.Told told, OfferId o, Why why) {
    if (told instanceof usher.agent.Told.Offer offer)
      return new InteractionEntity.Offer(o, offer.handling(), offer.endpoint(), why);
    if (told instanceof usher.agent.Told.Revoke) return new InteractionEntity.Revoke(o);
    if (told instanceof usher.agent.Told.Unfit u)
      return new InteractionEntity.Unfit(o, u.refusal());
    if (told instanceof usher.agent.Told.NotTaken) return new InteractionEntity.NotTaken(o);
    return new InteractionEntity.WrapUpOver(o);
  }

  private void queueSays(usher.queue.Told told) {
    interactions.tell(told.interaction(), fromQueue(told));
  }

  private static InteractionEntity.Command fromQueue(usher.queue.Told told) {
    if (told instanceof usher.queue.Told.Waited w)
      return new InteractionEntity.Waited(w.queue(), w.round(), w.handling());
    if (told instanceof usher.queue.Told.TurnedAway t)
      return new InteractionEntity.TurnedAway(
          t.queue(), t.round(), t.attempt(), t.code(), t.to(), t.message());
    if (told instanceof usher.queue.Told.Overdue o)
      return new InteractionEntity.Overdue(o.queue(), o.expired(), o.to(), o.message());
    if (told instanceof usher.queue.Told.Parted p)
      return new InteractionEntity.Parted(p.queue(), p.round());
    if (told instanceof usher.queue.Told.Busy b) return new InteractionEntity.LineBusy(b.queue());
    return new InteractionEntity.StillThere(((usher.queue.Told.StillThere) told).queue());
  }

  private final class AgentNews implements usher.agent.Follower {
    @Override
    public void agent(Agent agent) {
      routing.tell(new RoutingCoordinator.AgentNews(agent));
    }

    @Override
    public void digest(String agent, long revision) {
      routing.tell(new RoutingCoordinator.AgentDigest(agent, revision));
    }
  }

  private final class QueueNews implements usher.queue.Follower {
    @Override
    public void changes(String queue, long first, List<Change> changes) {
      routing.tell(new RoutingCoordinator.QueueChanges(queue, first, changes));
    }

    @Override
    public void digest(String queue, long number, int entries) {
      routing.tell(new RoutingCoordinator.QueueDigest(queue, number, entries));
    }

    @Override
    public void page(Page page) {
      routing.tell(new RoutingCoordinator.QueuePage(page));
    }
  }

  private void outward(usher.routing.Told told) {
    if (told instanceof usher.routing.Told.Propose p)
      agents.tell(
          p.offer().agent(),
          new AgentEntity.Propose(p.offer(), p.queue(), p.subject(), p.handling(), p.why()));
    else if (told instanceof usher.routing.Told.ReportAgent r)
      agents.tell(r.agent(), AgentEntity.Report.NOW);
    else if (told instanceof usher.routing.Told.HeardAgent h)
      agents.tell(h.agent(), new AgentEntity.Heard(h.revision()));
    else if (told instanceof usher.routing.Told.ReportQueue r)
      queues.tell(r.queue(), new QueueEntity.Report(r.known()));
    else if (told instanceof usher.routing.Told.HeardQueue h)
      queues.tell(h.queue(), QueueEntity.Heard.HEARD);
    else if (told instanceof usher.routing.Told.Doubt d)
      queues.tell(d.queue(), new QueueEntity.Doubt(d.interaction()));
  }

  /** The contacts a switch carries, for its lists to be compared with. */
  LiveCalls calls() {
    return new Calls();
  }

  private final class Calls implements LiveCalls {
    @Override
    public CompletionStage<List<String>> of(String source) {
      return pages(source, null, new ArrayList<>());
    }

    private CompletionStage<List<String>> pages(String source, String after, List<String> all) {
      return routing
          .calls(source, after, CALLS_PAGE)
          .thenCompose(
              page -> {
                all.addAll(page.ids());
                return page.next() == null
                    ? CompletableFuture.completedFuture(all)
                    : pages(source, page.next(), all);
              });
    }

    @Override
    public CompletionStage<Boolean> isLive(String interaction, String source, Instant asOf) {
      return interactions
          .order(interaction, new Order.Listed(source, asOf), Cause.by("switch:" + source))
          .thenApply(
              reply ->
                  reply instanceof InteractionEntity.Done done
                      && done.interaction().ended() == null
                      && source.equals(done.interaction().facts().source()));
    }

    @Override
    public CompletionStage<Boolean> lost(String interaction, String source, Instant asOf) {
      return interactions
          .order(interaction, new Order.Lost(source, asOf), Cause.by("switch:" + source))
          .thenApply(
              reply ->
                  reply instanceof InteractionEntity.Done done
                      && done.interaction().ended() != null);
    }
  }
}
