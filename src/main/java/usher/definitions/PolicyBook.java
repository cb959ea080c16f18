package usher.definitions;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import usher.agent.Profile;
import usher.queue.Definition;

/**
 * What the policy files of this node say, and the way from there to queues and agents. What is as
 * the files say already is left alone, so nodes may all do this, and a restart changes nothing.
 */
public final class PolicyBook {
  private static final int AT_ONCE = 20;

  /** Where queues and agents are asked and told. */
  public interface Holders {
    /** Null where there is none. */
    CompletionStage<Definition> queue(String id);

    CompletionStage<?> define(String id, Definition definition);

    /** Null where there is none. */
    CompletionStage<Profile> agent(String id);

    CompletionStage<?> define(String id, Profile profile);
  }

  /**
   * What came of the definitions of one kind.
   *
   * @param changed ids that were new or otherwise before
   * @param unchanged how many were so already
   * @param noLongerInFiles ids that were in the files before, and are kept as they are
   */
  public record Outcome(List<String> changed, int unchanged, List<String> noLongerInFiles) {}

  /** What came of all the files. */
  public record Report(
      int files,
      Outcome queues,
      Outcome agents,
      Collection<String> calendars,
      List<String> warnings) {}

  private final Path directory;
  private final Holders holders;
  private volatile Policies current = Policies.NONE;
  private CompletionStage<?> last = CompletableFuture.completedFuture(null);

  /** {@code directory} null: there are no policy files. */
  public PolicyBook(Path directory, Holders holders) {
    this.directory = directory;
    this.holders = holders;
  }

  /** Null where there are none. */
  public Path directory() {
    return directory;
  }

  /** Those that a queue defined over the API may name. */
  public Calendars calendars() {
    return current.calendars();
  }

  /**
   * Tells queues and agents what the files say, one call after the other. Fails where one of them
   * does not answer; the same again is safe then.
   *
   * @param files sound ones
   */
  public synchronized CompletionStage<Report> apply(PolicyFiles files) {
    var report = last.handle((before, failure) -> null).thenCompose(ready -> tell(files));
    last = report;
    return report;
  }

  private CompletionStage<Report> tell(PolicyFiles files) {
    var wanted = files.policies();
    var before = current;
    return tell(wanted.agents(), before.agents(), holders::agent, holders::define)
        .thenCompose(
            agents ->
                tell(wanted.queues(), before.queues(), holders::queue, holders::define)
                    .thenApply(
                        queues -> {
                          current = wanted;
                          return report(files, queues, agents);
                        }));
  }

  private static Report report(PolicyFiles files, Outcome queues, Outcome agents) {
    return new Report(
        files.files(),
        queues,
        agents,
        new TreeSet<>(files.policies().calendars().byName().keySet()),
        files.doubts().stream().map(Trouble::toString).toList());
  }

  private static <D> CompletionStage<Outcome> tell(
      Map<String, D> wanted,
      Map<String, D> before,
      Function<String, CompletionStage<D>> get,
      BiFunction<String, D, CompletionStage<?>> define) {
    var gone = new TreeSet<>(before.keySet());
    gone.removeAll(wanted.keySet());
    var changed = new ArrayList<String>();
    var rest = new ArrayList<>(new TreeMap<>(wanted).entrySet());
    return some(rest, changed, get, define)
        .thenApply(
            all ->
                new Outcome(
                    List.copyOf(changed), wanted.size() - changed.size(), List.copyOf(gone)));
  }

  /** Some at once and then the others: thousands must not flood who is to answer in time. */
  private static <D> CompletionStage<Void> some(
      List<Map.Entry<String, D>> rest,
      List<String> changed,
      Function<String, CompletionStage<D>> get,
      BiFunction<String, D, CompletionStage<?>> define) {
    if (rest.isEmpty()) return CompletableFuture.completedFuture(null);
    var now = rest.subList(0, Math.min(AT_ONCE, rest.size()));
    var told = new ArrayList<CompletableFuture<Boolean>>();
    for (var one : now) {
      var wanted = one.getValue();
      CompletionStage<Boolean> isNew =
          get.apply(one.getKey())
              .thenCompose(
                  present ->
                      wanted.equals(present)
                          ? CompletableFuture.completedFuture(false)
                          : define.apply(one.getKey(), wanted).thenApply(done -> true));
      told.add(isNew.toCompletableFuture());
    }
    return CompletableFuture.allOf(told.toArray(CompletableFuture[]::new))
        .thenCompose(
            all -> {
              for (var n = 0; n < told.size(); n++)
                if (told.get(n).join()) changed.add(now.get(n).getKey());
              return some(rest.subList(now.size(), rest.size()), changed, get, define);
            });
  }
}
