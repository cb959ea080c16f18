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
   * Is the domain's picture complete, so that offers are made? Fails where nobody answers in time.
   */
  public CompletionStage<Boolean> isReady() {
    return sharding
        .entityRefFor(RoutingCoordinator.TYPE, RoutingCoordinator.DEFAULT_DOMAIN)
        .ask(RoutingCoordinator.GetReadiness::new, patience)
        .thenApply(RoutingCoordinator.Readiness::complete);
  }

  /** Tells without waiting: for rooms that say it again. */
  public void tell(RoutingCoordinator.Command command) {
    sharding.entityRefFor(RoutingCoordinator.TYPE, RoutingCoordinator.DEFAULT_DOMAIN).tell(command);
  }
}
