package usher.kernel;

import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import java.util.HashMap;
import java.util.Map;

/**
 * What a kind of entity does with each command, by the command's class. Akka's own builder makes
 * such a list for every single entity, which is a quarter of what a waiting contact weighs; this
 * one is made once and shared.
 *
 * @param <A> the entity
 * @param <C> its commands
 */
public final class Commands<A, C, E, S> {

  /** What {@code entity} does with one kind of command. */
  public interface Handler<A, C, E, S> {
    Effect<E, S> on(A entity, S state, C command);
  }

  private final Map<Class<?>, Handler<A, C, E, S>> handlers = new HashMap<>();

  public <M extends C> Commands<A, C, E, S> on(Class<M> type, Handler<A, M, E, S> handler) {
    handlers.put(type, (entity, state, command) -> handler.on(entity, state, type.cast(command)));
    return this;
  }

  /** For one entity. */
  public CommandHandler<C, E, S> of(A entity) {
    return (state, command) -> handlers.get(command.getClass()).on(entity, state, command);
  }
}
