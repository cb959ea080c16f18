package usher.keeping;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;

/**
 * Makes room in the file of an embedded journal. H2 appends a chunk for each commit, most of which
 * the next one has already replaced; but a chunk's room is used again only when nothing at all of
 * it is in use. What is left of sparse chunks is written once more, together; the old ones are
 * free, and are written over, once they are older than H2's retention time of 45 s.
 */
final class Compaction {
  /** Percent in use, of all that is old enough to be looked at: less is compacted. */
  private static final int ENOUGH = 50;

  /** Bytes at once: others cannot commit meanwhile, which takes a few milliseconds. */
  private static final int PIECE = 256 << 10;

  private static final String IN_USE = "info.CHUNKS_FILL_RATE_RW";

  private final MVStore store;

  /**
   * @param connection to an embedded journal that this process has open
   */
  Compaction(Connection connection) throws SQLException {
    var session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    store = session.getDatabase().getStore().getMvStore();
  }

  /** Whether there is something to do. */
  boolean isDue() {
    return inUse() < ENOUGH;
  }

  /** Does a little; false when it was not its turn, or nothing of it could be moved. */
  boolean step() {
    var moved = store.compact(100, PIECE);
    if (moved) store.commit();
    return moved;
  }

  /** Percent. */
  int inUse() {
    var all = new HashMap<String, String>();
    store.populateInfo(all::put);
    return Integer.parseInt(all.get(IN_USE));
  }
}
