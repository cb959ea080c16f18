package usher;

import java.net.URI;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import usher.access.KeyCommand;
import usher.definitions.CheckCommand;
import usher.demo.Demo;
import usher.keeping.BackupCommand;
import usher.keeping.RestoreCommand;
import usher.replay.ReplayCommand;
import usher.replay.ReplayFailure;
import usher.settings.Settings;
import usher.simulation.SimulateCommand;

/** The command line. */
@Command(
    name = "usher",
    mixinStandardHelpOptions = true,
    description = "Contact distribution server. Without a command it serves.")
public final class Main implements Callable<Integer> {
  /** Done when the process is told to stop, while the server still serves. */
  private static final AtomicReference<Runnable> beforeTheEnd = new AtomicReference<>(() -> {});

  public static void main(String[] args) {
    // Before anything touches the pool: on two cores it would start a thread for every stage.
    if (System.getProperty("java.util.concurrent.ForkJoinPool.common.parallelism") == null)
      System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", "4");
    var commands =
        new CommandLine(new Main())
            .addSubcommand(new ReplayCommand(new Here()))
            .addSubcommand(new CheckCommand())
            .addSubcommand(new SimulateCommand(System::nanoTime))
            .addSubcommand(new KeyCommand(Main::random))
            .addSubcommand(new BackupCommand())
            .addSubcommand(new RestoreCommand(new SteadyClock()));
    var version = "Usher " + Main.class.getPackage().getImplementationVersion();
    commands.getCommandSpec().version(version);
    commands.getSubcommands().values().forEach(c -> c.getCommandSpec().version(version));
    System.exit(commands.execute(args));
  }

  @ArgGroup(exclusive = false)
  private DemoOptions demo;

  /** What belongs to {@code --demo}, and means nothing without it. */
  static final class DemoOptions {
    @Option(
        names = "--demo",
        required = true,
        description = "Let a simulated call centre live beside the server, and show it.")
    private boolean wanted;

    @Option(
        names = "--speed",
        paramLabel = "N",
        description = "60: a minute of its clock a second. Default 20.")
    private double speed = Demo.Options.SPEED;

    @Option(names = "--seed", description = "Of what is drawn by lot; default 1.")
    private long seed = 1;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (demo != null && !(demo.speed >= 1 && demo.speed <= Demo.Options.FASTEST)) {
      System.err.println("--speed is a number from 1 to 1000: 20 is a good one");
      return 1;
    }
    var node = openOrExplain();
    if (node == null) return 1;
    return (demo == null ? waitForTheEnd(node) : play(node)) ? 0 : 1;
  }

  private boolean play(Guardian node) throws InterruptedException {
    var server = URI.create(address(Settings.load(), node));
    var centre = new Demo(server, Demo.Options.endless(demo.speed, demo.seed), System.out);
    beforeTheEnd.set(centre::end);
    try {
      centre.play();
      return true;
    } catch (ReplayFailure e) {
      System.err.println(e.getMessage());
      return false;
    }
  }

  private static Guardian openOrExplain() {
    try {
      var settings = Settings.load();
      System.out.println("Usher opens its journal: " + journal(settings));
      if (settings.cluster().isShared())
        System.out.println("Usher joins " + String.join(", ", settings.cluster().seeds()));
      var node = Guardian.open(settings, new SteadyClock());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node), "close"));
      System.out.println("Usher serves at " + address(settings, node));
      return node;
    } catch (Exception e) {
      System.err.println("Usher does not start. " + e.getMessage());
      return null;
    }
  }

  private static void close(Guardian node) {
    beforeTheEnd.get().run();
    node.close();
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private static String journal(Settings settings) {
    return settings.database().isEmbedded()
        ? settings.dataDir().toString()
        : settings.database().url().replaceAll("\\?.*", "");
  }

  private static String address(Settings settings, Guardian node) {
    return (settings.tls() == null ? "http://" : "https://")
        + settings.httpHost()
        + ":"
        + node.port();
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
