package usher.simulation;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of calls, read: {@code arrival_ms}, {@code service_ms}, and {@code head_start_ms} where
 * that counts; what else it has is only looked at if it is asked for.
 */
final class CallRows {
  private static final String ARRIVAL = "arrival_ms";
  private static final String SERVICE = "service_ms";
  private static final String HEAD_START = "head_start_ms";

  private final Map<String, long[]> columns = new HashMap<>();
  private final long perPoint;
  private final int count;

  /** Says in its message what is wrong with the file. */
  static final class Unreadable extends Exception {
    Unreadable(String message) {
      super(message);
    }
  }

  private CallRows(List<Map<String, String>> rows, Scenario.CallFile file, String beside)
      throws Unreadable {
    perPoint = file.perPoint();
    count = rows.size();
    if (count == 0) throw new Unreadable(file.path() + " has no rows");
    var needed = new ArrayList<>(List.of(ARRIVAL, SERVICE));
    if (perPoint > 0) needed.add(HEAD_START);
    for (var name : needed) need(name, rows, file);
    if (beside != null && rows.get(0).containsKey(beside)) needed.add(beside);
    for (var name : needed) {
      var column = new long[count];
      for (var row = 0; row < count; row++)
        column[row] = number(rows.get(row).get(name), name, row, file);
      columns.put(name, column);
    }
    for (var row = 1; row < count; row++)
      if (arrival(row) < arrival(row - 1))
        throw new Unreadable(
            file.path()
                + ":"
                + (row + 2)
                + ": sort the file by arrival_ms, this row comes earlier");
  }

  private static void need(String column, List<Map<String, String>> rows, Scenario.CallFile file)
      throws Unreadable {
    if (!rows.get(0).containsKey(column))
      throw new Unreadable(
          file.path() + " has no column " + column + "; it has " + rows.get(0).keySet());
  }

  private static long number(String text, String column, int row, Scenario.CallFile file)
      throws Unreadable {
    try {
      var number = Long.parseLong(text == null ? "" : text.trim());
      if (number >= 0) return number;
    } catch (NumberFormatException e) {
      // said below
    }
    throw new Unreadable(
        "%s:%d: %s is \"%s\": write a whole number of ms, 0 or more"
            .formatted(file.path(), row + 2, column, text));
  }

  /** {@code beside}: another column to be read, if it is there; or null. */
  static CallRows read(Scenario.CallFile file, String beside) throws Unreadable {
    var schema = CsvSchema.emptySchema().withHeader();
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(schema)
            .readValues(file.path().toFile())) {
      return new CallRows(rows.readAll(), file, beside);
    } catch (IOException e) {
      throw new Unreadable(file.path() + " cannot be read: is it there, and a CSV with a header?");
    }
  }

  int count() {
    return count;
  }

  long arrival(int row) {
    return columns.get(ARRIVAL)[row];
  }

  long service(int row) {
    return columns.get(SERVICE)[row];
  }

  /** Null where head starts do not count. */
  Double points(int row) {
    return perPoint == 0 ? null : (double) columns.get(HEAD_START)[row] / perPoint;
  }

  /** Null where there is none of this name. */
  long[] column(String name) {
    return columns.get(name);
  }
}
