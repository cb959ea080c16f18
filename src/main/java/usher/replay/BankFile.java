package usher.replay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import usher.replay.BankRow.Outcome;

/**
 * Days of the "Anonymous Bank" file.
 *
 * <p>What the file does not say is decided so: agents are ready from their first call to their last
 * and a minute around, except where they had none for a quarter of an hour; they take the types
 * they took that day. The patience of an answered caller is endless. A caller who hung up, and is
 * answered here, talks as long as some answered caller of his type and day did. Rows answered by
 * {@code NO_SERVER} are callers like all others, served by whoever is free; nobody is signed in for
 * them. {@code PHANTOM} rows are left out, and counted.
 *
 * <p>Do not read the head start out of mean waits: the file knows who has one almost only of those
 * who had to wait, so they come in the busy moments and all who came in quiet ones count as the
 * others.
 */
final class BankFile {
  static final String ALL = "all";

  private final Map<String, List<BankRow>> days;

  private BankFile(Map<String, List<BankRow>> days) {
    this.days = days;
  }

  static BankFile read(Path path) {
    if (!Files.isRegularFile(path))
      throw new ReplayFailure(
          "There is no file "
              + path
              + ". Give the path of the Anonymous Bank's calls (tab-separated, with its header),"
              + " or leave FILE out: then a day of the same shape is generated");
    try (var lines = Files.lines(path, StandardCharsets.UTF_8)) {
      return parse(lines.toList());
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new ReplayFailure("The file " + path + " cannot be read: " + e.getMessage(), e);
    }
  }

  static BankFile parse(List<String> lines) {
    if (lines.isEmpty() || !lines.get(0).equals(BankRow.HEADER))
      throw new ReplayFailure(
          "This is not the Anonymous Bank's file: its first line must name the columns "
              + BankRow.HEADER.replace('\t', ' '));
    var days = new LinkedHashMap<String, List<BankRow>>();
    for (var n = 1; n < lines.size(); n++) {
      if (lines.get(n).isBlank()) continue;
      var row = BankRow.parse(lines.get(n), n + 1);
      days.computeIfAbsent(row.date(), date -> new ArrayList<>()).add(row);
    }
    if (days.isEmpty()) throw new ReplayFailure("The file has no calls: give one that has");
    return new BankFile(days);
  }

  /**
   * @param wanted a date, {@link #ALL}, or null for the first
   */
  List<Day> days(String wanted, long seed) {
    if (ALL.equals(wanted)) return days.keySet().stream().map(date -> day(date, seed)).toList();
    var date = wanted == null ? days.keySet().iterator().next() : wanted;
    if (!days.containsKey(date))
      throw new ReplayFailure(
          "The file has no day " + date + ". Give --day one of " + days.keySet() + ", or all");
    return List.of(day(date, seed));
  }

  private Day day(String date, long seed) {
    var rows = days.get(date);
    var notes = new ArrayList<String>();
    var phantoms = rows.stream().filter(r -> r.outcome() == Outcome.PHANTOM).count();
    notes.add(
        rows.size()
            + " rows: "
            + (rows.size() - phantoms)
            + " calls are posted, "
            + phantoms
            + " PHANTOM rows are left out (not calls, say those who gathered them)");
    var nameless = rows.stream().filter(r -> r.isAnswered() && !r.namesAgent()).count();
    if (nameless > 0)
      notes.add(nameless + " calls were answered by NO_SERVER: whoever is free takes them here");
    return new Day(date, calls(rows, seed), agents(rows), "the file", recorded(rows), notes);
  }

  private static List<Call> calls(List<BankRow> rows, long seed) {
    var random = new SplittableRandom(seed);
    var services =
        rows.stream()
            .filter(BankRow::isAnswered)
            .collect(
                Collectors.groupingBy(
                    BankRow::type, Collectors.mapping(BankRow::service, Collectors.toList())));
    var any = services.values().stream().flatMap(List::stream).toList();
    var calls = new ArrayList<Call>();
    var inOrder =
        rows.stream().sorted(java.util.Comparator.comparingLong(BankRow::arrivesAt)).toList();
    for (var row : inOrder) {
      if (row.outcome() == Outcome.PHANTOM) continue;
      var borrowed = services.getOrDefault(row.type(), any);
      var service =
          row.isAnswered() || borrowed.isEmpty()
              ? row.service()
              : borrowed.get(random.nextInt(borrowed.size()));
      calls.add(
          new Call(
              calls.size() + 1,
              row.type(),
              row.ahead(),
              row.arrivesAt(),
              row.isAnswered() ? Call.ENDLESS : row.waited(),
              service));
    }
    return calls;
  }

  private static List<Agent> agents(List<BankRow> rows) {
    var byName = new TreeMap<String, List<BankRow>>();
    for (var row : rows)
      if (row.namesAgent()) byName.computeIfAbsent(row.server(), n -> new ArrayList<>()).add(row);
    if (byName.isEmpty())
      throw new ReplayFailure("No row of this day names an agent: nobody could answer its calls");
    var served =
        byName.values().stream()
            .flatMap(List::stream)
            .map(BankRow::type)
            .collect(Collectors.toSet());
    // A type that nobody with a name took that day may be taken by everybody.
    var everybodys = rows.stream().map(BankRow::type).filter(t -> !served.contains(t)).toList();
    var agents = new ArrayList<Agent>();
    byName.forEach(
        (name, calls) -> {
          var skills = new TreeSet<>(everybodys);
          calls.forEach(row -> skills.add(row.type()));
          var work = calls.stream().map(BankRow::work).toList();
          agents.add(new Agent("bank-" + name, skills, Agent.shiftsAround(work)));
        });
    return agents;
  }

  private static Figures recorded(List<BankRow> rows) {
    var count = new Figures.Count();
    for (var row : rows)
      if (row.isAnswered()) count.answered(row.waited());
      else if (row.outcome() == Outcome.HANG) count.abandoned(row.waited());
    return count.figures();
  }
}
