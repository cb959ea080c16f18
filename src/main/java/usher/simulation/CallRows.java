package usher.simulation;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A file of calls, read: {@code arrival_ms}, {@code service_ms} and whatever else it has. */
final class CallRows {
  private final Map<String, long[]> columns = new HashMap<>();
  private final long perPoint;
  private final int count;

  /** Says in its message what is wrong with the file. */
  static final class Unreadable extends Exception {
    Unreadable(String message) {
      super(message);
    }
  }

  private CallRows(List<Map<String, String>> rows, Scenario.CallFile file) throws Unreadable {
    perPoint = file.perPoint();
    count = rows.size();
    if (count == 0) throw new Unreadable(file.path() + " has no rows");
    for (var name : rows.get(0).keySet()) {
      var column = new long[count];
      for (var row = 0; row < count; row++)
        column[row] = number(rows.get(row).get(name), name, row, file);
      columns.put(name, column);
    }
    need("arrival_ms", file);
    need("service_ms", file);
    if (perPoint > 0) need("head_start_ms", file);
    for (var row = 1; row < count; row++)
      if (arrival(row) < arrival(row - 1))
        throw new Unreadable(
            file.path()
                + ":"
                + (row + 2)
                + ": sort the file by arrival_ms, this row comes earlier");
  }

  private void need(String column, Scenario.CallFile file) throws Unreadable {
    if (!columns.containsKey(column))
      throw new Unreadable(
          file.path() + " has no column " + column + "; it has " + columns.keySet());
  }

  private static long number(String text, String column, int row, Scenario.CallFile file)
      throws Unreadable {
    try {
      return Long.parseLong(text == null ? "" : text.trim());
    } catch (NumberFormatException e) {
      throw new Unreadable(
          "%s:%d: %s is \"%s\": write a whole number of ms"
              .formatted(file.path(), row + 2, column, text));
    }
  }

  static CallRows read(Scenario.CallFile file) throws Unreadable {
    var schema = CsvSchema.emptySchema().withHeader();
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(schema)
            .readValues(file.path().toFile())) {
      return new CallRows(rows.readAll(), file);
    } catch (IOException e) {
      throw new Unreadable(file.path() + " cannot be read: is it there, and a CSV with a header?");
    }
  }

  int count() {
    return count;
  }

  long arrival(int row) {
    return columns.get("arrival_ms")[row];
  }

  long service(int row) {
    return columns.get("service_ms")[row];
  }

  /** Null where head starts do not count. */
  Double points(int row) {
    return perPoint == 0 ? null : (double) columns.get("head_start_ms")[row] / perPoint;
  }

  /** Null where there is none of this name. */
  long[] column(String name) {
    return columns.get(name);
  }
}
