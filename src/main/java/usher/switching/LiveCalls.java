package usher.switching;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The contacts a switch carries, as its reconciliation sees them. */
public interface LiveCalls {

  /** Those that have not ended, by a view that is at most a second old. */
  CompletionStage<List<String>> of(String source);

  /**
   * The contact's own word, whatever a view says: is it this switch's, and has it not ended? One
   * that ended here has the switch hang up again.
   *
   * @param asOf when the switch had it on its list
   */
  CompletionStage<Boolean> isLive(String interaction, String source, Instant asOf);

  /**
   * Closes a contact {@code lost-by-switch} if it is of that source and its switch has said nothing
   * of it later than {@code asOf}.
   *
   * @return whether it is closed now
   */
  CompletionStage<Boolean> lost(String interaction, String source, Instant asOf);
}
