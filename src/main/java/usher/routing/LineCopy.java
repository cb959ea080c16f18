package usher.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import usher.kernel.OfferId;
import usher.queue.Entry;
import usher.queue.Follower;

/** The board's copy of one queue's ledger. */
final class LineCopy {
  final String id;
  final Map<String, Place> places = new HashMap<>();

  /** Entries that are proposed and not answered yet; kept when the entries are read anew. */
  private final Map<String, List<OfferId>> proposed = new HashMap<>();

  Policy policy;

  /** The last change known; -1 before the first report. */
  long number = -1;

  Instant askedAt;

  /** Something is missing, and it was too soon to ask for it. */
  boolean behind;

  private long collecting = -1;
  private final Map<Integer, Follower.Page> pages = new HashMap<>();

  LineCopy(String id) {
    this.id = id;
  }

  /** Those of one contact; whoever changes the list changes it for all its places. */
  List<OfferId> proposed(String interaction) {
    return proposed.computeIfAbsent(interaction, i -> new ArrayList<>(1));
  }

  void answered(OfferId offer) {
    var all = proposed.get(offer.interaction());
    if (all == null) return;
    all.remove(offer);
    if (all.isEmpty() && !places.containsKey(offer.interaction()))
      proposed.remove(offer.interaction());
  }

  void gone(String interaction) {
    var all = proposed.get(interaction);
    if (all != null && all.isEmpty()) proposed.remove(interaction);
  }

  long patrolled() {
    return number >= 0 && policy == null ? Roster.LET_SLEEP : number;
  }

  Picture.Line picture() {
    return new Picture.Line(
        id,
        policy.definition,
        policy.version,
        places.values().stream().map(place -> place.waiting.entry).toList());
  }

  /** Null until every page of the same report is here. */
  List<Entry> collect(Follower.Page page) {
    if (page.number() < collecting) return null;
    if (page.number() > collecting) pages.clear();
    collecting = page.number();
    pages.put(page.page(), page);
    if (pages.size() < page.of()) return null;
    var all = new ArrayList<Entry>();
    for (var one : pages.values()) all.addAll(one.entries());
    pages.clear();
    return all;
  }
}
