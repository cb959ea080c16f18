package usher;

import akka.Done;
import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.http.javadsl.ServerBinding;
import akka.remote.RemoteTransportException;
import com.typesafe.config.Config;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import usher.access.Credentials;
import usher.audit.AuditService;
import usher.definitions.PolicyBook;
import usher.definitions.PolicyFiles;
import usher.http.Doors;
import usher.http.Entrance;
import usher.http.PolicyHolders;
import usher.http.ServerRoutes;
import usher.interaction.InteractionEntity;
import usher.interaction.InteractionEvent;
import usher.journal.Journals;
import usher.journal.PulseService;
import usher.keeping.CompactionService;
import usher.keeping.Ended;
import usher.keeping.RetentionService;
import usher.keeping.SpaceService;
import usher.routing.RoutingCoordinator;
import usher.routing.RoutingService;
import usher.settings.Settings;

/** Starts the rooms and plugs each into its neighbours; the only place that knows all of them. */
public final class Guardian implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int POLICY_ATTEMPTS = 12;

  private final ActorSystem<?> system;
  private final Rooms rooms;
  private final PulseService journal;
  private final RetentionService retention;
  private final CompactionService compaction;
  private final SpaceService space;
  private final Clock clock;
  private final CompletableFuture<Boolean> end = new CompletableFuture<>();
  private ServerBinding binding;
  private volatile boolean closing;
  private final PolicyBook policies;

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
    // Before anything is opened: who has written nonsense is to hear of that alone.
    var credentials = Entrance.credentials(settings);
    var files = PolicyFiles.sound(settings.confDir());
    var config =
        Journals.prepare(settings, clock)
            .withFallback(settings.cluster().remoting())
            .withFallback(settings.config());
    var system = startSystem(settings, config);
    var guardian = new Guardian(system, settings, clock);
    try {
      guardian.rooms.open(); // before the others see this node, and write to it
      guardian.join(settings.cluster());
      guardian.journal.begin();
      system.tell(Tick.ROOMS_OPEN);
      guardian.applyPolicies(files);
      guardian.openDoor(settings, credentials);
      return guardian;
    } catch (RuntimeException e) {
      guardian.close();
      throw e;
    }
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
    if (!settings.isShared()) cluster.join(cluster.selfAddress());
    var mayBegin = settings.isShared() && look(cluster, settings);
    for (var waited = 5; ; waited += 5) {
      try {
        up.get(5, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        if (waited % 10 == 0) tellOfWaiting(settings, waited, mayBegin);
        if (settings.isShared() && !mayBegin) mayBegin = look(cluster, settings);
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException("It was stopped before other nodes let it in", e);
      }
    }
  }

  /**
   * Looks for nodes to join. The first of the seeds begins a cluster where nobody answers, unless
   * others are alive without it: two clusters would share one journal.
   *
   * @return false while it must not begin one
   */
  private boolean look(Cluster cluster, usher.settings.Cluster settings) {
    var mayBegin = !journal.othersBeat();
    var seeds = addresses(settings.seeds());
    if (!mayBegin && seeds.get(0).equals(cluster.selfMember().address()))
      Collections.rotate(seeds, -1); // only the first begins
    cluster.joinSeedNodes(seeds);
    return mayBegin;
  }

  private void tellOfWaiting(usher.settings.Cluster settings, int waited, boolean mayBegin) {
    if (mayBegin)
      system
          .log()
          .warn(
              "Nobody has let this node in for {} s: start {}, the first of USHER_CLUSTER_SEEDS",
              waited,
              settings.seeds().get(0));
    else
      system
          .log()
          .warn(
              "Other nodes write to the database and have not let this one in for {} s: is the"
                  + " network between them whole?",
              waited);
  }

  private List<Address> addresses(List<String> places) {
    return places.stream()
        .map(place -> AddressFromURIString.parse("akka://" + system.name() + "@" + place))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private Guardian(ActorSystem<?> system, Settings settings, Clock clock) {
    this.system = system;
    this.clock = clock;
    rooms = new Rooms(system, clock);
    journal = new PulseService(settings, clock);
    retention = new RetentionService(settings, contacts(), clock);
    compaction = new CompactionService(settings, journal::fault);
    space = new SpaceService(settings, clock);
    policies = new PolicyBook(settings.confDir(), new PolicyHolders(rooms.queues, rooms.agents));
    noticeEnd();
  }

  /**
   * Who was given up has nothing to hand over, and the others take what it had a second later: it
   * ends as if it were killed. Cut off from them, Akka would try to stop in order for ever.
   */
  private void noticeEnd() {
    var shutdown = CoordinatedShutdown.get(system);
    var givenUp = Optional.of(CoordinatedShutdown.clusterDowningReason());
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "given up",
        () -> {
          if (shutdown.getShutdownReason().equals(givenUp)) end.complete(true);
          return CompletableFuture.completedFuture(Done.getInstance());
        });
    journal.whenItStoodStill(() -> end.complete(true));
    journal.watchOthers(() -> !RoutingCoordinator.seesMajority(system));
    system.getWhenTerminated().whenComplete((done, failure) -> end.complete(!closing));
  }

  private static Ended contacts() {
    return new Ended(InteractionEntity.TYPE.name(), InteractionEvent.Completed.class.getName());
  }

  /** A cluster that has just met may need a while until its queues and agents answer. */
  private void applyPolicies(PolicyFiles files) {
    files.doubts().forEach(doubt -> system.log().warn("{}", doubt));
    for (var attempt = 1; ; attempt++) {
      try {
        policies.apply(files).toCompletableFuture().get(1, TimeUnit.MINUTES);
        return;
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        if (attempt == POLICY_ATTEMPTS || e instanceof InterruptedException)
          throw new IllegalStateException(
              "Queues and agents did not take the policy files in time: is the database well, are"
                  + " enough nodes up? Start it again",
              e);
      }
    }
  }

  private void openDoor(Settings settings, Credentials credentials) {
    var doors =
        new Doors(
            rooms.interactions,
            rooms.agents,
            rooms.queues,
            rooms.routing,
            rooms.switches,
            rooms.calls(),
            policies,
            journal,
            space,
            new AuditService(system),
            credentials,
            clock);
    if (Entrance.isOverheard(settings))
      system
          .log()
          .warn(
              "Keys and tokens travel in the clear: set USHER_TLS_KEYSTORE, or put a proxy with TLS"
                  + " in front");
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
   * without it; then the process must end now.
   */
  public boolean awaitEnd() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // nobody completes it so
    }
  }

  /** Hands over, writes what is under way, and stops. */
  @Override
  public void close() {
    closing = true;
    retention.close();
    compaction.close();
    space.close();
    try {
      if (!end.getNow(false)) stop();
    } finally {
      journal.close(); // it is written to until the end
    }
  }

  private void stop() {
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
}
