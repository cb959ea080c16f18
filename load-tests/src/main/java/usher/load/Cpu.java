package usher.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * CPU time that was spent, in ms: by the server's process, and by all of this machine (Linux only).
 */
record Cpu(long server, long machine) {
  private static final long TICK_MILLIS = 10; // USER_HZ is 100 on every Linux that Java runs on

  /** By now; {@code pid} 0 for a server that is not on this machine. */
  static Cpu spent(long pid) {
    return new Cpu(pid == 0 ? 0 : ofProcess(pid), ofMachine());
  }

  private static long ofProcess(long pid) {
    var fields = read("/proc/" + pid + "/stat").replaceFirst(".*\\) ", "").split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MILLIS;
  }

  /** user, nice, system, and interrupts; not idle, waiting for disks, or stolen by other guests. */
  private static long ofMachine() {
    var fields = read("/proc/stat").lines().findFirst().orElse("").split(" +");
    if (fields.length < 8) return 0;
    return Arrays.stream(new int[] {1, 2, 3, 6, 7}).mapToLong(n -> Long.parseLong(fields[n])).sum()
        * TICK_MILLIS;
  }

  private static String read(String path) {
    try {
      return Files.readString(Path.of(path));
    } catch (IOException e) {
      return "";
    }
  }

  /** What each of so many contacts has cost since {@code before}. */
  String each(Cpu before, long contacts) {
    return String.format(
        Locale.ROOT,
        "CPU a contact, ms: server %.2f, everything on this machine %.2f",
        (double) (server - before.server) / contacts,
        (double) (machine - before.machine) / contacts);
  }
}
