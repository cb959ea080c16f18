package usher.keeping;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import usher.journal.Journals;
import usher.settings.Settings;

/** {@code usher restore}: writes a backup into an empty database. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description =
        "Writes a backup into the empty database that a server would use by its settings"
            + " (USHER_DATA_DIR or USHER_DATABASE_URL): whole, or not at all. No server may run on"
            + " it.")
public final class RestoreCommand implements Callable<Integer> {
  private final Clock clock;
  private final PrintStream out;
  private final PrintStream err;

  @Parameters(paramLabel = "FILE", description = "What `backup` has written.")
  private Path file;

  public RestoreCommand(Clock clock) {
    this.clock = clock;
    out = System.out;
    err = System.err;
  }

  @Override
  public Integer call() {
    try (var backup = BackupFile.open(file)) {
      var manifest = backup.manifest();
      out.println(file + " is whole: Usher " + manifest.server() + " at " + manifest.at());
      Restore.into(Settings.load(), clock, backup, this::tell);
      out.println("Everything is restored, and compared row by row. Start the server.");
      return 0;
    } catch (BackupFile.Broken | Restore.Refused | Journals.Unusable e) {
      err.println(e.getMessage());
      return 1;
    } catch (IllegalArgumentException e) { // of the settings
      err.println(e.getMessage());
      return 1;
    }
  }

  private void tell(String what) {
    if (!what.isEmpty()) out.println(what);
  }
}
