package usher.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import usher.agent.Agent;
import usher.agent.Slot;
import usher.kernel.OfferId;
import usher.queue.Change;
import usher.queue.Entry;
import usher.queue.Follower;

/**
 * Copies of every queue's and agent's ledger, what is being proposed, and the matcher over them.
 * Nothing here is the truth: a wrong or old copy costs a refused proposal, no more. Pure: messages
 * come in with the time, what is to be said comes out of {@link #drain()}.
 */
public final class Board {
  /** A proposal without an answer is made again after this long (R11). */
  static final Duration PROPOSAL_TIMEOUT = Duration.ofSeconds(2);

  /**
   * How long an entry rests when an offer of its round came to nothing and no new round is heard.
   */
  static final Duration REST = Duration.ofSeconds(1);

  private record Proposal(OfferId offer, String queue, long revision, long at) {}

  private final long term;
  private final Roster roster;
  private final Matcher matcher = new Matcher();
  private final Map<String, LineCopy> lines = new HashMap<>();
  private final Map<String, List<OfferId>> holders = new HashMap<>();
  private final Map<String, Proposal> proposals = new LinkedHashMap<>();
  private final List<Place> resting = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();
  private boolean deposed;
  private long alarms;

  public Board(long term, Set<String> queues, Set<String> agents, Instant now) {
    this.term = term;
    roster = new Roster(queues, agents, now, told::add);
  }

  // ---- queues

  public void changes(String queue, long first, List<Change> changes, Instant now) {
    if (!roster.knowsQueue(queue)) return;
    var line = line(queue);
    if (line.number < 0 || first > line.number + 1) {
      ask(line, now);
      return;
    }
    var skip = (int) (line.number + 1 - first);
    for (var c = skip; c < changes.size(); c++) {
      if (!apply(line, changes.get(c), now.toEpochMilli())) {
        ask(line, now);
        return;
      }
      line.number++;
    }
  }

  /** False where only a whole report will do. */
  private boolean apply(LineCopy line, Change change, long now) {
    if (change instanceof Change.Added added) put(line, added.entry(), now);
    else if (change instanceof Change.Updated updated) put(line, updated.entry(), now);
    else if (change instanceof Change.Removed removed) remove(line, removed.interaction());
    else if (change instanceof Change.Raised raised) raise(line, raised, now);
    else return change instanceof Change.OpenSet || change instanceof Change.Listed;
    return true;
  }

  public void digest(String queue, long number, int entries, Instant now) {
    if (!roster.knowsQueue(queue)) return;
    var line = line(queue);
    var right = line.number == number && line.places.size() == entries;
    if (right) told.add(new Told.HeardQueue(queue));
    else if (line.number <= number) ask(line, now);
  }

  /** A report carries the whole line: asked for once a second at most. */
  private void ask(LineCopy line, Instant now) {
    line.behind = line.askedAt != null && now.isBefore(line.askedAt.plus(REST));
    if (line.behind) return; // the next tick asks
    line.askedAt = now;
    roster.askQueue(line.id, -1);
  }

  public void page(Follower.Page page, Instant now) {
    if (!roster.knowsQueue(page.queue())) return;
    var line = line(page.queue());
    if (page.number() < line.number) return;
    var entries = line.collect(page);
    if (entries == null) return;
    var known = line.number == page.number() && line.places.size() == entries.size();
    if (!known) copy(line, page, entries, now.toEpochMilli());
    line.behind = false;
    roster.queueReported(page.queue(), now);
    told.add(new Told.HeardQueue(page.queue()));
  }

  private void copy(LineCopy line, Follower.Page page, List<Entry> entries, long now) {
    for (var place : new ArrayList<>(line.places.values())) remove(line, place.interaction());
    line.policy = page.definition() == null ? null : new Policy(page.definition(), page.version());
    if (line.policy != null) for (var entry : entries) put(line, entry, now);
    line.number = page.number();
  }

  private void put(LineCopy line, Entry entry, long now) {
    remove(line, entry.interaction());
    var proposed = line.proposed(entry.interaction());
    var place = new Place(new Waiting(line.id, line.policy, entry, now), proposed);
    line.places.put(entry.interaction(), place);
    refresh(place, now);
  }

