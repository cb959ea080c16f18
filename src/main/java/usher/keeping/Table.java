package usher.keeping;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One table as it is kept in a backup, the same on every database.
 *
 * @param key what its rows are in the order of; no two have the same
 * @param counter the column whose numbers the database gives out itself, or null
 * @param page rows that are asked for at once
 */
record Table(String name, List<Column> columns, List<String> key, String counter, int page) {

  enum Kind {
    NUMBER,
    SMALL,
    FLAG,
    TEXT,
    BYTES
  }

  record Column(String name, Kind kind) {}

  /** Everything that must not be lost. What nodes tell each other of themselves is not in here. */
  static final List<Table> ALL =
      List.of(
          new Table(
              "event_journal",
              columns(
                  "ordering NUMBER, deleted FLAG, persistence_id TEXT, sequence_number NUMBER,"
                      + " writer TEXT, write_timestamp NUMBER, adapter_manifest TEXT,"
                      + " event_payload BYTES, event_ser_id SMALL, event_ser_manifest TEXT,"
                      + " meta_payload BYTES, meta_ser_id SMALL, meta_ser_manifest TEXT"),
              List.of("ordering"),
              "ordering",
              500),
          new Table(
              "event_tag",
              columns("event_id NUMBER, tag TEXT"),
              List.of("event_id", "tag"),
              null,
              500),
          new Table(
              "snapshot",
              columns(
                  "persistence_id TEXT, sequence_number NUMBER, created NUMBER,"
                      + " snapshot_ser_id SMALL, snapshot_ser_manifest TEXT, snapshot_payload BYTES,"
                      + " meta_ser_id SMALL, meta_ser_manifest TEXT, meta_payload BYTES"),
              List.of("persistence_id", "sequence_number"),
              null,
              20),
          new Table(
              "audit",
              columns(
                  "number NUMBER, at NUMBER, by TEXT, operation TEXT, target TEXT, body TEXT,"
                      + " status SMALL"),
              List.of("number"),
              "number",
              500));

  private static List<Column> columns(String text) {
    return java.util.Arrays.stream(text.split(",\\s*"))
        .map(column -> column.split(" "))
        .map(column -> new Column(column[0], Kind.valueOf(column[1])))
        .toList();
  }

  List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /** Where the key is in a row. */
  List<Integer> keyPlaces() {
    return key.stream().map(names()::indexOf).toList();
  }

  static String quoted(String name) {
    return '"' + name + '"';
  }

  private static String quoted(List<String> names) {
    return names.stream().map(Table::quoted).collect(Collectors.joining(", "));
  }

  /** The first page, or one after a key; texts in the order of their bytes everywhere. */
  String select(boolean first, boolean postgres) {
    var sorted =
        columns.stream()
            .filter(column -> key.contains(column.name()))
            .map(
                c -> quoted(c.name()) + (postgres && c.kind() == Kind.TEXT ? " COLLATE \"C\"" : ""))
            .collect(Collectors.joining(", "));
    var after = first ? "" : " WHERE (" + sorted + ") > (" + marks(key.size()) + ")";
    return "SELECT "
        + quoted(names())
        + " FROM "
        + quoted(name)
        + after
        + " ORDER BY "
        + sorted
        + " LIMIT "
        + page;
  }

  String insert() {
    return "INSERT INTO "
        + quoted(name)
        + " ("
        + quoted(names())
        + ") VALUES ("
        + marks(columns.size())
        + ")";
  }

  private static String marks(int n) {
    return String.join(", ", java.util.Collections.nCopies(n, "?"));
  }
}
