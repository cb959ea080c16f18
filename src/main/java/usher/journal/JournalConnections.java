package usher.journal;

import java.sql.Connection;
import java.sql.SQLException;
import scala.concurrent.Future;
import slick.dbio.DBIOAction;
import slick.jdbc.JdbcBackend.DatabaseDef;
import slick.jdbc.SimpleJdbcAction;

/** Plain JDBC on the journal's own connections and threads. */
public final class JournalConnections {
  private JournalConnections() {}

  /** What is done with a connection; each statement is a transaction of its own. */
  public interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Scala's types for its effects say nothing in Java
  public static <T> Future<T> run(DatabaseDef database, Work<T> work) {
    var action =
        new SimpleJdbcAction<T>(
            context -> {
              try {
                return work.with(context.connection());
              } catch (SQLException e) {
                throw sneaky(e);
              }
            });
    return (Future<T>) database.run((DBIOAction) action);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable failure) throws E {
    throw (E) failure;
  }
}
