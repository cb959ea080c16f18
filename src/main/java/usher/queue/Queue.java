package usher.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import usher.kernel.Contact;
import usher.kernel.Decision;
import usher.kernel.Handling;
import usher.kernel.Media;
import usher.kernel.Parting;
import usher.kernel.Refusal;

/**
 * A line as its journal knows it. Immutable; its entries share structure between versions, so one
 * change costs the same at ten and at a hundred thousand waiting.
 *
 * @param definition null while the queue is not defined (or no more)
 * @param version counts definitions
 * @param revision counts what people set: definitions, opening and closing
 * @param listed the routing domain has it on its roster
 * @param departed who left lately
 * @param number of the last change
 * @param today the counts of the day of the last change
 * @param sinceSnapshot changes since the last snapshot
 */
public record Queue(
    String id,
    Definition definition,
    int version,
    long revision,
    boolean open,
    String message,
    boolean listed,
    PMap<String, Entry> entries,
    Departed departed,
    long number,
    Today today,
    long sinceSnapshot,
    Instant last) {

  /** Not more changes than these, or half as many as wait, are read again one by one at a start. */
  static final int SNAPSHOT_AFTER = 500;

  public static Queue undefined(String id) {
    return new Queue(
        id,
        null,
        0,
        0,
        true,
        null,
        false,
        HashTreePMap.empty(),
        Departed.NONE,
        0,
        Today.NONE,
        0,
        null);
  }

  public boolean isDefined() {
    return definition != null;
  }

  // ---- decisions

  public Decision<Change, Told> wait(Contact contact, long attempt, Instant now) {
    var entry = entries.get(contact.interaction());
    if (entry != null) return waitsAlready(entry, contact);
    if (departed.has(contact.interaction(), contact.round()))
      return Decision.<Change, Told>nothing().tell(waited(contact));
    if (isDefined() && !listed) return Decision.nothing(); // it will ask again
    var no = refusal(contact.media(), now);
    if (no != null) return Decision.<Change, Told>nothing().tell(turnedAway(contact, attempt, no));
    var added = new Entry(kept(contact), now);
    return Decision.<Change, Told>accept(new Change.Added(added)).tell(waited(contact));
  }

  private Decision<Change, Told> waitsAlready(Entry entry, Contact contact) {
    Decision<Change, Told> decision = Decision.nothing();
    var news = entry.with(kept(contact));
    if (contact.revision() >= entry.contact().revision() && !news.saysTheSame(entry))
      decision =
          Decision.accept(new Change.Updated(news.inRound(Math.max(news.round(), entry.round()))));
    else if (contact.round() > entry.round())
      decision = Decision.accept(new Change.Raised(contact.interaction(), contact.round()));
    return decision.tell(waited(contact));
  }

  private Contact kept(Contact contact) {
    var wanted = isDefined() ? definition.wanted(contact.attributes()) : Map.<String, String>of();
    return contact.keeping(wanted);
  }

  private Told.Waited waited(Contact contact) {
    var how = isDefined() ? definition.handling(version, 1) : Handling.DEFAULT;
    return new Told.Waited(id, contact.interaction(), contact.round(), how);
  }

  private Told.TurnedAway turnedAway(Contact contact, long attempt, String code) {
    var rest = isDefined() && !code.equals("queue.media") ? definition.overflow() : null;
    var to = rest == null ? null : rest.queue();
    var said = message != null && !open ? message : rest == null ? null : rest.message();
    return new Told.TurnedAway(id, contact.interaction(), contact.round(), attempt, code, to, said);
  }

  private String refusal(Media media, Instant now) {
    if (!isDefined()) return "queue.unknown";
    if (!open || !definition.isOpen(now)) return "queue.closed";
    if (!definition.takes(media)) return "queue.media";
    var full = definition.maxWaiting() != null && entries.size() >= definition.maxWaiting();
    return full ? "queue.full" : null;
  }

  /** R5: a farewell of an older round than the entry's is void. */
  public Decision<Change, Told> left(String interaction, int round, Parting how, Instant at) {
    var entry = entries.get(interaction);
    var parted = new Told.Parted(id, interaction, round);
    if (entry == null) return Decision.<Change, Told>nothing().tell(parted);
    return round < entry.round()
        ? Decision.nothing()
        : Decision.<Change, Told>accept(
                new Change.Removed(interaction, round, how, entry.waited(at)))
            .tell(parted);
  }

  public Decision<Change, Told> define(Definition wanted) {
    return wanted.equals(definition)
        ? Decision.nothing()
        : Decision.accept(new Change.Defined(wanted));
  }

  public Decision<Change, Told> setOpen(boolean wanted, String why) {
    if (!isDefined()) return unknown(id);
    return open == wanted && Objects.equals(message, why)
        ? Decision.nothing()
        : Decision.accept(new Change.OpenSet(wanted, why));
  }

  public Decision<Change, Told> list() {
    return listed || !isDefined() ? Decision.nothing() : Decision.accept(new Change.Listed());
  }

  public Decision<Change, Told> delete() {
    if (!isDefined()) return unknown(id);
    if (!entries.isEmpty())
      return Decision.refuse(
          new Refusal(
              "queue.not-empty",
              "Somebody waits in it ("
                  + entries.size()
                  + "): "
                  + (open ? "close it, then " : "")
                  + "let them be served, transfer or cancel them",
              open ? "open" : "closed",
              open ? List.of("close") : List.of()));
    return Decision.accept(new Change.Deleted());
  }

  public static Decision<Change, Told> unknown(String id) {
    return Decision.refuse(
        Refusal.of("queue.unknown", "There is no queue " + id + ": PUT /v1/queues/" + id));
  }

  // ---- how a change changes it

  public Queue apply(Changed event) {
    var queue = with(entries, departed, number, today.at(event.at(), definition));
    for (var change : event.changes()) queue = queue.apply(change);
    var due = wantsSnapshot(event.changes().size());
    return new Queue(
        id,
        queue.definition,
        queue.version,
        queue.revision,
        queue.open,
        queue.message,
        queue.listed,
        queue.entries,
        queue.departed,
        queue.number,
        queue.today,
        due ? 0 : sinceSnapshot + event.changes().size(),
        event.at());
  }

  /** Asked of the queue before the event, so that the writer and the state agree. */
  boolean wantsSnapshot(int changes) {
    return sinceSnapshot + changes >= Math.max(SNAPSHOT_AFTER, entries.size() / 2);
  }

  Queue apply(Change change) {
    if (change instanceof Change.Added added)
      return next(entries.plus(added.entry().interaction(), added.entry()), today.entered());
    if (change instanceof Change.Removed removed) return without(removed);
    if (change instanceof Change.Updated updated)
      return next(entries.plus(updated.entry().interaction(), updated.entry()), today);
    if (change instanceof Change.Raised raised) {
      var entry = entries.get(raised.interaction());
      return next(entries.plus(raised.interaction(), entry.inRound(raised.round())), today);
    }
    if (change instanceof Change.Defined defined)
      return with(defined.definition(), version + 1, revision + 1, open, message, listed);
    if (change instanceof Change.OpenSet set)
      return with(definition, version, revision + 1, set.open(), set.message(), listed);
    if (change instanceof Change.Deleted)
      return with(null, version, revision + 1, true, null, false);
    return with(definition, version, revision, open, message, true); // Listed
  }

  private Queue without(Change.Removed removed) {
    return with(
        entries.minus(removed.interaction()),
        departed.with(removed.interaction(), removed.round()),
        number + 1,
        today.left(removed.how(), removed.waited(), definition));
  }

  private Queue next(PMap<String, Entry> those, Today counts) {
    return with(those, departed, number + 1, counts);
  }

  private Queue with(PMap<String, Entry> those, Departed gone, long n, Today counts) {
    return new Queue(
        id,
        definition,
        version,
        revision,
        open,
        message,
        listed,
        those,
        gone,
        n,
        counts,
        sinceSnapshot,
        last);
  }

  private Queue with(Definition d, int v, long set, boolean isOpen, String why, boolean known) {
    return new Queue(
        id,
        d,
        v,
        set,
        isOpen,
        why,
        known,
        entries,
        departed,
        number + 1,
        today,
        sinceSnapshot,
        last);
  }

  // ---- for its followers

  /** The whole ledger in pages that fit into a remoting frame. */
  public List<Follower.Page> pages(int size) {
    var all = new ArrayList<>(entries.values());
    var count = Math.max(1, (all.size() + size - 1) / size);
    var pages = new ArrayList<Follower.Page>();
    for (var p = 0; p < count; p++) {
      var part = all.subList(p * size, Math.min(all.size(), (p + 1) * size));
      pages.add(new Follower.Page(id, number, version, definition, p, count, part));
    }
    return pages;
  }
}
