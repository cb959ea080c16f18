package usher.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.pcollections.PMap;

/**
 * When contacts in a line have waited as long as its definition lets them: in memory, made anew
 * from the entries. Costs nothing where the definition sets no limits.
 */
public final class Deadlines {
  /** A contact that is just being offered is told again after this long. */
  static final Duration AGAIN = Duration.ofSeconds(5);

  private record Due(Instant at, String interaction) {}

  private final PriorityQueue<Due> dues =
      new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::interaction));

  public static Deadlines of(Queue queue) {
    var all = new Deadlines();
    all.restart(queue);
    return all;
  }

  void restart(Queue queue) {
    dues.clear();
    queue.entries().values().forEach(entry -> add(queue.definition(), entry));
  }

  /** After a write. */
  public void follow(Queue queue, List<Change> changes) {
    for (var change : changes) {
      if (change instanceof Change.Defined) restart(queue);
      else if (change instanceof Change.Added added) add(queue.definition(), added.entry());
    }
  }

  private void add(Definition d, Entry entry) {
    var due = first(d, entry);
    if (due != null) dues.add(new Due(due, entry.interaction()));
  }

  private static Instant first(Definition d, Entry entry) {
    if (d == null) return null;
    var expires = d.ttl() == null ? null : entry.arrivedAt().plus(d.ttl());
    var flows = overflows(d, entry);
    if (expires == null || flows == null) return expires == null ? flows : expires;
    return expires.isBefore(flows) ? expires : flows;
  }

  private static Instant overflows(Definition d, Entry entry) {
    var after = d.overflow() == null ? null : d.overflow().after();
    return after == null ? null : entry.enteredAt().plus(after);
  }

  /** Who is overdue by now; each is told again until it is gone. */
  public List<Told> due(Queue queue, Instant now) {
    var told = new ArrayList<Told>();
    var again = new ArrayList<Due>();
    while (!dues.isEmpty() && !now.isBefore(dues.peek().at)) {
      var entry = entry(queue.entries(), dues.poll());
      if (entry == null) continue;
      told.add(overdue(queue, entry, now));
      again.add(new Due(now.plus(AGAIN), entry.interaction()));
    }
    dues.addAll(again);
    return told;
  }

  /** Null where it is gone, or has been here anew since. */
  private static Entry entry(PMap<String, Entry> entries, Due due) {
    var entry = entries.get(due.interaction);
    return entry == null || entry.enteredAt().isAfter(due.at) ? null : entry;
  }

  private static Told.Overdue overdue(Queue queue, Entry entry, Instant now) {
    var d = queue.definition();
    var expired = d.ttl() != null && !now.isBefore(entry.arrivedAt().plus(d.ttl()));
    var rest = d.overflow();
    return expired || rest == null
        ? new Told.Overdue(queue.id(), entry.interaction(), true, null, null)
        : new Told.Overdue(queue.id(), entry.interaction(), false, rest.queue(), rest.message());
  }

  /** The next moment, or null. */
  Instant next() {
    return dues.isEmpty() ? null : dues.peek().at;
  }
}
