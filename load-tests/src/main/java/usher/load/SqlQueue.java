package usher.load;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a team writes instead of a distribution server: waiting work in a PostgreSQL table, and
 * every agent takes the most urgent row that it has the skill for with FOR UPDATE SKIP LOCKED.
 * Priorities that rise with the wait are kept as one key that does not change with time, so that an
 * index gives the order. Each arrival, assignment and completion is a transaction of its own, as
 * durable as the database is told to be.
 */
public final class SqlQueue {
  private static final int SKILLS = 50;
  private static final String SCHEMA =
      """
      DROP TABLE IF EXISTS load_work;
      DROP TABLE IF EXISTS load_agent;
      CREATE TABLE load_agent (id int PRIMARY KEY, free boolean NOT NULL, since timestamptz NOT NULL,
        skills smallint[] NOT NULL);
      CREATE TABLE load_work (id bigserial PRIMARY KEY, state char(1) NOT NULL DEFAULT 'W',
        skill smallint NOT NULL, urgency double precision NOT NULL, agent int, arrived timestamptz NOT NULL
        DEFAULT now(), assigned timestamptz, done timestamptz);
      CREATE INDEX load_work_waiting ON load_work (urgency DESC, id) WHERE state = 'W';
      """;
  private static final String AGENTS =
      "INSERT INTO load_agent SELECT g, true, now(), (SELECT array_agg(DISTINCT floor(random() * "
          + SKILLS
          + ")::smallint) FROM generate_series(1, 6 + g % 7) z WHERE g > 0)"
          + " FROM generate_series(1, ?) g";
  private static final String BACKLOG =
      "INSERT INTO load_work (skill, urgency) SELECT floor(random() * "
          + SKILLS
          + "), 100 * floor(random() * 10) - extract(epoch FROM now()) FROM generate_series(1, ?)";
  private static final String ARRIVE =
      "INSERT INTO load_work (skill, urgency) VALUES (?, ? - extract(epoch FROM now()))";
  private static final String ASSIGN =
      """
      WITH next AS (SELECT id FROM load_work WHERE state = 'W'
          AND skill = ANY ((SELECT skills FROM load_agent WHERE id = ?)::smallint[])
          ORDER BY urgency DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED),
        taken AS (UPDATE load_work w SET state = 'A', agent = ?, assigned = now() FROM next
          WHERE w.id = next.id RETURNING w.id),
        busy AS (UPDATE load_agent SET free = false WHERE id = ? AND EXISTS (SELECT 1 FROM taken))
      SELECT id FROM taken""";
  private static final String COMPLETE =
      """
      WITH ended AS (UPDATE load_work SET state = 'D', done = now() WHERE id = ?)
      UPDATE load_agent SET free = true, since = now() WHERE id = ?""";

  private static final String COUNT =
      "SELECT count(*) FILTER (WHERE state = 'D'), count(*) FILTER (WHERE state = 'W') FROM load_work";

  private final Tally tally = new Tally();
  private final AtomicBoolean over = new AtomicBoolean();
  private final String url;

  private SqlQueue(String url) {
    this.url = url;
  }

  /** {@code jdbc-url agents waiting seconds warm-up}. */
  public static void main(String[] args) throws Exception {
    if (args.length != 5)
      throw new IllegalArgumentException("Wanted: jdbc-url agents waiting seconds warm-up");
    new SqlQueue(args[0])
        .run(
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            Integer.parseInt(args[3]),
            Integer.parseInt(args[4]));
  }

  private void run(int agents, int waiting, int seconds, int warmUp) throws Exception {
    prepare(agents, waiting);
    var pool = Executors.newFixedThreadPool(agents);
    var workers = new ArrayList<Future<Integer>>();
    for (var n = 1; n <= agents; n++) {
      var agent = n;
      workers.add(pool.submit(() -> work(agent)));
    }
    pause(warmUp);
    tally.measure(true);
    pause(seconds - warmUp);
    tally.measure(false);
    over.set(true);
    pool.shutdown();
    var cycles = 0;
    for (var worker : workers) cycles += worker.get(); // fails where one of them did
    tally.print();
    count(cycles, waiting);
  }

  /** Each cycle must have left one row that is done, and as many must wait as at the beginning. */
  private void count(int cycles, int waiting) throws SQLException {
    try (var c = DriverManager.getConnection(url);
        var statement = c.createStatement();
        var rows = statement.executeQuery(COUNT)) {
      rows.next();
      System.out.printf(
          "Cycles: %d, done: %d, waiting: %d%n", cycles, rows.getInt(1), rows.getInt(2));
      if (rows.getInt(1) != cycles || rows.getInt(2) < waiting)
        throw new IllegalStateException("Not every row was done once");
    }
  }

  private void prepare(int agents, int waiting) throws SQLException {
    try (var c = DriverManager.getConnection(url);
        var statement = c.createStatement()) {
      statement.execute(SCHEMA);
      fill(c, AGENTS, agents);
      fill(c, BACKLOG, waiting);
      statement.execute("VACUUM ANALYZE load_work");
      statement.execute("ANALYZE load_agent");
    }
  }

  private static void fill(Connection c, String sql, int rows) throws SQLException {
    try (var filling = c.prepareStatement(sql)) {
      filling.setInt(1, rows);
      filling.execute();
    }
  }

  /**
   * One agent, for whom one contact arrives whenever one is done: as many wait at the end.
   *
   * @return how many it has done
   */
  private int work(int agent) throws SQLException {
    var random = new Random(agent);
    try (var c = DriverManager.getConnection(url);
        var arrive = c.prepareStatement(ARRIVE);
        var assign = c.prepareStatement(ASSIGN);
        var complete = c.prepareStatement(COMPLETE)) {
      var done = 0;
      while (!over.get()) if (isDone(agent, random, arrive, assign, complete)) done++;
      return done;
    }
  }

  private boolean isDone(
      int agent,
      Random random,
      PreparedStatement arrive,
      PreparedStatement assign,
      PreparedStatement complete)
      throws SQLException {
    var begun = System.nanoTime();
    arrive.setInt(1, random.nextInt(SKILLS));
    arrive.setInt(2, 100 * random.nextInt(10));
    arrive.executeUpdate();
    tally.took("1 arrive", begun);
    var free = System.nanoTime();
    for (var n = 1; n <= 3; n++) assign.setInt(n, agent);
    var id = -1L;
    try (var taken = assign.executeQuery()) {
      if (taken.next()) id = taken.getLong(1);
    }
    if (id < 0) {
      tally.fault("nothing to take");
      return false;
    }
    tally.took("2 assign", free);
    var ending = System.nanoTime();
    complete.setLong(1, id);
    complete.setInt(2, agent);
    complete.executeUpdate();
    tally.took("3 complete", ending);
    tally.took("agent's cycle", begun);
    tally.completed();
    return true;
  }

  private static void pause(int seconds) throws InterruptedException {
    new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
  }
}
