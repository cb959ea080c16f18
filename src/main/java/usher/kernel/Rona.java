package usher.kernel;

import java.time.Duration;

/**
 * What becomes of an agent who lets offers ring out ("ring on no answer"), as a queue's policy says
 * it (SEMANTICS e4).
 *
 * @param after how many in a row make it not ready; at least 1
 * @param returns after this long it is ready again by itself; null: only by its own word
 * @param mediumOnly only offers of this medium stop, others go on
 */
public record Rona(int after, Duration returns, boolean mediumOnly) implements Wire {
  public static final Rona DEFAULT = new Rona(1, null, false);
}
