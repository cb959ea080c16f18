package usher.routing;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import usher.agent.Agent;
import usher.agent.Presence;
import usher.kernel.Contact;
import usher.kernel.Media;
import usher.queue.Definition;
import usher.queue.Entry;

/**
 * One {@link Picture}, made ready for questions: what is sorted or counted for one of them is there
 * for the next. Pure; everything in it is as of the picture's moment.
 */
final class Lookout {
  final Instant asOf;
  final List<Agent> agents;
  private final List<Picture.Line> lines;
  private final Map<String, Agent> agentById = new HashMap<>();
  private final Map<String, Picture.Line> lineById = new HashMap<>();
  private final Map<String, Seen.Figures> figures = new HashMap<>();
  private final Map<String, Policy> policies = new HashMap<>();
  private final Map<String, Standing> standings = new HashMap<>();
  private Map<String, OpenContact> contacts;
  private List<Seen.ContactRow> rows;
  private Map<String, Tally> tallies;

  /** What one queue's contacts are doing. */
  private static final class Tally {
    final int[] states = new int[Seen.State.values().length];
    Instant oldest;
  }

  Lookout(Picture picture) {
    asOf = picture.asOf();
    agents = picture.agents().stream().sorted(Comparator.comparing(Agent::id)).toList();
    lines = picture.lines().stream().sorted(Comparator.comparing(Picture.Line::queue)).toList();
    for (var agent : agents) agentById.put(agent.id(), agent);
    for (var line : lines) lineById.put(line.queue(), line);
  }

  private Map<String, OpenContact> contacts() {
    if (contacts != null) return contacts;
    contacts = new HashMap<>();
    for (var line : lines)
      for (var entry : line.entries())
        contacts.computeIfAbsent(entry.interaction(), OpenContact::new).waits(line.queue(), entry);
    for (var agent : agents)
      for (var slot : agent.slots())
        contacts.computeIfAbsent(slot.offer().interaction(), OpenContact::new).held(agent, slot);
    return contacts;
  }

  Agent agent(String id) {
    return agentById.get(id);
  }

  Picture.Line line(String id) {
    return lineById.get(id);
  }

  /** Its own, not the coordinator's: a policy remembers what it works out. */
  Policy policy(Picture.Line line) {
    return policies.computeIfAbsent(
        line.queue(), id -> new Policy(line.definition(), line.version()));
  }

  List<Picture.Line> lines() {
    return lines;
  }

  /** Null for one that is not open. */
  OpenContact open(String id) {
    return contacts().get(id);
  }

  /** In line, and not being offered just now. */
  boolean isQueued(String queue, String interaction) {
    var open = contacts().get(interaction);
    if (open == null) return false;
    var row = open.row();
    return row.state() == Seen.State.QUEUED && row.queue().equals(queue);
  }

  // ---- lists; null stands for any

  Seen agents(Presence presence, String team, String skill, String after, int limit) {
    Predicate<Agent> wanted =
        a ->
            (presence == null || a.presence() == presence)
                && (team == null || a.profile().teams().contains(team))
                && (skill == null || a.profile().skills().containsKey(skill));
    var page = Paging.page(agents, Agent::id, after, limit, wanted, Lookout::weight);
    return new Seen.Agents(page.items().stream().map(Lookout::row).toList(), page.next(), asOf);
  }

  private static int weight(Agent a) {
    var sum = 200 + 2 * length(a.id()) + length(a.profile().name()) + length(a.reason());
    for (var skill : a.profile().skills().keySet()) sum += length(skill) + 2;
    for (var team : a.profile().teams()) sum += length(team);
    for (var slot : a.slots())
      sum += 100 + 3 * length(slot.offer().interaction()) + length(slot.queue());
    return sum;
  }

  private static int length(String text) {
    return text == null ? 0 : text.length();
  }

  private static Seen.AgentRow row(Agent a) {
    var p = a.profile();
    return new Seen.AgentRow(
        a.id(),
        p.name(),
        p.teams(),
        p.skills(),
        a.presence(),
        a.reason(),
        a.presenceSince(),
        a.planned() == null ? null : a.planned().presence(),
        p.capacity().used(a.held()),
        p.capacity().total(),
        a.slots().stream()
            .map(
                s ->
                    new Seen.Work(
                        s.offer().interaction(), s.media(), s.queue(), s.status(), s.since()))
            .toList(),
        a.revision());
  }

  Seen contacts(
      Seen.State state, String queue, String agent, String customer, String after, int limit) {
    Predicate<Seen.ContactRow> wanted =
        r ->
            (state == null || r.state() == state)
                && (queue == null || queue.equals(r.queue()))
                && (agent == null || r.agents().contains(agent))
                && (customer == null || customer.equals(r.customer()));
    var page = Paging.page(rows(), Seen.ContactRow::id, after, limit, wanted, Lookout::weight);
    return new Seen.Contacts(page.items(), page.next(), asOf);
  }

