package usher.replay;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The one thread that changes a client's state; requests are answered elsewhere and come back to
 * it.
 */
public final class Loop {
  private final ScheduledThreadPoolExecutor thread;
  private final Consumer<Throwable> failed;

  /**
   * @param failed is told, on any thread, of what work or an awaited answer threw
   */
  public Loop(String name, Consumer<Throwable> failed) {
    this.failed = failed;
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              var daemon = new Thread(work, name);
              daemon.setDaemon(true);
              return daemon;
            });
  }

  ScheduledExecutorService thread() {
    return thread;
  }

  public void run(Runnable work) {
    thread.execute(guarded(work));
  }

  /** Does it in so many nanoseconds; at once where they are negative. */
  public void later(long nanos, Runnable work) {
    thread.schedule(guarded(work), nanos, TimeUnit.NANOSECONDS);
  }

  public void every(Duration pause, Runnable work) {
    var nanos = pause.toNanos();
    thread.scheduleAtFixedRate(guarded(work), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** Does it when the answer is there. */
  public <T> void when(CompletionStage<T> answer, Consumer<? super T> then) {
    answer
        .thenAcceptAsync(then, thread)
        .exceptionally(
            failure -> {
              failed.accept(failure);
              return null;
            });
  }

  /** Does this last; what was to happen later does not happen any more. */
  public void end(Runnable last) {
    thread.execute(
        () -> {
          try {
            last.run();
          } finally {
            thread.shutdownNow();
          }
        });
  }

  private Runnable guarded(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException e) {
        failed.accept(e);
      }
    };
  }
}
