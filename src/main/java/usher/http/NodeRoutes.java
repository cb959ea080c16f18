package usher.http;

import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.util.Collection;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import scala.concurrent.duration.Duration;
import usher.journal.PulseService;
import usher.routing.RoutingService;

/** What this node says of itself and of the cluster it is in. */
final class NodeRoutes extends AllDirectives {
  private static final Duration CALM = Duration.create(20, TimeUnit.SECONDS);

  /**
   * While a node or the journal is out of reach, whoever asks for what is there has waited long
   * enough.
   */
  private static final Duration DISTURBED = Duration.create(1500, TimeUnit.MILLISECONDS);

  private static final long LOOK_MILLIS = 1000;
  private static final long FRESH_NANOS = 500_000_000;

  private final Cluster cluster;
  private final ApiDirectives api;
  private final RoutingService routing;
  private final PulseService journal;
  private volatile boolean started;
  private CompletableFuture<RoutingService.Coordinator> coordinator;
  private long askedAt;

  NodeRoutes(
      ActorSystem<?> system, ApiDirectives api, RoutingService routing, PulseService journal) {
    cluster = Cluster.get(system);
    this.api = api;
    this.routing = routing;
    this.journal = journal;
  }

  /** How long a request may take before its caller is told to send it again. */
  Duration patience() {
    var isCalm = journal.fault() == null && cluster.state().getUnreachable().isEmpty();
    return isCalm ? CALM : DISTURBED;
  }

  Route routes() {
    return concat(
        path("live", () -> get(() -> api.plain(NodeRoutes::up))),
        path("ready", () -> get(() -> api.plain(this::ready))));
  }

  private static CompletionStage<HttpResponse> up() {
    return CompletableFuture.completedFuture(ApiDirectives.ok(Json.object("status", "up")));
  }

  /**
   * Ready once offers have been made, and then for good: what a node serves it goes on serving when
   * another dies, so whoever spreads the load must not turn away from all of them. Until then
   * contacts are taken, and wait. Not ready is who cannot write, and whose clock others must not
   * trust.
   */
  private CompletionStage<HttpResponse> ready() {
    if (journal.fault() != null)
      throw Problem.retry(503, "journal.away", journal.fault(), 2).found();
    if (journal.isClockOff())
      throw Problem.retry(503, "clock.off", journal.clockAdvice(), 60).found();
    return coordinator()
        .completeOnTimeout(RoutingService.NOWHERE, LOOK_MILLIS, TimeUnit.MILLISECONDS)
        .exceptionally(silence -> RoutingService.NOWHERE)
        .thenApply(
            coordinator -> {
              started = started || coordinator.complete();
              if (started) return ApiDirectives.ok(view(coordinator.node()));
              throw Problem.retry(
                      503, "server.starting", "Queues and agents are being woken: try again", 1)
                  .found();
            });
  }

  /** Asked at most twice a second, however many ask here: there is one for all nodes. */
  private synchronized CompletableFuture<RoutingService.Coordinator> coordinator() {
    var now = System.nanoTime();
    if (coordinator == null || now - askedAt > FRESH_NANOS) {
      coordinator = routing.coordinator().toCompletableFuture();
      askedAt = now;
    }
    return coordinator.copy();
  }

  private Object view(String coordinator) {
    var state = cluster.state();
    return Json.object(
        "status", "ready",
        "node", place(cluster.selfMember()),
        "coordinator", coordinator,
        "nodes", places(state.getMembers()),
        "unreachable", places(state.getUnreachable()));
  }

  private static Collection<String> places(Iterable<Member> members) {
    var all = new TreeSet<String>();
    StreamSupport.stream(members.spliterator(), false).map(NodeRoutes::place).forEach(all::add);
    return all;
  }

  private static String place(Member member) {
    return member.address().getHost().orElse("") + ":" + member.address().getPort().orElse(0);
  }
}
