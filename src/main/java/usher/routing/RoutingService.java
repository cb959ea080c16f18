package usher.routing;

import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The front door to routing. */
public final class RoutingService {
  private final ClusterSharding sharding;
  private final Duration patience;

  public RoutingService(ClusterSharding sharding, Duration patience) {
    this.sharding = sharding;
    this.patience = patience;
  }

  /**
   * Who routes.
   *
   * @param node where, {@code host:port}; null where nobody answers
   * @param complete its picture is complete, so that offers are made
   */
  public record Coordinator(String node, boolean complete) {}

  public static final Coordinator NOWHERE = new Coordinator(null, false);

  /** Fails where nobody answers in time. */
  public CompletionStage<Coordinator> coordinator() {
    return sharding
        .entityRefFor(RoutingCoordinator.TYPE, RoutingCoordinator.DEFAULT_DOMAIN)
        .ask(RoutingCoordinator.GetReadiness::new, patience)
        .thenApply(readiness -> new Coordinator(readiness.node(), readiness.complete()));
  }

  /** Tells without waiting: for rooms that say it again. */
  public void tell(RoutingCoordinator.Command command) {
    sharding.entityRefFor(RoutingCoordinator.TYPE, RoutingCoordinator.DEFAULT_DOMAIN).tell(command);
  }
}
