package usher.http;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The requests that wait for an answer. When the journal stops, they have waited long enough. */
final class UnderWay {
  private static final long PATIENCE_MILLIS = 1500;

  private final Supplier<String> fault;
  private final Set<CompletableFuture<?>> waiting = ConcurrentHashMap.newKeySet();

  /**
   * @param fault null while the journal can be written, else why not
   */
  UnderWay(Supplier<String> fault) {
    this.fault = fault;
  }

  /** Throws at whoever would change something while nothing can be written: nothing happens. */
  void refuseIfJournalIsAway() {
    var why = fault.get();
    if (why != null) throw refusal(why);
  }

  private static Problem.Found refusal(String why) {
    return Problem.retry(503, "journal.away", why + " Nothing has happened: try again", 2).found();
  }

  /** The answer, or {@code outcome.unknown} where the journal stops before it. */
  <T> CompletionStage<T> await(CompletionStage<T> work) {
    var answer = new CompletableFuture<T>();
    waiting.add(answer);
    work.whenComplete(
        (value, failure) -> {
          waiting.remove(answer);
          if (failure == null) answer.complete(value);
          else answer.completeExceptionally(failure);
        });
    if (fault.get() != null) giveUp(answer); // it may have stopped before this one could be seen
    return answer;
  }

  /**
   * The answer to who only looks. While nothing can be written, what is in memory is shown, and
   * what would have to be read first is not waited for.
   */
  <T> CompletionStage<T> look(CompletionStage<T> work) {
    var why = fault.get();
    if (why == null) return await(work);
    return work.toCompletableFuture()
        .copy()
        .orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    failure instanceof TimeoutException ? refusal(why) : failure));
  }

  void giveUp() {
    waiting.forEach(this::giveUp);
  }

  private void giveUp(CompletableFuture<?> answer) {
    waiting.remove(answer);
    answer.completeExceptionally(ApiDirectives.unknownOutcome().found());
  }
}
