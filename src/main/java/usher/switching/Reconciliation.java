package usher.switching;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Compares a switch's list of live calls with ours. */
public final class Reconciliation {

  /** So many contacts are asked at once. */
  private static final int AT_ONCE = 100;

  /**
   * @param known how many we held live
   * @param missing not on the list, and not given up yet
   * @param closed given up now
   * @param unknown on the list, and no contact of ours lives
   */
  public record Report(
      Instant asOf, int known, List<String> missing, List<String> closed, List<String> unknown) {}

  /** Remembers who is missing, and says whom to give up ({@link Missing}). */
  public interface Memory {
    CompletionStage<Map<String, Instant>> listed(String source, Instant asOf, Set<String> missing);
  }

  private final LiveCalls calls;
  private final Memory memory;

  public Reconciliation(LiveCalls calls, Memory memory) {
    this.calls = calls;
    this.memory = memory;
  }

  public CompletionStage<Report> compare(String source, Instant asOf, Set<String> listed) {
    return calls
        .of(source)
        .thenCompose(
            live -> {
              var missing = new HashSet<>(live);
              missing.removeAll(listed);
              var strange = new HashSet<>(listed);
              live.forEach(strange::remove);
              return memory
                  .listed(source, asOf, missing)
                  .thenCompose(
                      lost ->
                          closed(source, lost)
                              .thenCompose(
                                  closed ->
                                      unknown(source, asOf, strange)
                                          .thenApply(
                                              unknown -> {
                                                missing.removeAll(closed);
                                                return new Report(
                                                    asOf,
                                                    live.size(),
                                                    sorted(missing),
                                                    closed,
                                                    unknown);
                                              })));
            });
  }

  private CompletionStage<List<String>> closed(String source, Map<String, Instant> lost) {
    return those(lost.keySet(), id -> calls.lost(id, source, lost.get(id)));
  }

  /** A call that has just begun is in no view yet: so each is asked. */
  private CompletionStage<List<String>> unknown(String source, Instant asOf, Set<String> strange) {
    return those(strange, id -> calls.isLive(id, source, asOf).thenApply(live -> !live));
  }

  private static CompletionStage<List<String>> those(
      Set<String> ids, Function<String, CompletionStage<Boolean>> ask) {
    var all = sorted(ids);
    CompletionStage<List<String>> found = CompletableFuture.completedFuture(new ArrayList<>());
    for (var from = 0; from < all.size(); from += AT_ONCE) {
      var some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      found = found.thenCompose(before -> more(before, some, ask));
    }
    return found;
  }

  private static CompletionStage<List<String>> more(
      List<String> before, List<String> some, Function<String, CompletionStage<Boolean>> ask) {
    var answers = some.stream().map(id -> ask.apply(id).toCompletableFuture()).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              for (var n = 0; n < some.size(); n++)
                if (answers.get(n).join()) before.add(some.get(n));
              return before;
            });
  }

  private static List<String> sorted(Set<String> ids) {
    return ids.stream().sorted().toList();
  }
}
