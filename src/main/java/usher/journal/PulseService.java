package usher.journal;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import usher.settings.Settings;

/**
 * Says whether the journal can be written now, sooner than a write that hangs would. On PostgreSQL
 * it writes a row of its own four times a second and reads the database's clock; beside the
 * embedded journal it looks at the room left on the disk, so that the journal never meets a full
 * one.
 */
public final class PulseService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PulseService.class);
  private static final Duration EVERY = Duration.ofMillis(250);

  /** A write that takes longer is no sign of life. */
  private static final Duration PATIENCE = Duration.ofMillis(1500);

  /** How far a node's clock may be from the database's: law 7 of deadlines. */
  public static final Duration CLOCKS_DIFFER = Duration.ofMillis(500);

  /** Left free beside the embedded journal, for what is under way when no more is taken. */
  public static final long ROOM = 48L << 20;

  private static final String BEAT =
      "INSERT INTO pulse (node, at) VALUES (?, clock_timestamp())"
          + " ON CONFLICT (node) DO UPDATE SET at = excluded.at RETURNING at";
  private static final String OTHERS =
      "SELECT EXISTS (SELECT FROM pulse WHERE node = ANY (?)"
          + " AND at > clock_timestamp() - INTERVAL '5 s')";
  private static final long NOT_ASKED = 0;
  private static final Executor HERE = Runnable::run;

  private final Settings settings;
  private final Clock clock;
  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(2, PulseService::daemon);
  private final List<Runnable> whenItStops = new CopyOnWriteArrayList<>();
  // Not since the last answer: a process that has stood still has not asked.
  private volatile long askedAt = NOT_ASKED;
  private volatile String fault;
  private volatile Duration ahead = Duration.ZERO;
  private volatile boolean stopped;
  private volatile boolean stoodStill;
  private volatile Runnable whenItStoodStill = () -> {};
  private volatile BooleanSupplier isAlone = () -> false;
  private Connection connection;

  public PulseService(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** From now on, as one of the nodes. */
  public void begin() {
    threads.scheduleWithFixedDelay(this::beat, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    threads.scheduleWithFixedDelay(this::watch, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Do other nodes of this cluster write to the same database, whether this one can reach them or
   * not? While they do, or while nobody can say, it must not begin a cluster of its own.
   */
  public boolean othersBeat() {
    var cluster = settings.cluster();
    var others = new ArrayList<>(cluster.seeds());
    others.remove(cluster.host() + ":" + cluster.port());
    try (var own = connect();
        var look = own.prepareStatement(OTHERS)) {
      look.setArray(1, own.createArrayOf("varchar", others.toArray()));
      try (var row = look.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    } catch (SQLException e) {
      LOG.warn("Nobody can say whether other nodes are alive: {}", e.getMessage());
      return true;
    }
  }

  /** Null where the journal can be written, else why not, and what to do. */
  public String fault() {
    var known = fault;
    if (known != null) return known;
    if (!StandStill.OF_THIS_PROCESS.mayWrite(System.nanoTime()))
      return "Most of the other nodes are out of reach, and may have taken over: are they up?";
    var since = askedAt;
    return since != NOT_ASKED && System.nanoTime() - since > PATIENCE.toNanos()
        ? "The database does not answer: is it up, and can it be reached?"
        : null;
  }

  /** How far this node's clock is ahead of the database's. */
  public Duration ahead() {
    return ahead;
  }

  /** What whoever looks after this node should know of its clock. */
  public String clockAdvice() {
    return advice("This node", ahead);
  }

  static String advice(String whose, Duration ahead) {
    return whose
        + "'s clock is "
        + ahead.toMillis()
        + " ms ahead of the database's: set both by one server of time";
  }

  public boolean isClockOff() {
    return isOff(ahead);
  }

  /** Told once each time the journal can no longer be written. */
  public void whenItStops(Runnable listener) {
    whenItStops.add(listener);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void beat() {
    var now = System.nanoTime();
    askedAt = now == NOT_ASKED ? now + 1 : now;
    try {
      if (settings.database().isEmbedded()) lookAtDisk();
      else write();
      fault = null;
    } catch (SQLException | RuntimeException e) {
      fault = "The journal cannot be written: " + e.getMessage();
      drop();
    } finally {
      askedAt = NOT_ASKED;
    }
  }

  private void lookAtDisk() {
    var free = settings.dataDir().toFile().getUsableSpace();
    if (free < ROOM)
      throw new IllegalStateException(
          "the disk under " + settings.dataDir() + " has " + (free >> 20) + " MiB left: make room");
  }

  private void write() throws SQLException {
    if (!settings.database().isPostgres()) return;
    if (connection == null) connection = connect();
    var before = clock.millis();
    try (var beat = connection.prepareStatement(BEAT)) {
      beat.setString(1, settings.cluster().host() + ":" + settings.cluster().port());
      try (var row = beat.executeQuery()) {
        row.next();
        note(row.getTimestamp(1), before, clock.millis());
      }
    }
  }

  private void note(Timestamp there, long before, long after) {
    var wasOff = isClockOff();
    ahead = ahead(there, before, after);
    if (isClockOff() && !wasOff) LOG.warn("{}", clockAdvice());
  }

  /** By how much at least our clock is ahead of one that was read between these ms of ours. */
  static Duration ahead(Timestamp there, long before, long after) {
    var at = there.getTime();
    return Duration.ofMillis(at < before ? before - at : Math.min(0, after - at));
  }

  static boolean isOff(Duration ahead) {
    return ahead.abs().compareTo(CLOCKS_DIFFER) > 0;
  }

  private Connection connect() throws SQLException {
    var database = settings.database();
    var properties = new Properties();
    if (!database.user().isEmpty()) properties.put("user", database.user());
    if (!database.password().isEmpty()) properties.put("password", database.password());
    properties.put("connectTimeout", "1");
    properties.put("loginTimeout", "1");
    var made = DriverManager.getConnection(database.url(), properties);
    made.setNetworkTimeout(HERE, (int) PATIENCE.toMillis());
    return made;
  }

  private void drop() {
    try {
      if (connection != null) connection.abort(HERE);
    } catch (SQLException e) {
      // it is gone already
    }
    connection = null;
  }

  /** Told once where this node has stood still for so long that it may have been given up. */
  public void whenItStoodStill(Runnable listener) {
    whenItStoodStill = listener;
  }

  private void watch() {
    if (settings.cluster().isShared()) watchStandstill();
    var now = fault();
    if (now != null && !stopped) {
      LOG.error("No contact is taken: {}", now);
      stopped = true;
      whenItStops.forEach(Runnable::run);
    } else if (now == null && stopped) {
      LOG.warn("The journal can be written again");
      stopped = false;
    }
  }

  /** {@code isAlone}: whether most of the other nodes are out of reach now. */
  public void watchOthers(BooleanSupplier isAlone) {
    this.isAlone = isAlone;
  }

  private void watchStandstill() {
    var now = System.nanoTime();
    StandStill.OF_THIS_PROCESS.sees(isAlone.getAsBoolean(), now);
    if (StandStill.OF_THIS_PROCESS.isSeen(now) && !stoodStill) {
      stoodStill = true;
      LOG.error("This node stood still for so long that the others may have gone on: it ends");
      whenItStoodStill.run();
    }
    StandStill.OF_THIS_PROCESS.goesOn(now);
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "journal-pulse");
    thread.setDaemon(true);
    return thread;
  }
}
