package usher.keeping;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.List;

/**
 * What is in a backup: its last entry, so that one that has it is whole.
 *
 * @param format of all of it; this version reads {@link #FORMAT}
 * @param server the version that wrote it
 * @param at the moment it shows, RFC 3339
 */
record Manifest(int format, String server, String at, List<Part> parts) {
  static final int FORMAT = 1;
  static final String NAME = "manifest.json";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * The rows of one table.
   *
   * @param highest number that the database has given out for them; 0 where it gives none
   * @param sha256 of the part as it is unpacked
   */
  record Part(String table, List<String> columns, long rows, long highest, String sha256) {
    String file() {
      return file(table);
    }

    static String file(String table) {
      return table + ".cbor";
    }
  }

  byte[] toBytes() throws IOException {
    return JSON.writeValueAsBytes(this);
  }

  static Manifest of(byte[] bytes) throws IOException {
    return JSON.readValue(bytes, Manifest.class);
  }

  /** This server's version. */
  static String version() {
    var known = Manifest.class.getPackage().getImplementationVersion();
    return known == null ? "unpackaged" : known;
  }
}
