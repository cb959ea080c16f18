package usher.load;

import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What a run is told. */
final class Options {
  @Option(names = "--to", description = "The server (${DEFAULT-VALUE})")
  URI to = URI.create("http://127.0.0.1:8080");

  @Option(names = "--seconds", description = "Of load altogether (${DEFAULT-VALUE})")
  int seconds = 60;

  @Option(names = "--warm-up", description = "Of these, not measured (a third)")
  private Integer warmUp;

  @Option(names = "--agents", description = "All of one team (${DEFAULT-VALUE})")
  int agents = 100;

  @Option(names = "--queues", description = "Contacts go to each in turn (${DEFAULT-VALUE})")
  int queues = 1;

  @Option(names = "--callers", description = "Contacts under way at once (${DEFAULT-VALUE})")
  int callers = 64;

  @Option(
      names = "--waiting",
      description = "Contacts that arrive first, so that as many always wait (${DEFAULT-VALUE})")
  int waiting = 0;

  @Option(names = "--contacts", description = "At most (${DEFAULT-VALUE})")
  int contacts = 1_000_000;

  @Option(
      names = "--pid",
      description = "The server's process, where its CPU time is to be told ($SERVER_PID)",
      defaultValue = "${SERVER_PID:-0}")
  long pid;

  @Option(
      names = "--meet",
      description = "A directory where another run is met when all have come, to go on together")
  Path meet;

  /** What is wrong with them, or null. */
  String fault() {
    if (to.getHost() == null) return "--to is an address such as http://127.0.0.1:8080";
    if (warmUp() < 0 || warmUp() >= seconds)
      return "--warm-up leaves nothing to measure: shorten it, or lengthen --seconds";
    if (Math.min(Math.min(agents, queues), callers) < 1 || waiting < 0 || contacts < 1)
      return "--agents, --queues, --callers and --contacts are 1 or more, --waiting is 0 or more";
    return null;
  }

  int warmUp() {
    return warmUp == null ? seconds / 3 : warmUp;
  }

  @Override
  public String toString() {
    return to
        + ", "
        + seconds
        + " s, "
        + warmUp()
        + " s of them to warm up, "
        + agents
        + " agents, "
        + queues
        + " queues, "
        + callers
        + " callers, "
        + waiting
        + " waiting";
  }
}
