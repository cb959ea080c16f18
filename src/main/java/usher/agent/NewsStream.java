package usher.agent;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import usher.agent.AgentEntity.Command;
import usher.agent.AgentEntity.StopListening;
import usher.agent.AgentService.News;

/** Those who listen to one agent, and what they are told. */
final class NewsStream {
  private final ActorContext<Command> context;
  private final Set<ActorRef<News>> listeners = new HashSet<>();

  NewsStream(ActorContext<Command> context) {
    this.context = context;
  }

  /** Who listens already hears everything. */
  void add(ActorRef<News> listener, DeskView desk) {
    if (!listeners.add(listener)) return;
    context.watchWith(listener, new StopListening(listener));
    listener.tell(new News(desk, null, true, context.getSelf()));
  }

  boolean isHeard() {
    return !listeners.isEmpty();
  }

  void remove(ActorRef<News> listener) {
    listeners.remove(listener);
  }

  /** All anew: what was said before does not count. */
  void restart(DeskView desk) {
    listeners.forEach(listener -> listener.tell(new News(desk, null, true, context.getSelf())));
  }

  /** {@code event} null where a contact has only confirmed something. */
  void tell(Supplier<DeskView> view, AgentEvent event) {
    if (listeners.isEmpty()) return;
    var desk = view.get();
    listeners.forEach(listener -> listener.tell(new News(desk, event, false, context.getSelf())));
  }
}