  private void raise(LineCopy line, Change.Raised raised, long now) {
    var place = line.places.get(raised.interaction());
    if (place == null) return;
    unplace(place);
    place.waiting.inRound(raised.round());
    place.notBefore = 0;
    refresh(place, now);
  }

  private void remove(LineCopy line, String interaction) {
    var place = line.places.remove(interaction);
    if (place == null) return;
    unplace(place);
    line.gone(interaction);
  }

  // ---- agents

  public void agent(Agent agent, Instant now) {
    if (agent.term() > term) deposed = true; // somebody newer leads this domain
    if (!agent.isKnown() || !roster.hearAgent(agent)) return;
    accept(agent, now);
  }

  private void accept(Agent agent, Instant at) {
    var now = at.toEpochMilli();
    var before = matcher.agent(agent.id());
    roster.agentReported(agent.id(), at);
    if (before != null && agent.revision() < before.revision()) return;
    var proposal = proposals.get(agent.id());
    var answered = proposal != null && agent.revision() > proposal.revision;
    if (answered) proposals.remove(agent.id());
    if (before == null || agent.revision() > before.revision()) {
      for (var slot : agent.slots()) hold(slot.offer());
      if (before != null)
        for (var slot : before.slots()) if (agent.slot(slot.offer()).isEmpty()) letGo(slot, now);
      matcher.put(agent, proposals.containsKey(agent.id()));
      for (var slot : agent.slots()) refresh(place(slot.queue(), slot.offer()), now);
    }
    if (answered) unpropose(proposal, now);
  }

  private void unpropose(Proposal proposal, long now) {
    line(proposal.queue).answered(proposal.offer);
    var place = place(proposal.queue, proposal.offer);
    if (place == null) return;
    if (!holders(place).contains(proposal.offer))
      place.waiting.asked.remove(proposal.offer.agent());
    unplace(place); // others are looked at anew
    refresh(place, now);
  }

  private void hold(OfferId o) {
    var all = holders.computeIfAbsent(o.interaction(), i -> new ArrayList<>(1));
    if (!all.contains(o)) all.add(o);
  }

  private void letGo(Slot slot, long now) {
    var o = slot.offer();
    var all = holders.get(o.interaction());
    if (all != null && all.remove(o) && all.isEmpty()) holders.remove(o.interaction());
    var place = place(slot.queue(), o);
    if (place == null) return;
    if (place.round() <= o.round() && holders(place).isEmpty() && place.proposed.isEmpty()) {
      place.notBefore = now + REST.toMillis();
      resting.add(place);
    }
    refresh(place, now);
  }

  public void agentDigest(String agent, long revision) {
    var known = matcher.agent(agent);
    if (known != null && known.revision() >= revision && roster.knowsAgent(agent))
      told.add(new Told.HeardAgent(agent, revision));
    else told.add(new Told.ReportAgent(agent));
  }

  /** The roster remembers these now; agents among them may be matched. */
  public void enlisted(Set<String> queues, Set<String> agents, Instant now) {
    for (var agent : roster.enlisted(queues, agents)) {
      accept(agent, now);
      told.add(new Told.HeardAgent(agent.id(), agent.revision()));
    }
  }

  /** A node is gone: whoever lived there has to be woken. */
  public void wakeAll(Instant now) {
    roster.askAll(now);
  }

  // ---- deciding

  /** Makes every match that can be made now. */
  public void decide(Instant now) {
    if (deposed || !roster.complete(now)) return;
    for (var match : matcher.match(now.toEpochMilli())) propose(match, now.toEpochMilli());
  }

  private void propose(Matcher.Match match, long now) {
    var w = match.waiting();
    var place = lines.get(w.queue).places.get(w.entry.interaction());
    var agent = match.agent();
    var offer = new OfferId(w.entry.interaction(), w.entry.round(), agent.id(), term);
    place.placed = !w.seats.isEmpty();
    place.proposed.add(offer);
    proposals.put(agent.id(), new Proposal(offer, w.queue, agent.revision(), now));
    told.add(
        new Told.Propose(
            offer, w.queue, w.entry.contact().subject(), w.policy.handling(w.step), match.why()));
  }

