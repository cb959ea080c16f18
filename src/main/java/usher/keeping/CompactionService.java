package usher.keeping;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(CompactionService::daemon);
  private volatile boolean closed;

  public CompactionService(Settings settings) {
    this.settings = settings;
    if (settings.database().isEmbedded()) later(EVERY);
  }

  /** Not by an interrupt: H2 closes a file for good whose reader is interrupted. */
  @Override
  public void close() {
    closed = true;
    thread.shutdown();
  }

  private void later(Duration pause) {
    if (!closed) thread.schedule(this::look, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Steps until there is no more to do. A file that was closed meanwhile is opened again. */
  private void look() {
    try (var connection = Journals.connect(settings)) {
      var compaction = new Compaction(connection);
      while (!closed && compaction.isDue()) {
        var from = System.nanoTime();
        var moved = compaction.step();
        var took = Duration.ofNanos(System.nanoTime() - from);
        var pause = moved ? took.multipliedBy(PAUSES) : NOT_ITS_TURN;
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      }
    } catch (SQLException | RuntimeException e) {
      LOG.debug("The journal was not compacted: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    later(EVERY);
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "journal-compaction");
    thread.setDaemon(true);
    return thread;
  }
}
