package usher;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import usher.settings.Settings;

/** The command line. */
@Command(
    name = "usher",
    mixinStandardHelpOptions = true,
    description = "Contact distribution server. Without a command it serves.")
public final class Main implements Callable<Integer> {

  public static void main(String[] args) {
    // Before anything touches the pool: on two cores it would start a thread for every stage.
    if (System.getProperty("java.util.concurrent.ForkJoinPool.common.parallelism") == null)
      System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", "4");
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    var node = openOrExplain();
    if (node == null) return 1;
    waitForTheEnd(node);
    return 0;
  }

  private static Guardian openOrExplain() {
    try {
      var settings = Settings.load();
      var node = Guardian.open(settings, java.time.Clock.tickMillis(java.time.ZoneOffset.UTC));
      System.out.println(
          "Usher serves at http://"
              + settings.httpHost()
              + ":"
              + node.port()
              + ", journal: "
              + (settings.database().isEmbedded() ? settings.dataDir() : "PostgreSQL"));
      return node;
    } catch (RuntimeException e) {
      System.err.println("Usher does not start. " + e.getMessage());
      return null;
    }
  }

  private static void waitForTheEnd(Guardian node) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(node::close, "close"));
    new CountDownLatch(1).await();
  }
}
