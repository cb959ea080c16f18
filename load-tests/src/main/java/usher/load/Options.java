package usher.load;

import java.net.URI;
import java.time.Duration;

/**
 * What a run is told.
 *
 * @param seconds of load altogether
 * @param warmUp of these, not measured
 * @param callers contacts under way at once
 * @param contacts at most
 */
record Options(URI to, int seconds, int warmUp, int agents, int callers, int contacts) {
  static final String USAGE =
      "java -jar load.jar --to http://127.0.0.1:8080 [--seconds 60] [--warm-up (a third)]"
          + " [--agents 100] [--callers 64] [--contacts 1000000]";

  static Options parse(String[] args) {
    var to = URI.create("http://127.0.0.1:8080");
    int seconds = 60, warmUp = -1, agents = 100, callers = 64, contacts = 1_000_000;
    for (var n = 0; n < args.length; n += 2) {
      if (n + 1 == args.length) throw new IllegalArgumentException(args[n] + " needs a value");
      var value = args[n + 1];
      switch (args[n]) {
        case "--to" -> to = address(value);
        case "--seconds" -> seconds = number(args[n], value, 3, 3600);
        case "--warm-up" -> warmUp = number(args[n], value, 0, 3600);
        case "--agents" -> agents = number(args[n], value, 1, 20_000);
        case "--callers" -> callers = number(args[n], value, 1, 200_000);
        case "--contacts" -> contacts = number(args[n], value, 1, 10_000_000);
        default -> throw new IllegalArgumentException("There is no option " + args[n]);
      }
    }
    if (warmUp < 0) warmUp = seconds / 3;
    if (warmUp >= seconds)
      throw new IllegalArgumentException("--warm-up leaves nothing to measure: shorten it");
    return new Options(to, seconds, warmUp, agents, callers, contacts);
  }

  private static int number(String option, String text, int least, int most) {
    var n = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    if (n < least || n > most)
      throw new IllegalArgumentException(
          option + " is a whole number from " + least + " to " + most + ", not " + text);
    return n;
  }

  private static URI address(String text) {
    var at = text.matches("https?://[\\w.:\\[\\]-]+/?") ? URI.create(text) : null;
    if (at == null || at.getHost() == null)
      throw new IllegalArgumentException(
          "--to is an address such as http://127.0.0.1:8080, not " + text);
    return at;
  }

  Duration measured() {
    return Duration.ofSeconds(seconds - warmUp);
  }
}
