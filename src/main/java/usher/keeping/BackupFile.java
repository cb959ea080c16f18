package usher.keeping;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;

/** A backup that has been found whole: each part is there and is what the manifest says. */
final class BackupFile implements AutoCloseable {
  private final ZipFile zip;
  private final Manifest manifest;

  /** It is no backup, or not all of one; the message says what to do. */
  static final class Broken extends RuntimeException {
    Broken(String message) {
      super(message);
    }
  }

  private BackupFile(ZipFile zip, Manifest manifest) {
    this.zip = zip;
    this.manifest = manifest;
  }

  /**
   * Reads all of it.
   *
   * @throws Broken where anything is missing or changed
   */
  static BackupFile open(Path file) {
    if (!Files.isRegularFile(file)) throw new Broken("There is no file " + file);
    ZipFile zip = null;
    try {
      zip = new ZipFile(file.toFile());
      var found = new BackupFile(zip, manifest(zip));
      found.check();
      return found;
    } catch (IOException | SQLException | RuntimeException e) {
      close(zip);
      throw e instanceof Broken broken
          ? broken
          : new Broken(
              file + " is broken or cut short (" + e.getMessage() + "): take another backup");
    }
  }

  Manifest manifest() {
    return manifest;
  }

  InputStream rows(Table table) throws IOException {
    return zip.getInputStream(zip.getEntry(Manifest.Part.file(table.name())));
  }

  Manifest.Part part(Table table) {
    return parts().get(table.name());
  }

  private Map<String, Manifest.Part> parts() {
    return manifest.parts().stream().collect(Collectors.toMap(Manifest.Part::table, p -> p));
  }

  private static Manifest manifest(ZipFile zip) throws IOException {
    var entry = zip.getEntry(Manifest.NAME);
    if (entry == null) throw new Broken(zip.getName() + " is no backup of Usher");
    try (var in = zip.getInputStream(entry)) {
      return Manifest.of(in.readAllBytes());
    }
  }

  private void check() throws IOException, SQLException {
    if (manifest.format() != Manifest.FORMAT || isNewer(manifest.server(), Manifest.version()))
      throw new Broken(
          zip.getName()
              + " was made by Usher "
              + manifest.server()
              + ", and this is "
              + Manifest.version()
              + ": restore it with that version or a newer one");
    var known = new HashMap<String, java.util.List<String>>();
    Table.ALL.forEach(table -> known.put(table.name(), table.names()));
    var columns = new HashMap<String, java.util.List<String>>();
    manifest.parts().forEach(part -> columns.put(part.table(), part.columns()));
    if (!columns.equals(known)) throw new IOException("its tables are not those of its version");
    for (var table : Table.ALL) check(table);
  }

  private static boolean isNewer(String theirs, String ours) {
    try {
      return Version.parse(theirs).compareTo(Version.parse(ours)) > 0;
    } catch (IllegalArgumentException e) {
      return false; // one of them was never released
    }
  }

  private void check(Table table) throws IOException, SQLException {
    var part = part(table);
    if (zip.getEntry(part.file()) == null) throw new IOException(part.file() + " is missing");
    var digest = Rows.sha256();
    try (var in = new DigestInputStream(rows(table), digest)) {
      var rows = Rows.read(in, table.columns(), values -> {});
      var sum = HexFormat.of().formatHex(digest.digest());
      if (rows != part.rows() || !sum.equals(part.sha256()))
        throw new IOException(part.file() + " is not what the manifest says");
    }
  }

  @Override
  public void close() {
    close(zip);
  }

  private static void close(ZipFile zip) {
    try {
      if (zip != null) zip.close();
    } catch (IOException e) {
      // nothing was written to it
    }
  }
}
