package usher.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import usher.kernel.Contact;
import usher.kernel.Decision;
import usher.kernel.Media;
import usher.kernel.Refusal;

/**
 * A line as its journal knows it. Immutable; its entries share structure between versions, so one
 * change costs the same at ten and at a hundred thousand waiting.
 *
 * @param definition null while the queue is not defined (or no more)
 * @param version counts definitions
 * @param listed the routing domain has it on its roster
 * @param number of the last change
 * @param sinceSnapshot changes since the last snapshot
 */
public record Queue(
    String id,
    Definition definition,
    int version,
    boolean open,
    String message,
    boolean listed,
    PMap<String, Entry> entries,
    long number,
    long sinceSnapshot,
    Instant last) {

  static final int SNAPSHOT_AFTER = 20_000;

  public static Queue undefined(String id) {
    return new Queue(id, null, 0, true, null, false, HashTreePMap.empty(), 0, 0, null);
  }

  public boolean isDefined() {
    return definition != null;
  }

  // ---- decisions

  public Decision<Change, Told> wait(Contact contact, long attempt, Instant now) {
    var interaction = contact.interaction();
    var round = contact.round();
    var entry = entries.get(interaction);
    var waited = new Told.Waited(id, interaction, round);
    if (entry != null) {
      return entry.round() >= round
          ? Decision.<Change, Told>nothing().tell(waited)
          : Decision.<Change, Told>accept(new Change.Raised(interaction, round)).tell(waited);
    }
    if (isDefined() && !listed) return Decision.nothing(); // it will ask again
    var no = refusal(contact.media(), now);
    if (no != null)
      return Decision.<Change, Told>nothing()
          .tell(new Told.TurnedAway(id, interaction, round, attempt, no));
    var added = new Entry(contact.keeping(definition.wanted(contact.attributes())), now);
    return Decision.<Change, Told>accept(new Change.Added(added)).tell(waited);
  }

  private String refusal(Media media, Instant now) {
    if (!isDefined()) return "queue.unknown";
    if (!open || !definition.isOpen(now)) return "queue.closed";
    if (!definition.takes(media)) return "queue.media";
    var full = definition.maxWaiting() != null && entries.size() >= definition.maxWaiting();
    return full ? "queue.full" : null;
  }

  /** R5: a farewell of an older round than the entry's is void. */
  public Decision<Change, Told> left(String interaction, int round) {
    var entry = entries.get(interaction);
    var parted = new Told.Parted(id, interaction, round);
    if (entry == null) return Decision.<Change, Told>nothing().tell(parted);
    return round < entry.round()
        ? Decision.nothing()
        : Decision.<Change, Told>accept(new Change.Removed(interaction)).tell(parted);
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
    var queue = this;
    for (var change : event.changes()) queue = queue.apply(change);
    var due = wantsSnapshot(event.changes().size());
    return new Queue(
        id,
        queue.definition,
        queue.version,
        queue.open,
        queue.message,
        queue.listed,
        queue.entries,
        queue.number,
        due ? 0 : sinceSnapshot + event.changes().size(),
        event.at());
  }

  /** Asked of the queue before the event, so that the writer and the state agree. */
  boolean wantsSnapshot(int changes) {
    return sinceSnapshot + changes >= Math.max(SNAPSHOT_AFTER, entries.size());
  }

  Queue apply(Change change) {
    if (change instanceof Change.Added added)
      return with(entries.plus(added.entry().interaction(), added.entry()));
    if (change instanceof Change.Removed removed) return with(entries.minus(removed.interaction()));
    if (change instanceof Change.Raised raised) {
      var entry = entries.get(raised.interaction());
      return with(entries.plus(raised.interaction(), entry.inRound(raised.round())));
    }
    if (change instanceof Change.Defined defined)
      return with(defined.definition(), version + 1, open, message, listed);
    if (change instanceof Change.OpenSet set)
      return with(definition, version, set.open(), set.message(), listed);
    if (change instanceof Change.Deleted) return with(null, version, true, null, false);
    return with(definition, version, open, message, true); // Listed
  }

  private Queue with(PMap<String, Entry> next) {
    return new Queue(
        id, definition, version, open, message, listed, next, number + 1, sinceSnapshot, last);
  }

  private Queue with(Definition d, int v, boolean isOpen, String why, boolean known) {
    return new Queue(id, d, v, isOpen, why, known, entries, number + 1, sinceSnapshot, last);
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
