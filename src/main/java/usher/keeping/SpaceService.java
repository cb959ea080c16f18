package usher.keeping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import usher.journal.Journals;
import usher.journal.PulseService;
import usher.settings.Settings;

/**
 * Looks once a minute at the room that the journal takes, and says early when there will be none
 * left beside an embedded one.
 */
public final class SpaceService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpaceService.class);
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofDays(1);
  private static final Duration TELL_AGAIN = Duration.ofHours(1);

  private final Settings settings;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(SpaceService::daemon);
  private Growth growth = Growth.UNKNOWN;
  private Instant told = Instant.MIN;
  private volatile Space space;

  /**
   * @param free bytes; null where the database is elsewhere
   * @param growthPerHour bytes; null where it has not been looked at for long enough
   * @param fullAt when at this rate nothing can be written any more; null where it does not grow
   */
  public record Space(Instant at, long bytes, Long free, Long growthPerHour, Instant fullAt) {}

  public SpaceService(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    thread.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** As it was a minute ago at most; null before the first look, and while it cannot be seen. */
  public Space space() {
    return space;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void look() {
    try {
      var now = clock.instant();
      var bytes = settings.database().isPostgres() ? inDatabase() : Files.size(file());
      growth = growth.with(new Growth.Size(now, bytes));
      var free = settings.database().isPostgres() ? null : (Long) freeBeside(file());
      var full = free == null ? null : growth.fullAt(free - PulseService.ROOM);
      space = new Space(now, bytes, free, growth.perHour(), full);
      if (full != null) warn(now, full);
    } catch (SQLException | IOException | RuntimeException e) {
      space = null;
    }
  }

  private void warn(Instant now, Instant full) {
    if (full.isAfter(now.plus(SOON)) || now.isBefore(told.plus(TELL_AGAIN))) return;
    told = now;
    LOG.warn(
        "The disk under {} is full at {} if the journal grows on by {} MiB an hour: make room",
        settings.dataDir(),
        full,
        growth.perHour() >> 20);
  }

  private Path file() {
    return Journals.file(settings);
  }

  private static long freeBeside(Path file) {
    return file.toFile().getUsableSpace();
  }

  private long inDatabase() throws SQLException {
    try (var connection = Journals.connect(settings);
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT pg_database_size(current_database())")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "journal-space");
    thread.setDaemon(true);
    return thread;
  }
}
