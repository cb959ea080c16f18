package usher;

import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import usher.definitions.CheckCommand;
import usher.replay.ReplayCommand;
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
    var commands =
        new CommandLine(new Main())
            .addSubcommand(new ReplayCommand(new Here()))
            .addSubcommand(new CheckCommand());
    var version = "Usher " + Main.class.getPackage().getImplementationVersion();
    commands.getCommandSpec().version(version);
    commands.getSubcommands().values().forEach(c -> c.getCommandSpec().version(version));
    System.exit(commands.execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    var node = openOrExplain();
    if (node == null) return 1;
    return waitForTheEnd(node) ? 0 : 1;
  }

  private static Guardian openOrExplain() {
    try {
      var settings = Settings.load();
      System.out.println("Usher opens its journal: " + journal(settings));
      if (settings.cluster().isShared())
        System.out.println("Usher joins " + String.join(", ", settings.cluster().seeds()));
      var node = Guardian.open(settings, new SteadyClock());
      Runtime.getRuntime().addShutdownHook(new Thread(node::close, "close"));
      System.out.println("Usher serves at " + address(settings, node));
      return node;
    } catch (Exception e) {
      System.err.println("Usher does not start. " + e.getMessage());
      return null;
    }
  }

  private static String journal(Settings settings) {
    return settings.database().isEmbedded()
        ? settings.dataDir().toString()
        : settings.database().url().replaceAll("\\?.*", "");
  }

  private static String address(Settings settings, Guardian node) {
    return "http://" + settings.httpHost() + ":" + node.port();
  }

  /** False where the node did not end by our own will. */
  private static boolean waitForTheEnd(Guardian node) throws InterruptedException {
    if (!node.awaitEnd()) return true;
    System.err.println(
        "Usher ends: the other nodes could not reach it and go on without it. Start it again.");
    return false;
  }

  /** For commands that want a server in their own process. */
  private static final class Here implements ReplayCommand.Server {
    private Guardian node;

    @Override
    public URI open() {
      node = openOrExplain();
      return node == null ? null : URI.create(address(Settings.load(), node));
    }

    @Override
    public void keepServing() throws InterruptedException {
      waitForTheEnd(node);
    }
  }
}
