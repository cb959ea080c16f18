package usher.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The day's figures beside those of its source, for people. */
final class Table {
  /** From here on the way to the server is no small part of a bank's waits. */
  private static final double SLOW_MILLIS = 10_000;

  private Table() {}

  static List<String> lines(Day day, Figures here, double speed) {
    var there = day.recorded();
    var lines = new ArrayList<String>();
    lines.add(resolution(speed));
    lines.add(row("", "this replay", day.beside()));
    lines.add(row("calls", count(here.calls()), count(there.calls())));
    lines.add(row("answered", share(here.answered(), here), share(there.answered(), there)));
    lines.add(row("abandoned", share(here.abandoned(), here), share(there.abandoned(), there)));
    waits(lines, "wait of the answered", here.ofAnswered(), there.ofAnswered());
    waits(lines, "wait of all", here.ofAll(), there.ofAll());
    return lines;
  }

  /** What one tick of the server's clock is worth, and so what a wait of the table can mean. */
  static String resolution(double speed) {
    return String.format(
        Locale.ROOT,
        "At speed %s, 1 ms of server time is %s s of the day: every request adds to the waits.",
        number(speed),
        number(speed / 1000));
  }

  /** How much of the waits is the way there and back. */
  static String answers(double medianMillis, double speed) {
    return String.format(
        Locale.ROOT,
        "The server answered an event in %.1f ms (median): %.1f s of the day.%s",
        medianMillis,
        medianMillis * speed / 1000,
        medianMillis * speed > SLOW_MILLIS ? " For truer waits give a lower --speed." : "");
  }

  static String accounted(Reckoning reckoning) {
    return "accounted for: " + reckoning.accounted() + " of " + reckoning.posted();
  }

  private static void waits(
      List<String> lines, String what, Figures.Waits here, Figures.Waits there) {
    lines.add(row(what + ", mean", seconds(here.meanMillis()), seconds(there.meanMillis())));
    lines.add(row(what + ", p95", seconds(here.p95Millis()), seconds(there.p95Millis())));
  }

  private static String row(String what, String here, String there) {
    return String.format(Locale.ROOT, "%-28s %18s %18s", what, here, there);
  }

  private static String count(double n) {
    return String.format(Locale.ROOT, "%.0f", n);
  }

  private static String share(double n, Figures of) {
    var percent = of.calls() == 0 ? 0 : 100 * n / of.calls();
    return String.format(Locale.ROOT, "%.0f (%.1f %%)", n, percent);
  }

  private static String seconds(double millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1000);
  }

  private static String number(double n) {
    return n == Math.rint(n)
        ? String.format(Locale.ROOT, "%.0f", n)
        : String.format(Locale.ROOT, "%.3f", n).replaceAll("0+$", "");
  }
}
