package usher.switching;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import usher.kernel.SwitchOrder;
import usher.kernel.Wire;
import usher.switching.SwitchEntity.Command;
import usher.switching.SwitchEntity.Reply;

/** The front door to the switches' outboxes, wherever in the cluster they live. */
public final class SwitchService implements Reconciliation.Memory {
  /**
   * What a stream of commands hears.
   *
   * @param whole everything that is owed: what was said before does not count
   * @param from the outbox's present incarnation
   */
  public record News(List<Entry> orders, long number, boolean whole, ActorRef<Command> from)
      implements Wire {
    public News {
      orders = List.copyOf(orders);
    }
  }

  private final ClusterSharding sharding;
  private final Duration patience;

  public SwitchService(ClusterSharding sharding, Duration patience) {
    this.sharding = sharding;
    this.patience = patience;
  }

  /** For contacts, which order again until they hear {@link Contacts#ordered}. */
  public void order(SwitchOrder order) {
    tell(order.source(), new SwitchEntity.Order(order, null));
  }

  /** For those who wait until the order is safe. */
  public CompletionStage<Reply> orderAndWait(SwitchOrder order) {
    return ask(order.source(), replyTo -> new SwitchEntity.Order(order, replyTo));
  }

  public CompletionStage<Reply> taken(String source, String id) {
    return ask(source, replyTo -> new SwitchEntity.Take(id, replyTo));
  }

  /**
   * An event has answered orders of these kinds.
   *
   * @param agent whose leg it was about; null for the contact's other orders
   * @param offer the handle that the event echoed; null where it did not
   */
  public void answered(
      String source, String interaction, String agent, String offer, Set<SwitchOrder.Kind> kinds) {
    tell(source, new SwitchEntity.Answered(interaction, agent, offer, kinds));
  }

  /** The contact's answer to {@link Contacts#routed}: there is nothing to cancel. */
  public void settled(String source, String interaction, String offer) {
    answered(source, interaction, null, offer, Set.of(SwitchOrder.Kind.ROUTE));
  }

  /** Events have come; {@code numbers} are those of them that have one, in order. */
  public void noted(String source, List<Long> numbers) {
    tell(source, new SwitchEntity.Noted(numbers));
  }

  /**
   * Has nothing newer been said of this? Known in memory only, so yes where nobody knows.
   *
   * @param about what goes to and fro: an agent's presence, the hold of a leg
   */
  public CompletionStage<Boolean> isLatest(String source, String about, Instant at) {
    return ask(source, replyTo -> new SwitchEntity.Judge(about, at, replyTo))
        .handle((reply, failure) -> failure != null || ((SwitchEntity.Judged) reply).isLatest());
  }

  public CompletionStage<Reply> get(String source) {
    return ask(source, SwitchEntity.Get::new);
  }

  @Override
  public CompletionStage<Map<String, Instant>> listed(
      String source, Instant asOf, Set<String> missing) {
    return ask(source, replyTo -> new SwitchEntity.Listed(asOf, missing, replyTo))
        .thenApply(reply -> ((SwitchEntity.Lost) reply).calls());
  }

  public void listen(String source, ActorRef<News> stream) {
    tell(source, new SwitchEntity.Listen(stream));
  }

  private void tell(String source, Command command) {
    ref(source).tell(command);
  }

  private CompletionStage<Reply> ask(String source, Function<ActorRef<Reply>, Command> command) {
    return ref(source).ask(command::apply, patience);
  }

  private EntityRef<Command> ref(String source) {
    return sharding.entityRefFor(SwitchEntity.TYPE, source);
  }
}
