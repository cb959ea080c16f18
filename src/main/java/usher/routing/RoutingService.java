package usher.routing;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import usher.agent.Presence;
import usher.queue.Entry;

/** The front door to routing. */
public final class RoutingService {
  private static final Duration SOON = Duration.ofMillis(500);

  /** Nothing can be shown yet: queues and agents are still being asked what they have. */
  public static final class Incomplete extends RuntimeException {
    Incomplete() {
      super("The picture is not complete yet", null, false, false);
    }
  }

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

  /** Everybody who fits, as of at most a second ago; null stands for any, or for the first page. */
  public CompletionStage<Seen.Agents> agents(
      Presence presence, String team, String skill, String after, int limit) {
    return ask(
        Seen.Agents.class,
        patience,
        to -> new LookoutActor.ListAgents(presence, team, skill, after, limit, to));
  }

  /** As {@link #agents}: contacts that are open. */
  public CompletionStage<Seen.Contacts> contacts(
      Seen.State state, String queue, String agent, String customer, String after, int limit) {
    return ask(
        Seen.Contacts.class,
        patience,
        to -> new LookoutActor.ListContacts(state, queue, agent, customer, after, limit, to));
  }

  /** As {@link #agents}: contacts that this switch carries, and that have not come to their end. */
  public CompletionStage<Seen.Calls> calls(String source, String after, int limit) {
    return ask(
        Seen.Calls.class, patience, to -> new LookoutActor.ListCalls(source, after, limit, to));
  }

  public CompletionStage<Seen.Queues> queues(String after, int limit) {
    return ask(Seen.Queues.class, patience, to -> new LookoutActor.ListQueues(after, limit, to));
  }

  /**
   * Who stands in a line, in order, beginning behind the first {@code from}; null: no such queue.
   */
  public CompletionStage<Seen.Line> line(String queue, int from, int limit) {
    return ask(Seen.Line.class, patience, to -> new LookoutActor.GetLine(queue, from, limit, to));
  }

  /**
   * Where this entry stands, or would if it had been there already. Null for an unknown queue, and
   * where nobody answers soon: a view can do without.
   */
  public CompletionStage<Seen.Stand> stand(String queue, Entry entry, Instant now) {
    return soon(Seen.Stand.class, to -> new LookoutActor.GetStand(queue, entry, now, to));
  }

  /** As {@link #stand}, for somebody who has only just come: no picture of the line is needed. */
  public CompletionStage<Seen.Stand> welcome(String queue, Entry entry, Instant now) {
    return soon(Seen.Stand.class, to -> new RoutingCoordinator.Welcome(queue, entry, now, to));
  }

  /** As {@link #stand}. */
  public CompletionStage<Seen.Figures> figures(String queue) {
    return soon(Seen.Figures.class, to -> new LookoutActor.GetFigures(queue, to));
  }

  /** Null for a contact that does not wait. */
  public CompletionStage<Seen.Wait> whyWaiting(String interaction) {
    return ask(Seen.Wait.class, patience, to -> new LookoutActor.GetWait(interaction, to));
  }

  /** Null for an unknown agent. */
  public CompletionStage<Seen.Idle> whyIdle(String agent) {
    return ask(Seen.Idle.class, patience, to -> new LookoutActor.GetIdle(agent, to));
  }

  private <S extends Seen> CompletionStage<S> soon(
      Class<S> kind, Function<ActorRef<Seen>, RoutingCoordinator.Command> query) {
    return ask(kind, SOON, query).exceptionally(silence -> null);
  }

  private <S extends Seen> CompletionStage<S> ask(
      Class<S> kind, Duration within, Function<ActorRef<Seen>, RoutingCoordinator.Command> query) {
    return sharding
        .entityRefFor(RoutingCoordinator.TYPE, RoutingCoordinator.DEFAULT_DOMAIN)
        .<Seen>ask(query::apply, within)
        .thenApply(
            seen -> {
              if (seen == Seen.Absent.NOT_YET) throw new Incomplete();
              return seen == Seen.Absent.UNKNOWN ? null : kind.cast(seen);
            });
  }

  /** Tells without waiting: for rooms that say it again. */
  public void tell(RoutingCoordinator.Command command) {
    sharding.entityRefFor(RoutingCoordinator.TYPE, RoutingCoordinator.DEFAULT_DOMAIN).tell(command);
  }
}