  /** Once a second: what got no answer, what rested, and a look whether anything was missed. */
  public void tick(Instant now) {
    var ms = now.toEpochMilli();
    for (var proposal : List.copyOf(proposals.values()))
      if (ms - proposal.at >= PROPOSAL_TIMEOUT.toMillis()) forget(proposal, ms);
    for (var place : List.copyOf(resting)) {
      if (place.notBefore > ms) continue;
      resting.remove(place);
      if (!isOnBoard(place)) continue;
      if (place.notBefore > 0) told.add(new Told.Doubt(place.waiting.queue, place.interaction()));
      place.notBefore = 0;
      place.waiting.asked.clear();
      refresh(place, ms);
    }
    for (var line : lines.values()) if (line.behind) ask(line, now);
    roster.tick(now, queue -> line(queue).patrolled());
    if (deposed || !roster.complete(now)) return;
    decide(now);
    for (var missed : matcher.matchAll(ms)) {
      alarms++;
      propose(missed, ms);
    }
  }

  private void forget(Proposal proposal, long now) {
    var agent = proposal.offer.agent();
    proposals.remove(agent);
    unpropose(proposal, now);
    var known = matcher.agent(agent);
    if (known != null) matcher.put(known, false);
    told.add(new Told.ReportAgent(agent));
  }

  /** ms at which {@link #decide} has something to do by itself. */
  public long due() {
    return matcher.due();
  }

  /** What is to be said; each is handed out once. */
  public List<Told> drain() {
    var all = List.copyOf(told);
    told.clear();
    return all;
  }

  // ---- places

  private void refresh(Place place, long now) {
    if (place == null) return;
    for (var o : place.proposed) place.waiting.asked.add(o.agent());
    for (var o : holders(place)) place.waiting.asked.add(o.agent());
    var may = place.notBefore <= now && !isHeld(place) && place.waiting.room(now) > 0;
    if (may && !place.placed) {
      matcher.add(place.waiting, now);
      place.placed = true;
    } else if (!may) unplace(place);
  }

  private void unplace(Place place) {
    if (place.placed) matcher.remove(place.waiting);
    place.placed = false;
  }

  /** Offers of this round that agents hold. */
  private List<OfferId> holders(Place place) {
    return holders.getOrDefault(place.interaction(), List.of()).stream()
        .filter(o -> o.round() >= place.round())
        .toList();
  }

  /** Somebody has it, or has it in a round that this copy has not heard of. */
  private boolean isHeld(Place place) {
    for (var o : holders(place)) {
      var agent = matcher.agent(o.agent());
      var slot = agent == null ? null : agent.slot(o).orElse(null);
      if (o.round() > place.round() || slot == null || slot.status() != Slot.Status.RESERVED)
        return true;
    }
    return false;
  }

  private boolean isOnBoard(Place place) {
    var line = lines.get(place.waiting.queue);
    return line != null && line.places.get(place.interaction()) == place;
  }

  private Place place(String queue, OfferId o) {
    var line = lines.get(queue);
    return line == null ? null : line.places.get(o.interaction());
  }

  /** Where somebody who has only just come to this line begins. */
  Seen newcomer(String queue, Entry entry, Instant now) {
    var line = lines.get(queue);
    if (line == null || line.policy == null) return Seen.Absent.UNKNOWN;
    var place = Standing.newcomer(queue, line.policy, entry, now);
    return new Seen.Stand(place, line.policy.version, now);
  }

  private LineCopy line(String queue) {
    return lines.computeIfAbsent(queue, LineCopy::new);
  }

  // ---- what others may know

  public long term() {
    return term;
  }

  /** A newer coordinator has been at work: this one must stop. */
  public boolean isDeposed() {
    return deposed;
  }

  public boolean isComplete(Instant now) {
    return roster.complete(now);
  }

  /** Times a ready agent was found beside eligible work that should have been matched already. */
  public long alarms() {
    return alarms;
  }

  /** All of it, for people to look at. */
  Picture picture(Instant now) {
    var all = new ArrayList<Picture.Line>(lines.size());
    for (var line : lines.values()) if (line.policy != null) all.add(line.picture());
    return new Picture(now, matcher.agents(), all);
  }

  public int waiting() {
    return lines.values().stream().mapToInt(l -> l.places.size()).sum();
  }
}
