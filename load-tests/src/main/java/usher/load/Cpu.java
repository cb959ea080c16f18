package usher.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * CPU time in ms (Linux only): spent by the server's process and by all of this machine, and what
 * other guests of the same host took while there was work to do.
 */
record Cpu(long server, long machine, long stolen) {
  private static final long TICK_MILLIS = 10; // USER_HZ is 100 on every Linux that Java runs on

  /** By now; {@code pid} 0 for a server that is not on this machine. */
  static Cpu spent(long pid) {
    var all = ofMachine();
    return new Cpu(pid == 0 ? 0 : ofProcess(pid), sum(all, 1, 2, 3, 6, 7), sum(all, 8));
  }

  private static long ofProcess(long pid) {
    var fields = read("/proc/" + pid + "/stat").replaceFirst(".*\\) ", "").split(" ");
    if (fields.length < 13) throw new IllegalStateException("There is no process " + pid);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MILLIS;
  }

  /** 1 user, 2 nice, 3 system, 4 idle, 5 waiting for disks, 6 and 7 interrupts, 8 stolen. */
  private static String[] ofMachine() {
    var fields = read("/proc/stat").lines().findFirst().orElse("").split(" +");
    return fields.length < 9 ? new String[0] : fields;
  }

  private static long sum(String[] fields, int... which) {
    if (fields.length == 0) return 0;
    return Arrays.stream(which).mapToLong(n -> Long.parseLong(fields[n])).sum() * TICK_MILLIS;
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
        "CPU a contact, ms: server %.2f, everything on this machine %.2f, stolen by other guests %.2f",
        (double) (server - before.server) / contacts,
        (double) (machine - before.machine) / contacts,
        (double) (stolen - before.stolen) / contacts);
  }
}
