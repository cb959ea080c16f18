package usher.journal;

import akka.NotUsed;
import akka.actor.Scheduler;
import akka.persistence.PersistentRepr;
import akka.persistence.jdbc.config.JournalConfig;
import akka.persistence.jdbc.journal.dao.DefaultJournalDao;
import akka.persistence.jdbc.journal.dao.JournalTables.JournalAkkaSerializationRow;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import akka.stream.javadsl.Source;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Set;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.runtime.BoxedUnit;
import scala.util.Try;
import slick.jdbc.JdbcBackend.DatabaseDef;
import slick.jdbc.JdbcProfile;

/**
 * The journal as Akka's plugin has it, but for two things. It writes nothing in a process that has
 * stood still (see {@link StandStill}). And it reads an entity's events with the question for its
 * highest sequence number, which Akka asks just before: one query without a stream instead of two
 * and two, for each contact that wakes. Where there are too many events for that, or somebody else
 * has taken them, Akka's own way is gone.
 */
public final class UsherJournalDao extends DefaultJournalDao {
  private static final int WHOLE = 200;

  private static final String QUERY =
      "SELECT \"sequence_number\", \"deleted\", \"writer\", \"write_timestamp\","
          + " \"adapter_manifest\", \"event_payload\", \"event_ser_id\", \"event_ser_manifest\""
          + " FROM \"event_journal\" WHERE \"persistence_id\" = ? AND \"sequence_number\" >= ?"
          + " ORDER BY \"sequence_number\" LIMIT "
          + (WHOLE + 1);

  private record Row(
      long number,
      boolean deleted,
      String writer,
      long at,
      String adapter,
      byte[] payload,
      int serializer,
      String manifest) {
    static Row of(ResultSet row) throws SQLException {
      return new Row(
          row.getLong(1),
          row.getBoolean(2),
          row.getString(3),
          row.getLong(4),
          row.getString(5),
          row.getBytes(6),
          row.getInt(7),
          row.getString(8));
    }
  }

  private final Map<String, List<Row>> read = new ConcurrentHashMap<>();
  private final DatabaseDef database;
  private final Serialization serialization;
  private final ExecutionContext context;

  /** Called by the plugin, which is told of it by {@code jdbc-journal.dao}. */
  public UsherJournalDao(
      DatabaseDef database,
      JdbcProfile profile,
      JournalConfig config,
      Serialization serialization,
      ExecutionContext context,
      Materializer materializer) {
    super(database, profile, config, serialization, context, materializer);
    this.database = database;
    this.serialization = serialization;
    this.context = context;
  }

  /** Asked here, where a batch goes to the database, not where it begins to wait for that. */
  @Override
  public Future<BoxedUnit> writeJournalRows(
      Seq<Tuple2<JournalAkkaSerializationRow, Set<String>>> rows) {
    return StandStill.OF_THIS_PROCESS.mayWrite(System.nanoTime())
        ? super.writeJournalRows(rows)
        : scala.concurrent.Future$.MODULE$.failed(
            new IllegalStateException("This node may have been given up"));
  }

  @Override
  public Future<Object> highestSequenceNr(String id, long from) {
    return JournalConnections.run(database, connection -> rows(connection, id, from))
        .flatMap(rows -> highest(id, from, rows), context);
  }

  private Future<Object> highest(String id, long from, List<Row> rows) {
    if (rows.size() > WHOLE) return super.highestSequenceNr(id, from);
    var highest = rows.isEmpty() ? 0 : rows.get(rows.size() - 1).number;
    if (highest > from) read.put(id, rows); // else nobody asks for them
    return Future.successful((Object) highest);
  }

  private static List<Row> rows(Connection connection, String id, long from) throws SQLException {
    try (var select = connection.prepareStatement(QUERY)) {
      select.setString(1, id);
      select.setLong(2, from);
      var rows = new ArrayList<Row>();
      for (var row = select.executeQuery(); row.next(); ) rows.add(Row.of(row));
      return rows;
    }
  }

  @Override
  public akka.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed>
      messagesWithBatch(
          String id,
          long from,
          long to,
          int batchSize,
          Option<Tuple2<FiniteDuration, Scheduler>> refresh) {
    var rows = read.remove(id);
    // Another incarnation may have left what it read before.
    if (rows == null || rows.get(rows.size() - 1).number < to || rows.get(0).number > from)
      return super.messagesWithBatch(id, from, to, batchSize, refresh);
    var wanted = new ArrayList<Row>();
    for (var row : rows)
      if (!row.deleted && row.number >= from && row.number <= to) wanted.add(row);
    return Source.from(wanted).map(row -> event(id, row)).asScala();
  }

  private Try<Tuple2<PersistentRepr, Object>> event(String id, Row row) {
    return serialization
        .deserialize(row.payload, row.serializer, row.manifest)
        .map(payload -> new Tuple2<>(repr(id, row, payload), row.number));
  }

  private static PersistentRepr repr(String id, Row row, Object payload) {
    return PersistentRepr.apply(payload, row.number, id, row.adapter, row.deleted, null, row.writer)
        .withTimestamp(row.at);
  }
}
