package usher.journal;

import akka.persistence.SnapshotMetadata;
import akka.persistence.jdbc.config.SnapshotConfig;
import akka.persistence.jdbc.snapshot.dao.DefaultSnapshotDao;
import akka.serialization.Serialization;
import akka.stream.Materializer;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import slick.jdbc.JdbcBackend.DatabaseDef;
import slick.jdbc.JdbcProfile;

/**
 * Keeps the newest snapshot of each entity. Akka deletes older ones only where it counts the events
 * itself; a queue counts its changes, of which one event may hold many.
 */
public final class NewestSnapshotDao extends DefaultSnapshotDao {
  private final ExecutionContext context;

  /** Called by the plugin, which is told of it by {@code jdbc-snapshot-store.dao}. */
  public NewestSnapshotDao(
      DatabaseDef database,
      JdbcProfile profile,
      SnapshotConfig config,
      Serialization serialization,
      ExecutionContext context,
      Materializer materializer) {
    super(database, profile, config, serialization, context, materializer);
    this.context = context;
  }

  @Override
  public Future<BoxedUnit> save(SnapshotMetadata metadata, Object snapshot) {
    return super.save(metadata, snapshot)
        .flatMap(
            saved -> deleteUpToMaxSequenceNr(metadata.persistenceId(), metadata.sequenceNr() - 1),
            context);
  }
}
