package usher.keeping;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import usher.journal.Journals;
import usher.settings.Settings;

/**
 * Compacts an embedded journal beside everything else, in small steps with pauses four times as
 * long as they took. PostgreSQL does the same by itself.
 */
public final class CompactionService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CompactionService.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration NOT_ITS_TURN = Duration.ofMillis(50);
  private static final int PAUSES = 4;

  private final Settings settings;
  private final Supplier<String> fault;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, CompactionService::daemon);

  /**
   * @param fault null while the journal can be written: what room is left then is not for this
   */
  public CompactionService(Settings settings, Supplier<String> fault) {
    this.settings = settings;
    this.fault = fault;
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    if (settings.database().isEmbedded()) later(EVERY);
  }

  /** Not by an interrupt: H2 closes a file for good whose reader is interrupted. */
  @Override
  public void close() {
    thread.shutdown();
  }

  private void later(Duration pause) {
    if (!thread.isShutdown()) thread.schedule(this::look, pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void look() {
    var pause = EVERY;
    if (fault.get() == null) {
      try (var connection = Journals.connect(settings)) {
        pause = compact(new Compaction(connection));
      } catch (SQLException | RuntimeException e) {
        LOG.warn("The journal was not compacted, next try in a second: {}", e.toString());
      }
    }
    later(pause);
  }

  /** A little; and says how long others come first now. */
  private static Duration compact(Compaction compaction) {
    if (!compaction.isDue()) return EVERY;
    var from = System.nanoTime();
    if (!compaction.step()) return NOT_ITS_TURN;
    return Duration.ofNanos(System.nanoTime() - from).multipliedBy(PAUSES);
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "journal-compaction");
    thread.setDaemon(true);
    return thread;
  }
}
