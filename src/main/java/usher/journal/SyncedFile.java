package usher.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * Files of H2 whose writes are on the disk when they return. H2 itself never asks the operating
 * system to flush, so without this a power cut could take acknowledged events with it.
 */
public final class SyncedFile extends FilePathWrapper {
  static final String SCHEME = "synced";

  /** Makes {@code jdbc:h2:synced:/path} known to H2. */
  static void register() {
    FilePath.register(new SyncedFile());
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    if (mode.equals("r")) return super.open(mode);
    return FileChannel.open(
        Path.of(getBase().toString()),
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        StandardOpenOption.CREATE,
        StandardOpenOption.DSYNC);
  }
}
