package usher.keeping;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * One walk through the journal that deletes what nobody needs any more, in steps that each do
 * little and commit: first the events of those whose life is over, in the order they were written,
 * then events that a snapshot stands for. The newest event of who goes on is kept, since the
 * numbers of the next ones follow from it.
 */
final class Sweep {
  private static final int PAGE = 1_000;
  private static final int LIVES = 50;
  private static final int EVENTS = 500;

  private static final String WALK =
      "SELECT \"ordering\", \"persistence_id\", \"write_timestamp\" FROM \"event_journal\""
          + " WHERE \"ordering\" > ? ORDER BY \"ordering\" LIMIT "
          + PAGE;
  private static final String OVER =
      "SELECT \"persistence_id\" FROM \"event_journal\" WHERE \"persistence_id\" IN (%s)"
          + " GROUP BY \"persistence_id\" HAVING MAX(\"write_timestamp\") < ?"
          + " AND SUM(CASE WHEN \"event_ser_manifest\" = ? THEN 1 ELSE 0 END) > 0";
  private static final String FORGET =
      "DELETE FROM \"event_journal\" WHERE \"persistence_id\" IN (%s)";
  private static final String NEXT_SNAPSHOT =
      "SELECT \"persistence_id\", MAX(\"sequence_number\") FROM \"snapshot\""
          + " WHERE \"persistence_id\" > ? GROUP BY \"persistence_id\""
          + " ORDER BY \"persistence_id\" LIMIT 1";
  // By both columns, so that the index gives the one row.
  private static final String EDGE =
      "SELECT \"sequence_number\" FROM \"event_journal\" WHERE \"persistence_id\" = ?"
          + " ORDER BY \"persistence_id\" %1$s, \"sequence_number\" %1$s LIMIT 1";
  private static final String OLDEST = EDGE.formatted("ASC");
  private static final String NEWEST = EDGE.formatted("DESC");
  private static final String SHORTEN =
      "DELETE FROM \"event_journal\" WHERE \"persistence_id\" = ? AND \"sequence_number\" < ?"
          + " AND \"write_timestamp\" < ?";

  private static final String OLDEST_ENTRIES =
      "SELECT \"number\", \"at\" FROM \"audit\" ORDER BY \"number\" LIMIT " + EVENTS;
  private static final String FORGET_ENTRIES = "DELETE FROM \"audit\" WHERE \"number\" <= ?";

  private final Connection connection;
  private final Ended ended;
  private final long before;
  private final long auditBefore;
  private long walked;
  private boolean walking = true;
  private String shortened = "";
  private boolean shortening;
  private long contacts;
  private long events;
  private long entries;

  /**
   * @param walked what is older was looked at before, and is over or goes on
   * @param before ms: what is younger is kept
   * @param auditBefore ms: the same for the audit trail
   */
  Sweep(Connection connection, Ended ended, long walked, long before, long auditBefore)
      throws SQLException {
    this.connection = connection;
    this.ended = ended;
    this.walked = walked;
    this.before = before;
    shortening = before != Long.MIN_VALUE; // else it would look at everybody for nothing
    this.auditBefore = auditBefore;
    connection.setAutoCommit(false);
  }

  /** Where the next walk may begin. */
  long walked() {
    return walked;
  }

  /** Whose lives were forgotten. */
  long contacts() {
    return contacts;
  }

  /** All that were deleted. */
  long events() {
    return events;
  }

  /** Of the audit trail. */
  long entries() {
    return entries;
  }

  /** Does a little; false when all is done. */
  boolean step() throws SQLException {
    var more = true;
    if (walking) walking = walk();
    else if (shortening) shortening = shorten();
    else more = forgetEntries();
    connection.commit();
    return more;
  }

  private boolean walk() throws SQLException {
    var seen = new LinkedHashSet<String>();
    var rows = 0;
    var young = false;
    try (var page = connection.prepareStatement(WALK)) {
      page.setLong(1, walked);
      try (var row = page.executeQuery()) {
        while (!young && row.next()) {
          young = row.getLong(3) >= before;
          if (young) break;
          rows++;
          walked = row.getLong(1);
          if (row.getString(2).startsWith(ended.prefix())) seen.add(row.getString(2));
        }
      }
    }
    for (var some : parts(new ArrayList<>(seen))) forget(over(some));
    return !young && rows == PAGE;
  }

  private static List<List<String>> parts(List<String> all) {
    var parts = new ArrayList<List<String>>();
    for (var from = 0; from < all.size(); from += LIVES)
      parts.add(all.subList(from, Math.min(all.size(), from + LIVES)));
    return parts;
  }

  private List<String> over(Collection<String> ids) throws SQLException {
    var over = new ArrayList<String>();
    try (var select = prepare(OVER, ids)) {
      select.setLong(ids.size() + 1, before);
      select.setString(ids.size() + 2, ended.manifest());
      try (var row = select.executeQuery()) {
        while (row.next()) over.add(row.getString(1));
      }
    }
    return over;
  }

  private void forget(Collection<String> ids) throws SQLException {
    if (ids.isEmpty()) return;
    try (var delete = prepare(FORGET, ids)) {
      events += delete.executeUpdate();
    }
    contacts += ids.size();
    connection.commit();
  }

  private PreparedStatement prepare(String sql, Collection<String> ids) throws SQLException {
    var marks = String.join(", ", java.util.Collections.nCopies(ids.size(), "?"));
    var statement = connection.prepareStatement(sql.formatted(marks));
    var n = 1;
    for (var id : ids) statement.setString(n++, id);
    return statement;
  }

  private boolean forgetEntries() throws SQLException {
    long last = 0;
    try (var select = connection.prepareStatement(OLDEST_ENTRIES);
        var row = select.executeQuery()) {
      while (row.next() && row.getLong(2) < auditBefore) last = row.getLong(1);
    }
    if (last == 0) return false;
    try (var delete = connection.prepareStatement(FORGET_ENTRIES)) {
      delete.setLong(1, last);
      entries += delete.executeUpdate();
    }
    return true;
  }

  /** Some of the events of one entity that has a snapshot; false when there is no more of them. */
  private boolean shorten() throws SQLException {
    String id;
    long snapshot;
    try (var next = connection.prepareStatement(NEXT_SNAPSHOT)) {
      next.setString(1, shortened);
      try (var row = next.executeQuery()) {
        if (!row.next()) return false;
        id = row.getString(1);
        snapshot = row.getLong(2);
      }
    }
    if (!shorten(id, snapshot)) shortened = id;
    return true;
  }

  /** False when nothing of it was to be deleted any more. */
  private boolean shorten(String id, long snapshot) throws SQLException {
    var oldest = number(OLDEST, id);
    var newest = number(NEWEST, id);
    var below = Math.min(Math.min(snapshot, newest), oldest + EVENTS);
    try (var delete = connection.prepareStatement(SHORTEN)) {
      delete.setString(1, id);
      delete.setLong(2, below);
      delete.setLong(3, before);
      var deleted = delete.executeUpdate();
      events += deleted;
      return deleted > 0;
    }
  }

  /** 0 where it has no events. */
  private long number(String sql, String id) throws SQLException {
    try (var select = connection.prepareStatement(sql)) {
      select.setString(1, id);
      try (var row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }
}
