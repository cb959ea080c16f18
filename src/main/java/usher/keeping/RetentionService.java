package usher.keeping;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import usher.journal.Journals;
import usher.settings.Settings;

/**
 * Deletes what is older than it is to be kept, every now and then, beside everything else: on a
 * connection of its own, in small steps with pauses four times as long as they took. On PostgreSQL
 * one node at a time. The first sweep comes an interval after the start, so that what an ended
 * contact still has to say is said before.
 */
public final class RetentionService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionService.class);
  private static final long SWEEP_LOCK = 0x7573686573L;
  private static final int PAUSES = 4;
  private static final long LEAST_PAUSE = 5;

  private final Settings settings;
  private final Ended ended;
  private final Clock clock;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, RetentionService::daemon);
  private long walked;
  private Sweep sweep;
  private Connection connection;
  private Instant begun;

  /** Begins, where anything is ever to be deleted. */
  public RetentionService(Settings settings, Ended ended, Clock clock) {
    this.settings = settings;
    this.ended = ended;
    this.clock = clock;
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    if (settings.keep() != null || settings.keepAudit() != null)
      later(settings.sweepEvery(), this::begin);
  }

  /** Not by an interrupt: H2 closes a file for good whose reader is interrupted. */
  @Override
  public void close() {
    thread.shutdown();
  }

  private void later(Duration pause, Runnable what) {
    if (!thread.isShutdown()) thread.schedule(what, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void begin() {
    begun = clock.instant();
    try {
      connection = Journals.connect(settings);
      if (settings.database().isPostgres() && !isMine()) end();
      else {
        var before = before(settings.keep());
        sweep = new Sweep(connection, ended, walked, before, before(settings.keepAudit()));
        step();
      }
    } catch (SQLException | RuntimeException e) {
      fail(e);
    }
  }

  /** ms; {@code keep}: null for ever. */
  private long before(Duration keep) {
    return keep == null ? Long.MIN_VALUE : begun.minus(keep).toEpochMilli();
  }

  /** Given back when the connection is closed. */
  private boolean isMine() throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT pg_try_advisory_lock(" + SWEEP_LOCK + ")")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private void step() {
    var from = System.nanoTime();
    try {
      var more = sweep.step();
      var took = Duration.ofNanos(System.nanoTime() - from);
      var pause = took.multipliedBy(PAUSES).plusMillis(LEAST_PAUSE);
      if (more && !thread.isShutdown()) later(pause, this::step);
      else finish();
    } catch (SQLException | RuntimeException e) {
      fail(e);
    }
  }

  private void finish() throws SQLException {
    walked = sweep.walked();
    if (sweep.events() > 0)
      LOG.info(
          "Deleted {} events: all of {} contacts that ended more than {} ago, and what snapshots"
              + " stand for; in {} s",
          sweep.events(),
          sweep.contacts(),
          settings.keep(),
          Duration.between(begun, clock.instant()).toSeconds());
    if (sweep.entries() > 0)
      LOG.info(
          "Deleted {} entries of the audit trail, older than {}",
          sweep.entries(),
          settings.keepAudit());
    end();
  }

  private void fail(Exception e) {
    LOG.warn(
        "Old events were not deleted, next try in {}: {}", settings.sweepEvery(), e.toString());
    end();
  }

  private void end() {
    try {
      if (connection != null) connection.close();
    } catch (SQLException e) {
      // it is gone already
    }
    connection = null;
    sweep = null;
    later(settings.sweepEvery(), this::begin);
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "journal-retention");
    thread.setDaemon(true);
    return thread;
  }
}
