package usher.keeping;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HexFormat;
import java.util.List;

/**
 * The rows of a table as a sequence of CBOR arrays, one for each row: the same bytes for the same
 * rows, whatever database they are in.
 */
final class Rows {
  static final CBORFactory CBOR = new CBORFactory();
  private static final long PIECE = 4 << 20;

  private final Table table;
  private final boolean postgres;
  private final MessageDigest digest = sha256();
  private final JsonGenerator out;
  private Object[] last;
  private long count;
  private long highest;

  /** Reads a table, page by page, and writes it to {@code target}, which it leaves open. */
  Rows(Table table, boolean postgres, OutputStream target) throws IOException {
    this.table = table;
    this.postgres = postgres;
    out = CBOR.createGenerator(new DigestOutputStream(target, digest));
    out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** Some rows more; false where there are no more. */
  boolean next(Connection connection) throws SQLException, IOException {
    var found = 0;
    long bytes = 0;
    try (var select = connection.prepareStatement(table.select(last == null, postgres))) {
      if (last != null) for (var n = 0; n < last.length; n++) select.setObject(n + 1, last[n]);
      select.setFetchSize(table.page() / 10 + 1);
      try (var row = select.executeQuery()) {
        while (bytes < PIECE && row.next()) {
          bytes += write(row);
          found++;
        }
      }
    }
    count += found;
    out.flush();
    return found > 0;
  }

  /** What is known of the part when all is read. */
  Manifest.Part part() throws IOException {
    out.close();
    var sum = HexFormat.of().formatHex(digest.digest());
    return new Manifest.Part(table.name(), table.names(), count, highest, sum);
  }

  private long write(ResultSet row) throws SQLException, IOException {
    long size = 0;
    var columns = table.columns();
    out.writeStartArray(null, columns.size());
    for (var n = 0; n < columns.size(); n++) {
      var value = value(row, n + 1, columns.get(n).kind());
      if (value instanceof byte[] bytes) size += bytes.length;
      out.writeObject(value);
      if (columns.get(n).name().equals(table.counter())) highest = (Long) value;
    }
    out.writeEndArray();
    var key = table.keyPlaces();
    last = new Object[key.size()];
    for (var n = 0; n < last.length; n++)
      last[n] = value(row, key.get(n) + 1, columns.get(key.get(n)).kind());
    return size;
  }

  private static Object value(ResultSet row, int n, Table.Kind kind) throws SQLException {
    Object value =
        switch (kind) {
          case NUMBER -> row.getLong(n);
          case SMALL -> row.getInt(n);
          case FLAG -> row.getBoolean(n);
          case TEXT -> row.getString(n);
          case BYTES -> row.getBytes(n);
        };
    return row.wasNull() ? null : value;
  }

  /** Each row of a part, in turn. */
  interface Reader {
    void row(Object[] values) throws SQLException, IOException;
  }

  /** Reads what {@link #next} has written; how many there were. */
  static long read(InputStream part, List<Table.Column> columns, Reader reader)
      throws SQLException, IOException {
    long count = 0;
    try (var in = CBOR.createParser(part)) {
      while (in.nextToken() != null) {
        if (in.currentToken() != JsonToken.START_ARRAY) throw new IOException("no row");
        var values = new Object[columns.size()];
        for (var n = 0; n < values.length; n++) values[n] = value(in, columns.get(n).kind());
        if (in.nextToken() != JsonToken.END_ARRAY) throw new IOException("a row too long");
        reader.row(values);
        count++;
      }
    }
    return count;
  }

  private static Object value(JsonParser in, Table.Kind kind) throws IOException {
    if (in.nextToken() == JsonToken.VALUE_NULL) return null;
    return switch (kind) {
      case NUMBER -> in.getLongValue();
      case SMALL -> in.getIntValue();
      case FLAG -> in.getBooleanValue();
      case TEXT -> in.getText();
      case BYTES -> in.getBinaryValue();
    };
  }

  /** One value of a row that is to be written. */
  static void set(PreparedStatement insert, int n, Table.Kind kind, Object value)
      throws SQLException {
    if (kind == Table.Kind.BYTES) {
      if (value == null) insert.setNull(n, Types.VARBINARY);
      else insert.setBytes(n, (byte[]) value);
    } else if (value != null) insert.setObject(n, value);
    else insert.setNull(n, sqlType(kind));
  }

  private static int sqlType(Table.Kind kind) {
    return switch (kind) {
      case NUMBER -> Types.BIGINT;
      case SMALL -> Types.INTEGER;
      case FLAG -> Types.BOOLEAN;
      case TEXT -> Types.VARCHAR;
      case BYTES -> Types.VARBINARY;
    };
  }
}
