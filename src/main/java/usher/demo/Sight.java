package usher.demo;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import usher.demo.Visit.Medium;
import usher.replay.BankProfile;
import usher.replay.Pace;

/** What of the demo is shown to people, in at most 79 columns. */
final class Sight {
  static final String HEADING =
      "day clock waiting talking  ready busy wrap-up  offered answered abandoned  20 s";

  private static final String LINE = "%3d %s %7d %7d  %5d %4d %7d  %7d %8d %9d %4d%%";

  private static final int OPENS = BankProfile.FIRST_HALF_HOUR;
  private static final long DAY = BankProfile.ARRIVALS.length * BankProfile.HALF_HOUR;

  private Sight() {}

  /** Only what this server really answers is named. */
  static List<String> header(
      URI server, Demo.Options options, String contact, Predicate<String> answers) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add("A simulated call centre is open. Callers come, wait and talk, and agents are");
    lines.add("at work, as at the \"Anonymous Bank\" (Technion; Brown et al., JASA 100, 2005);");
    lines.add("chats, e-mails and what else agents do are invented. Nights are left out.");
    lines.add(
        String.format(
            Locale.ROOT,
            "Seed %d; at speed %s a minute of its clock takes %s s of the server's.",
            options.seed(),
            number(options.speed()),
            number(60 / options.speed())));
    lines.add("");
    lines.add("Have a look at");
    for (var path : List.of("/", "/docs/", "/openapi.json"))
      if (answers.test(path)) lines.add("  " + server.resolve(path));
    lines.add("  " + server + "/v1/queues/" + Centre.BANKING);
    lines.add("  " + server + "/v1/queues/" + Centre.BANKING + "/waiting");
    lines.add("  " + server + "/v1/interactions/" + contact + "/history");
    lines.add("  curl -N " + server + "/v1/agents/" + Centre.PEOPLE.get(0).id() + "/events");
    lines.add("End it with Ctrl-C. The last column: calls answered within 20 s of its clock.");
    lines.add("");
    return lines;
  }

  static String line(long clock, Glance now, Book book) {
    var all = book.all();
    return String.format(
        Locale.ROOT,
        LINE,
        1 + clock / DAY,
        Pace.clock(OPENS * BankProfile.HALF_HOUR + clock % DAY),
        now.waiting(),
        now.talking(),
        now.ready(),
        now.busy(),
        now.writing(),
        all.offered(),
        all.answered(),
        all.gaveUp(),
        book.of(Medium.VOICE).percentWell());
  }

  static List<String> summary(Book book, Demo.Options options, int troubles) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add(row("", "calls", "chats", "e-mails"));
    lines.add(counts("offered", book, Book.Counts::offered));
    lines.add(counts("answered", book, Book.Counts::answered));
    lines.add(counts("abandoned", book, Book.Counts::gaveUp));
    if (book.all().refused() > 0) lines.add(counts("refused", book, Book.Counts::refused));
    if (book.all().open() > 0) lines.add(counts("unanswered at the end", book, Book.Counts::open));
    lines.add(row("mean wait of the answered", m -> seconds(book.waits(m).meanMillis())));
    lines.add(row("95 % of them waited up to", m -> seconds(book.waits(m).p95Millis())));
    lines.add(
        row(
            "answered within " + Centre.WELL_WITHIN + " s",
            medium -> medium == Medium.EMAIL ? "" : book.of(medium).percentWell() + " %"));
    lines.add("Waits are on the demo's clock, " + number(options.speed()) + " times the server's.");
    if (troubles > 0) lines.add(troubles + " things went otherwise than they should.");
    return lines;
  }

  private static String counts(String what, Book book, Function<Book.Counts, Long> count) {
    return row(what, medium -> String.valueOf(count.apply(book.of(medium))));
  }

  private static String row(String what, Function<Medium, String> cell) {
    return row(what, cell.apply(Medium.VOICE), cell.apply(Medium.CHAT), cell.apply(Medium.EMAIL));
  }

  private static String row(String what, String calls, String chats, String mails) {
    return String.format(Locale.ROOT, "%-28s %12s %12s %12s", what, calls, chats, mails);
  }

  private static String number(double n) {
    return new java.math.BigDecimal(n)
        .round(new java.math.MathContext(3))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String seconds(double millis) {
    return String.format(Locale.ROOT, "%.0f s", millis / 1000);
  }
}
