package usher.kernel;

import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EffectFactories;
import java.util.function.Consumer;

/** Turns a decision into what Akka does with it: write first, speak after. */
public final class Settle {
  private Settle() {}

  /**
   * @param deliver sends one message
   * @param then runs last, with the state after the write
   */
  public static <E, M, S> Effect<E, S> settle(
      EffectFactories<E, S> effect,
      Decision<E, M> decision,
      Consumer<M> deliver,
      Consumer<S> then) {
    var write = decision.events().isEmpty() ? effect.none() : effect.persist(decision.events());
    return write.thenRun(
        state -> {
          decision.messages().forEach(deliver);
          then.accept(state);
        });
  }
}
