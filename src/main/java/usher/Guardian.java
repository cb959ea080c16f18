package usher;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.HashCodeMessageExtractor;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.http.javadsl.ServerBinding;
import akka.remote.RemoteTransportException;
import com.typesafe.config.Config;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import usher.agent.Agent;
import usher.agent.AgentEntity;
import usher.agent.AgentService;
import usher.http.Doors;
import usher.http.ServerRoutes;
import usher.interaction.InteractionEntity;
import usher.interaction.InteractionService;
import usher.interaction.Told.Closed;
import usher.interaction.Told.Connected;
import usher.interaction.Told.Left;
import usher.interaction.Told.Pending;
import usher.interaction.Told.Wait;
import usher.journal.Journals;
import usher.kernel.Handling;
import usher.kernel.OfferId;
import usher.queue.Change;
import usher.queue.QueueEntity;
import usher.queue.QueueService;
import usher.routing.RoutingCoordinator;
import usher.routing.RoutingService;
import usher.settings.Settings;

/** Starts the rooms and plugs each into its neighbours; the only place that knows all of them. */
public final class Guardian implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * Twenty for each of three nodes. Shards find their homes one after the other, each in a few
   * round trips between nodes: with 300 a cluster that has just started, or lost a node, made new
   * contacts wait for seconds, on a busy machine for half a minute.
   */
  private static final int MANY_SHARDS = 60;

  private static final int FEW_SHARDS = 30;

  private final ActorSystem<?> system;
  private final ClusterSharding sharding;
  private final Clock clock;
  private ServerBinding binding;
  private volatile boolean closing;
  private final InteractionService interactions;
  private final AgentService agents;
  private final QueueService queues;
  private final RoutingService routing;

  private enum Tick {
    ROOMS_OPEN,
    WAKE_ROUTING
  }

  /**
   * Opens a node: its journal, its place in the cluster, its rooms, its door. Where it is told of
   * other nodes, this lasts until one of them lets it in.
   *
   * @throws RuntimeException with what to do in its message
   */
  public static Guardian open(Settings settings, Clock clock) {
    mustBeLocal("USHER_HTTP_HOST", settings.httpHost());
    mustBeLocal("USHER_CLUSTER_HOST", settings.cluster().host());
    var config =
        Journals.prepare(settings)
            .withFallback(settings.cluster().remoting())
            .withFallback(settings.config());
    var system = startSystem(settings, config);
    var guardian = new Guardian(system, clock);
    try {
      guardian.startRooms(); // before the others see this node, and write to it
      guardian.join(settings.cluster());
      system.tell(Tick.ROOMS_OPEN);
      guardian.openDoor(settings);
      return guardian;
    } catch (RuntimeException e) {
      guardian.close();
      throw e;
    }
  }

  private static void mustBeLocal(String setting, String host) {
    if (ServerRoutes.isLocal(host)) return;
    throw new IllegalArgumentException(
        setting
            + "="
            + host
            + " would let others in, and this version has no credentials to ask them for:"
            + " leave it at 127.0.0.1, or another 127.x.y.z");
  }

  private static ActorSystem<Object> startSystem(Settings settings, Config config) {
    try {
      return ActorSystem.create(keeper(), "usher", config);
    } catch (RemoteTransportException e) {
      var place = settings.cluster().host() + ":" + settings.cluster().port();
      throw new IllegalStateException(
          "Other nodes would look for this one at "
              + place
              + ", which is taken or is no address of this machine:"
              + " set USHER_CLUSTER_PORT or USHER_CLUSTER_HOST",
          e);
    }
  }

  /** Returns when this node is a member: no room works before. */
  private void join(usher.settings.Cluster settings) {
    var cluster = Cluster.get(system);
    var up = new CompletableFuture<Void>();
    cluster.registerOnMemberUp(() -> up.complete(null));
    system
        .getWhenTerminated()
        .thenAccept(done -> up.completeExceptionally(new IllegalStateException("stopped")));
    if (settings.isShared()) cluster.joinSeedNodes(addresses(settings.seeds()));
    else cluster.join(cluster.selfAddress());
    for (var waited = 10; ; waited += 10) {
      try {
        up.get(10, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        system
            .log()
            .warn(
                "Nobody has let this node in for {} s: start {}, the first of USHER_CLUSTER_SEEDS",
                waited,
                settings.seeds().get(0));
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException("It was stopped before other nodes let it in", e);
      }
    }
  }

  private List<Address> addresses(List<String> places) {
    return places.stream()
        .map(place -> AddressFromURIString.parse("akka://" + system.name() + "@" + place))
        .toList();
  }

  private Guardian(ActorSystem<?> system, Clock clock) {
    this.system = system;
    this.clock = clock;
    sharding = ClusterSharding.get(system);
    interactions = new InteractionService(sharding, PATIENCE);
    agents = new AgentService(sharding, PATIENCE);
    queues = new QueueService(sharding, PATIENCE);
    routing = new RoutingService(sharding, PATIENCE);
  }

  private void openDoor(Settings settings) {
    var doors = new Doors(interactions, agents, queues, routing, clock);
    try {
      binding =
          new ServerRoutes(system, settings, doors)
              .bind(system)
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
      // Desks listen for as long as they are let: they go on elsewhere while the rest is handed
      // over.
      binding.addToCoordinatedShutdown(Duration.ofSeconds(1), system);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Port " + settings.httpPort() + " is taken: set USHER_HTTP_PORT to another", e);
    } catch (InterruptedException | TimeoutException e) {
      throw new IllegalStateException("The door did not open in time", e);
    }
  }

  /** The port that requests are taken on. */
  public int port() {
    return binding.localAddress().getPort();
  }

  /**
   * Returns when the node has stopped: true where nobody closed it here, but the others went on
   * without it.
   */
  public boolean awaitEnd() throws InterruptedException {
    try {
      system.getWhenTerminated().toCompletableFuture().get();
    } catch (ExecutionException e) {
      system.log().warn("The node has not stopped in order", e);
    }
    return !closing;
  }

  /** Hands over, writes what is under way, and stops. */
  @Override
  public void close() {
    closing = true;
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      system.log().warn("The node did not stop in time", e);
    }
  }

  /**
   * The system's first actor: keeps the routing domain awake, once there is one. On a busy machine
   * the rooms take longer to start than its first tick, and a fault here ends the node.
   */
  private static Behavior<Object> keeper() {
    return Behaviors.withTimers(
        timers ->
            Behaviors.receive(
                (context, tick) -> {
                  if (tick == Tick.ROOMS_OPEN)
                    timers.startTimerWithFixedDelay(Tick.WAKE_ROUTING, Duration.ofSeconds(1));
                  new RoutingService(ClusterSharding.get(context.getSystem()), PATIENCE)
                      .tell(RoutingCoordinator.Wake.WAKE);
                  return Behaviors.same();
                }));
  }

  private void startRooms() {
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
        context.getEntityId(), new Lines(), new Desks(), clock, context.getShard());
  }

  private Behavior<AgentEntity.Command> agent(EntityContext<AgentEntity.Command> context) {
    return AgentEntity.create(
        context.getEntityId(), new AgentContacts(), new AgentNews(), clock, context.getShard());
  }

  private Behavior<QueueEntity.Command> queue(EntityContext<QueueEntity.Command> context) {
    return QueueEntity.create(
        context.getEntityId(), this::contact, new QueueNews(), clock, context.getShard());
  }

  private final class Lines implements usher.interaction.Line {
    @Override
    public void wait(Wait w, long attempt) {
      queues.tell(w.queue(), new QueueEntity.Wait(w.contact(), attempt));
    }

    @Override
    public void left(Left left) {
      queues.tell(left.queue(), new QueueEntity.Left(left.interaction(), left.round()));
    }
  }

  private final class Desks implements usher.interaction.Desk {
    @Override
    public void pending(Pending p) {
      agents.tell(
          p.offer().agent(), new AgentEntity.Pending(p.offer(), p.accepted(), p.expiresAt()));
    }

    @Override
    public void connected(Connected c) {
      agents.tell(c.offer().agent(), new AgentEntity.Connected(c.offer()));
    }

    @Override
    public void closed(Closed c) {
      agents.tell(c.offer().agent(), new AgentEntity.Closed(c.offer(), c.ending()));
    }
  }

  private final class AgentContacts implements usher.agent.Contacts {
    @Override
    public void offer(OfferId o, Handling handling) {
      interactions.tell(o.interaction(), new InteractionEntity.Offer(o, handling));
    }

    @Override
    public void revoke(OfferId o) {
      interactions.tell(o.interaction(), new InteractionEntity.Revoke(o));
    }

    @Override
    public void wrapUpOver(OfferId o) {
      interactions.tell(o.interaction(), new InteractionEntity.WrapUpOver(o));
    }
  }

  private void contact(usher.queue.Told told) {
    interactions.tell(told.interaction(), toContact(told));
  }

  private static InteractionEntity.Command toContact(usher.queue.Told told) {
    if (told instanceof usher.queue.Told.Waited w)
      return new InteractionEntity.Waited(w.queue(), w.round());
    if (told instanceof usher.queue.Told.TurnedAway t)
      return new InteractionEntity.TurnedAway(t.queue(), t.round(), t.attempt(), t.code());
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
          new AgentEntity.Propose(p.offer(), p.queue(), p.subject(), p.handling()));
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
}
