package usher.switching;

import static usher.kernel.SwitchOrder.Kind.CANCEL_ROUTE;
import static usher.kernel.SwitchOrder.Kind.ROUTE;
import static usher.switching.Entry.Stage.OVER;
import static usher.switching.Entry.Stage.OWED;
import static usher.switching.Entry.Stage.TAKEN;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;
import usher.kernel.Decision;
import usher.kernel.SwitchOrder;

/**
 * What one switch is asked to do. An order is remembered for a minute after the time it was wanted
 * in, so that its repeat is known and a route never follows its own cancellation; a route of which
 * nothing was heard is remembered longer, because its contact is asked about it.
 *
 * @param heard when somebody was last known to listen for this switch; null for never
 * @param entries by the order's id
 * @param contacts the ids of each contact's orders, the oldest first
 * @param number how many orders there have been
 * @param last the time of the newest change
 */
public record Outbox(
    String source,
    Instant heard,
    PMap<String, Entry> entries,
    PMap<String, PVector<String>> contacts,
    long number,
    Instant last) {

  /** After this nobody is expected to listen any more. */
  static final Duration MISSED = Duration.ofDays(1);

  private static final Duration NOTED = Duration.ofHours(1);
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration ASK_AGAIN = Duration.ofMinutes(1);
  private static final Duration GIVEN_UP = Duration.ofMinutes(10);
  private static final int SWEEP = 1_000;
  private static final Comparator<Entry> IN_ORDER = Comparator.comparingLong(Entry::number);

  public static Outbox empty(String source) {
    return new Outbox(source, null, HashTreePMap.empty(), HashTreePMap.empty(), 0, null);
  }

  // ---- what it says of itself

  /** Is what it holds to be written? Nobody has ever listened for most switches, or not lately. */
  public boolean isHeard(Instant now) {
    return heard != null && now.isBefore(heard.plus(MISSED));
  }

  /** What is said to whoever begins to listen, in order. */
  public List<Entry> owed(Instant now) {
    return entries.values().stream().filter(entry -> entry.isOwed(now)).sorted(IN_ORDER).toList();
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  // ---- decisions

  /** The same order again changes nothing. */
  public Decision<Change, Void> order(SwitchOrder o, Instant now) {
    var isLate = !now.isBefore(o.until());
    var isCalledOff =
        o.kind() == ROUTE && of(o.interaction()).anyMatch(e -> isFor(e, CANCEL_ROUTE, o.offer()));
    var changesNothing = entries.containsKey(o.id()) || isLate || isCalledOff;
    return changesNothing ? Decision.nothing() : Decision.accept(new Change.Ordered(raised(o)));
  }

  /** A switch heeds no order of a lower round than it has seen, and this one it must heed. */
  private SwitchOrder raised(SwitchOrder o) {
    var seen = of(o.interaction()).mapToInt(e -> e.order().round()).max().orElse(0);
    return o.kind() == CANCEL_ROUTE && seen > o.round() ? o.inRound(seen) : o;
  }

  /** The switch has it. */
  public Decision<Change, Void> taken(String id) {
    var entry = entries.get(id);
    if (entry == null)
      return Decision.refuse(
          "command.unknown",
          "No command of this id is owed, or it was dealt with a while ago: nothing is left to do");
    return entry.stage() == OWED ? Decision.accept(new Change.Taken(id)) : Decision.nothing();
  }

  /**
   * An event has answered orders of these kinds.
   *
   * @param agent whose leg it was about; null for the contact's other orders too
   * @param offer the handle that the event echoed; null where it did not
   */
  public Decision<Change, Void> answered(
      String interaction, String agent, String offer, Set<SwitchOrder.Kind> kinds) {
    return Decision.acceptAll(
        of(interaction)
            .filter(e -> e.stage() != OVER && kinds.contains(e.order().kind()))
            .filter(e -> agent == null || agent.equals(e.order().agent()))
            .filter(e -> offer == null || offer.equals(e.order().offer()))
            .<Change>map(e -> new Change.Over(e.order().id()))
            .toList());
  }

  /** Somebody listens. The first time in a day all there is has to be written. */
  public Decision<Change, Void> listen(Instant now) {
    if (isHeard(now) && now.isBefore(heard.plus(NOTED))) return Decision.nothing();
    var all = isHeard(now) ? null : List.copyOf(entries.values());
    return Decision.accept(new Change.Heard(now, number, all));
  }

  /**
   * The routes to ask about: of each, soon after its time, and once a minute from then on.
   *
   * @param before when this was asked last
   */
  public List<SwitchOrder> doubts(Instant before, Instant now) {
    if (!isHeard(now)) return List.of(); // nobody ever heard of them
    return entries.values().stream()
        .filter(Entry::isOpenRoute)
        .filter(e -> asked(e.order().until(), now) > asked(e.order().until(), before))
        .map(Entry::order)
        .toList();
  }

  /** How often a route that was wanted until then is to have been asked about by now. */
  private static long asked(Instant until, Instant now) {
    var due = until.plus(GRACE);
    return now.isBefore(due) ? 0 : 1 + Duration.between(due, now).dividedBy(ASK_AGAIN);
  }

  // ---- how changes change it

  public Outbox apply(Changed changed) {
    var next = this;
    for (var change : changed.changes()) next = next.apply(change);
    next = new Outbox(source, next.heard, next.entries, next.contacts, next.number, changed.at());
    return next.number / SWEEP == number / SWEEP ? next : next.swept(changed.at());
  }

  public Outbox apply(Change change) {
    if (change instanceof Change.Ordered c) return ordered(c.order());
    if (change instanceof Change.Taken c)
      return entries.containsKey(c.id()) ? at(c.id(), TAKEN) : this;
    if (change instanceof Change.Over c)
      return entries.containsKey(c.id()) ? at(c.id(), OVER) : this;
    var c = (Change.Heard) change;
    return c.held() == null
        ? new Outbox(source, c.at(), entries, contacts, number, last)
        : of(source, c.at(), c.held(), c.number(), last);
  }

  /** A cancellation takes the place of its route. */
  private Outbox ordered(SwitchOrder o) {
    var next = this;
    if (o.kind() == CANCEL_ROUTE)
      for (var entry : of(o.interaction()).filter(e -> isFor(e, ROUTE, o.offer())).toList())
        next = next.at(entry.order().id(), OVER);
    return next.with(new Entry(o, number + 1, OWED));
  }

  private Outbox at(String id, Entry.Stage stage) {
    return new Outbox(
        source, heard, entries.plus(id, entries.get(id).at(stage)), contacts, number, last);
  }

  private Outbox with(Entry entry) {
    var id = entry.order().id();
    var contact = entry.order().interaction();
    var others = contacts.getOrDefault(contact, TreePVector.empty());
    return new Outbox(
        source,
        heard,
        entries.plus(id, entry),
        contacts.plus(contact, others.plus(id)),
        Math.max(number, entry.number()),
        last);
  }

  static Outbox of(String source, Instant heard, List<Entry> held, long number, Instant last) {
    var next = new Outbox(source, heard, HashTreePMap.empty(), HashTreePMap.empty(), number, last);
    for (var entry : held.stream().sorted(IN_ORDER).toList()) next = next.with(entry);
    return next;
  }

  /** Without what nobody will ask about any more. */
  public Outbox swept(Instant now) {
    var next = this;
    for (var entry : entries.values()) if (isForgotten(entry, now)) next = next.without(entry);
    return next;
  }

  private boolean isForgotten(Entry entry, Instant now) {
    var kept = entry.isOpenRoute() && isHeard(now) ? GIVEN_UP : REMEMBERED;
    return now.isAfter(entry.order().until().plus(kept));
  }

  private Outbox without(Entry entry) {
    var id = entry.order().id();
    var contact = entry.order().interaction();
    var others = contacts.get(contact).minus(id);
    return new Outbox(
        source,
        heard,
        entries.minus(id),
        others.isEmpty() ? contacts.minus(contact) : contacts.plus(contact, others),
        number,
        last);
  }

  private java.util.stream.Stream<Entry> of(String interaction) {
    return contacts.getOrDefault(interaction, TreePVector.empty()).stream().map(entries::get);
  }

  private static boolean isFor(Entry entry, SwitchOrder.Kind kind, String offer) {
    return entry.order().kind() == kind && offer != null && offer.equals(entry.order().offer());
  }
}
