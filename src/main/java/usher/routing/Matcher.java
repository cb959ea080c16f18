package usher.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import usher.agent.Agent;
import usher.kernel.Media;

/**
 * Pairs waiting contacts with agents who have room. Single-threaded; time comes in as an argument.
 *
 * <p>A contact stands in one {@link Bucket} per active target, an agent knows the buckets it
 * serves. An agent that frees up compares the heads of its buckets; a contact that arrives chooses
 * among the open agents of its buckets. Nothing looks through all who wait or all who work.
 */
public final class Matcher {

  /** One decision: this contact to this agent. */
  record Match(Waiting waiting, Agent agent) {}

  /** Something that comes due by itself: a contact's next step or slope, an agent's pause. */
  record Timer(long due, long order, Waiting waiting, Member member) {}

  /** An agent, as the matcher holds it. */
  static final class Member {
    final int index;
    Agent agent;
    Timer pause;
    final BitSet serves = new BitSet();

    Member(int index) {
      this.index = index;
    }
  }

  private final Map<Target, Bucket> byTarget = new HashMap<>();
  private final List<Bucket> buckets = new ArrayList<>();
  private final Map<String, Member> members = new HashMap<>();
  private final List<Member> byIndex = new ArrayList<>();
  private final Map<Media, BitSet> open = new EnumMap<>(Media.class);
  private final TreeSet<Timer> timers =
      new TreeSet<>(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::order));
  private final Set<Waiting> newlyWaiting = new LinkedHashSet<>();
  private final Map<String, Member> newlyOpen = new LinkedHashMap<>();
  private long timersSet;

  public Matcher() {
    for (var medium : Media.values()) open.put(medium, new BitSet());
  }

  // ---- what changes

  /** This contact may be offered from now on. */
  void add(Waiting w, long now) {
    w.age(now);
    place(w);
  }

  private void place(Waiting w) {
    for (var step : w.policy.expansion.active(w.step)) {
      var bucket = bucket(Target.of(w.entry.media(), step));
      if (w.buckets.contains(bucket)) continue;
      w.buckets.add(bucket);
      bucket.add(w);
    }
    if (w.due() != Long.MAX_VALUE) timers.add(w.timer = timer(w.due(), w, null));
    newlyWaiting.add(w);
  }

  /** Not to be offered: gone, held, or being proposed. */
  void remove(Waiting w) {
    newlyWaiting.remove(w);
    for (var bucket : w.buckets) bucket.remove(w);
    w.buckets.clear();
    forget(w.timer);
    w.timer = null;
  }

  private void forget(Timer timer) {
    if (timer != null) timers.remove(timer);
  }

  /** The newest word of an agent. {@code busy}: a proposal to it is unanswered. */
  void put(Agent agent, boolean busy) {
    var member = members.get(agent.id());
    if (member == null) {
      member = new Member(byIndex.size());
      members.put(agent.id(), member);
      byIndex.add(member);
    }
    var before = member.agent;
    member.agent = agent;
    if (before == null || !agent.profile().equals(before.profile()))
      for (var bucket : buckets) enlist(member, bucket);
    for (var medium : open.entrySet()) {
      var takes = !busy && agent.takes(medium.getKey());
      medium.getValue().set(member.index, takes);
      if (takes) newlyOpen.put(agent.id(), member);
    }
    watchPauses(member, 0);
  }

  /** When the next of an agent's pauses is over, it may be offered that contact again. */
  private void watchPauses(Member member, long now) {
    forget(member.pause);
    member.pause = null;
    var next =
        member.agent.declined().values().stream()
            .filter(until -> until.toEpochMilli() > now)
            .min(Instant::compareTo);
    if (next.isPresent()) timers.add(member.pause = timer(next.get().toEpochMilli(), null, member));
  }

  Agent agent(String id) {
    var member = members.get(id);
    return member == null ? null : member.agent;
  }

  private Timer timer(long due, Waiting w, Member member) {
    return new Timer(due, timersSet++, w, member);
  }

  private Bucket bucket(Target target) {
    var known = byTarget.get(target);
    if (known != null) return known;
    var made = new Bucket(buckets.size(), target);
    byTarget.put(target, made);
    buckets.add(made);
    for (var member : byIndex) enlist(member, made);
    return made;
  }

  private static void enlist(Member member, Bucket bucket) {
    var suits = bucket.target.suits(member.agent);
    bucket.agents.set(member.index, suits);
    member.serves.set(bucket.index, suits);
  }

  // ---- deciding

  /** ms at which something comes due by itself; {@code Long.MAX_VALUE} for never. */
  public long due() {
    return timers.isEmpty() ? Long.MAX_VALUE : timers.first().due();
  }

  /**
   * Every pair that can be made now. A matched contact and agent are out until they are put back.
   */
  List<Match> match(long now) {
    advance(now);
    var matches = new ArrayList<Match>();
    for (var member : longestIdleFirst()) serve(member, now, matches);
    newlyOpen.clear();
    var fresh = new ArrayList<>(newlyWaiting);
    newlyWaiting.clear();
    fresh.sort((a, b) -> a.compareTo(b, now));
    for (var w : fresh) {
      var agent = best(w, now);
      if (agent != null) take(w, agent, matches);
    }
    return matches;
  }

  /** Looks at every open agent again: what {@link #match} should have found (DESIGN law 5). */
  List<Match> matchAll(long now) {
    for (var member : byIndex) if (isOpen(member)) newlyOpen.put(member.agent.id(), member);
    return match(now);
  }

  private void advance(long now) {
    while (!timers.isEmpty() && timers.first().due() <= now) {
      var timer = timers.pollFirst();
      if (timer.member() != null) pausesOver(timer.member(), now);
      else {
        timer.waiting().timer = null;
        remove(timer.waiting());
        add(timer.waiting(), now);
      }
    }
  }

  private void pausesOver(Member member, long now) {
    if (isOpen(member)) newlyOpen.put(member.agent.id(), member);
    watchPauses(member, now);
  }

  private List<Member> longestIdleFirst() {
    var all = new ArrayList<>(newlyOpen.values());
    all.sort(Comparator.comparing((Member m) -> idle(m.agent)).thenComparing(m -> m.agent.id()));
    return all;
  }

  private static Instant idle(Agent agent) {
    return agent.idleSince() == null ? Instant.MAX : agent.idleSince();
  }

  /** The agent's best contact goes to the contact's best agent, until this one has work too. */
  private void serve(Member member, long now, List<Match> matches) {
    while (isOpen(member)) {
      var w = pick(member, now);
      if (w == null) return;
      take(w, best(w, now), matches);
    }
  }

  private Waiting pick(Member member, long now) {
    var at = Instant.ofEpochMilli(now);
    Waiting best = null;
    for (var b = member.serves.nextSetBit(0); b >= 0; b = member.serves.nextSetBit(b + 1)) {
      var bucket = buckets.get(b);
      if (bucket.isEmpty() || !open.get(bucket.target.media()).get(member.index)) continue;
      var head = bucket.first(now, w -> !member.agent.declines(w.entry.interaction(), at));
      if (head != null && (best == null || head.compareTo(best, now) < 0)) best = head;
    }
    return best;
  }

  /** The best open agent for this contact, or null. */
  private Agent best(Waiting w, long now) {
    var candidates = new BitSet();
    for (var bucket : w.buckets) candidates.or(bucket.agents);
    candidates.and(open.get(w.entry.media()));
    if (candidates.isEmpty()) return null;
    var steps = w.policy.expansion.active(w.step);
    var skills = new TreeSet<String>();
    for (var step : steps) skills.addAll(step.skills().keySet());
    var order = Ranking.by(steps.get(steps.size() - 1).rank(), skills);
    var at = Instant.ofEpochMilli(now);
    Agent best = null;
    for (var i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
      var agent = byIndex.get(i).agent;
      if (agent.declines(w.entry.interaction(), at)) continue;
      if (best == null || order.compare(agent, best) < 0) best = agent;
    }
    return best;
  }

  private void take(Waiting w, Agent agent, List<Match> matches) {
    matches.add(new Match(w, agent));
    remove(w);
    close(members.get(agent.id()));
  }

  private void close(Member member) {
    for (var medium : open.values()) medium.clear(member.index);
  }

  private boolean isOpen(Member member) {
    for (var medium : open.values()) if (medium.get(member.index)) return true;
    return false;
  }
}