  private static int weight(Seen.ContactRow r) {
    var sum = 200 + length(r.id()) + length(r.source()) + length(r.customer()) + length(r.queue());
    for (var agent : r.agents()) sum += length(agent);
    return sum;
  }

  private List<Seen.ContactRow> rows() {
    if (rows == null)
      rows =
          contacts().values().stream()
              .map(OpenContact::row)
              .sorted(Comparator.comparing(Seen.ContactRow::id))
              .toList();
    return rows;
  }

  /** Those whose conversation is over are no calls any more. */
  Seen calls(String source, String after, int limit) {
    Predicate<Seen.ContactRow> wanted =
        r -> source.equals(r.source()) && r.state() != Seen.State.WRAP_UP;
    var page =
        Paging.page(rows(), Seen.ContactRow::id, after, limit, wanted, r -> 10 + length(r.id()));
    return new Seen.Calls(page.items().stream().map(Seen.ContactRow::id).toList(), page.next());
  }

  Seen queues(String after, int limit) {
    var page = Paging.page(lines, Picture.Line::queue, after, limit, line -> true, line -> 2_000);
    var items =
        page.items().stream()
            .map(
                line ->
                    new Seen.QueueRow(
                        line.queue(),
                        line.definition().name(),
                        line.definition().media().stream().sorted().toList(),
                        line.version(),
                        figures(line)))
            .toList();
    return new Seen.Queues(items, page.next(), asOf);
  }

  // ---- one line in order

  Seen line(String queue, int from, int limit) {
    var line = lineById.get(queue);
    if (line == null) return Seen.Absent.UNKNOWN;
    var all = standing(line).places();
    var first = Math.min(from, all.size());
    var last = Math.min(first + limit, all.size());
    return new Seen.Line(all.subList(first, last), last < all.size() ? last : null, asOf);
  }

  /** {@code entry}: how it would be in that line, for one that is younger than the picture. */
  Seen stand(String queue, Entry entry, Instant now) {
    var line = lineById.get(queue);
    return line == null
        ? Seen.Absent.UNKNOWN
        : new Seen.Stand(standing(line).of(entry, now), line.version(), asOf);
  }

  private Standing standing(Picture.Line line) {
    return standings.computeIfAbsent(line.queue(), id -> new Standing(line, policy(line), asOf));
  }

  // ---- one queue in numbers

  Seen figures(String queue) {
    var line = lineById.get(queue);
    return line == null ? Seen.Absent.UNKNOWN : figures(line);
  }

  private Seen.Figures figures(Picture.Line line) {
    return figures.computeIfAbsent(line.queue(), id -> count(line));
  }

  private Seen.Figures count(Picture.Line line) {
    var tally = tallies().getOrDefault(line.queue(), new Tally());
    var eligible = 0;
    var signedIn = 0;
    var ready = 0;
    var targets = targets(line.definition());
    for (var agent : agents) {
      if (!isEligible(agent, targets)) continue;
      eligible++;
      if (agent.presence() != Presence.OFFLINE) signedIn++;
      if (WhyNot.ofItself(agent) == null) ready++;
    }
    return new Seen.Figures(
        tally.states[Seen.State.QUEUED.ordinal()],
        tally.states[Seen.State.OFFERED.ordinal()],
        tally.states[Seen.State.CONNECTED.ordinal()],
        tally.states[Seen.State.WRAP_UP.ordinal()],
        tally.oldest,
        eligible,
        signedIn,
        ready,
        asOf);
  }

  /** Whom its steps look for in each of its media; whom a contact would name is not known. */
  private static Map<Media, List<Target>> targets(Definition definition) {
    var media = definition.media();
    var all = new EnumMap<Media, List<Target>>(Media.class);
    for (var medium : media.isEmpty() ? List.of(Media.values()) : media) {
      var contact = Contact.of("", 0, null, null, medium);
      all.put(
          medium,
          definition.steps().stream()
              .map(step -> Target.of(contact, step))
              .filter(Objects::nonNull)
              .distinct()
              .toList());
    }
    return all;
  }

  /** Besides that an agent serves it, no step asks anything of a medium: one tells for all. */
  private static boolean isEligible(Agent agent, Map<Media, List<Target>> targets) {
    for (var medium : targets.entrySet()) {
      if (!agent.profile().capacity().media().containsKey(medium.getKey())) continue;
      for (var target : medium.getValue()) if (target.suits(agent)) return true;
      return false;
    }
    return false;
  }

  private Map<String, Tally> tallies() {
    if (tallies == null) {
      tallies = new HashMap<>();
      for (var contact : contacts().values()) {
        var row = contact.row();
        var tally = tallies.computeIfAbsent(row.queue(), q -> new Tally());
        tally.states[row.state().ordinal()]++;
        var waits = row.state() == Seen.State.QUEUED || row.state() == Seen.State.OFFERED;
        var at = row.arrivedAt();
        if (waits && at != null && (tally.oldest == null || at.isBefore(tally.oldest)))
          tally.oldest = at;
      }
    }
    return tallies;
  }
}
