package usher.routing;

import java.time.Instant;
import java.util.ArrayDeque;
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
import java.util.TreeMap;
import java.util.TreeSet;
import usher.agent.Agent;
import usher.kernel.Media;
import usher.kernel.Why;
import usher.queue.Definition.Rank;

/**
 * Pairs waiting contacts with agents who have room. Single-threaded; time comes in as an argument.
 *
 * <p>A contact stands in one {@link Bucket} per active target, an agent knows the buckets it
 * serves. An agent that frees up compares the heads of its buckets; a contact that arrives chooses
 * among the open agents of its buckets. Nothing looks through all who wait or all who work.
 */
public final class Matcher {

  /** One decision: this contact to this agent. */
  record Match(Waiting waiting, Agent agent, Why why) {}

  /** Something that comes due by itself: a contact's next step or slope, an agent's pause. */
  record Timer(long due, long order, Waiting waiting, Member member) {}

  /** An agent, as the matcher holds it. */
  static final class Member {
    static final Comparator<Member> LONGEST_IDLE =
        Comparator.comparing((Member m) -> idle(m.agent)).thenComparing(m -> m.agent.id());

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
  private final ArrayDeque<Integer> holes = new ArrayDeque<>();
  private final Map<String, Member> members = new HashMap<>();
  private final List<Member> byIndex = new ArrayList<>();
  private final BitSet onDuty = new BitSet();
  private final Map<Media, BitSet> open = new EnumMap<>(Media.class);

  /** Those who are open in some medium, the longest idle first. */
  private final TreeSet<Member> idle = new TreeSet<>(Member.LONGEST_IDLE);

  /** Those who have declined something. */
  private final BitSet decliners = new BitSet();

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
    place(w, now);
  }

  private void place(Waiting w, long now) {
    var targets = w.room(now) > 0 ? w.targets(now) : List.<Target>of();
    for (var target : targets) {
      var bucket = bucket(target);
      if (w.buckets.contains(bucket)) continue;
      w.buckets.add(bucket);
      bucket.add(w);
    }
    var due = w.due(now);
    if (due != Long.MAX_VALUE) timers.add(w.timer = timer(due, w, null));
    newlyWaiting.add(w);
  }

  /** Not to be offered: gone, held, or being proposed. */
  void remove(Waiting w) {
    newlyWaiting.remove(w);
    for (var bucket : w.buckets) {
      bucket.remove(w);
      if (bucket.target.isPersonal() && bucket.isEmpty()) retire(bucket);
    }
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
    if (before != null) idle.remove(member);
    member.agent = agent;
    if (before == null || !agent.profile().equals(before.profile()))
      for (var bucket : byTarget.values()) enlist(member, bucket);
    for (var medium : open.entrySet()) {
      var takes = !busy && agent.takes(medium.getKey());
      medium.getValue().set(member.index, takes);
      if (takes) newlyOpen.put(agent.id(), member);
    }
    if (isOpen(member)) idle.add(member);
    decliners.set(member.index, !agent.declined().isEmpty());
    onDuty.set(member.index, agent.duty().works());
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

  List<Agent> agents() {
    return byIndex.stream().map(member -> member.agent).toList();
  }

  private Timer timer(long due, Waiting w, Member member) {
    return new Timer(due, timersSet++, w, member);
  }

  private Bucket bucket(Target target) {
    var known = byTarget.get(target);
    if (known != null) return known;
    var index = holes.isEmpty() ? buckets.size() : holes.removeLast();
    var made = new Bucket(index, target);
    byTarget.put(target, made);
    if (index == buckets.size()) buckets.add(made);
    else buckets.set(index, made);
    if (target.isPersonal()) {
      for (var agent : target.agents())
        if (members.containsKey(agent)) enlist(members.get(agent), made);
    } else for (var member : byIndex) enlist(member, made);
    return made;
  }

  /** Buckets for named agents come and go with those who name them. */
  private void retire(Bucket bucket) {
    byTarget.remove(bucket.target);
    buckets.set(bucket.index, null);
    holes.add(bucket.index);
    for (var m = bucket.agents.nextSetBit(0); m >= 0; m = bucket.agents.nextSetBit(m + 1))
      byIndex.get(m).serves.clear(bucket.index);
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
      while (agent != null) {
        take(w, agent, now, matches);
        agent = w.buckets.isEmpty() ? null : best(w, now);
      }
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
    all.sort(Member.LONGEST_IDLE);
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
      take(w, best(w, now), now, matches);
    }
  }

  private Waiting pick(Member member, long now) {
    var at = Instant.ofEpochMilli(now);
    Waiting best = null;
    for (var b = member.serves.nextSetBit(0); b >= 0; b = member.serves.nextSetBit(b + 1)) {
      var bucket = buckets.get(b);
      if (bucket.isEmpty() || !open.get(bucket.target.media()).get(member.index)) continue;
      var head = bucket.first(now, w -> mayAsk(member.agent, w, at));
      if (head != null && (best == null || head.compareTo(best, now) < 0)) best = head;
    }
    return best;
  }

  private static boolean mayAsk(Agent agent, Waiting w, Instant at) {
    return !w.asked.contains(agent.id()) && !agent.declines(w.entry.interaction(), at);
  }

  /** The best open agent for this contact, or null. */
  private Agent best(Waiting w, long now) {
    var candidates = candidates(w);
    candidates.and(open.get(w.entry.media()));
    if (candidates.isEmpty()) return null;
    var at = Instant.ofEpochMilli(now);
    if (Ranking.isByIdleOnly(w.current().rank())) return longestIdle(candidates, w, at);
    var order = order(w);
    Agent best = null;
    for (var i = candidates.nextSetBit(0); i >= 0; i = candidates.nextSetBit(i + 1)) {
      var agent = byIndex.get(i).agent;
      if (!mayAsk(agent, w, at)) continue;
      if (best == null || order.compare(agent, best) < 0) best = agent;
    }
    return best;
  }

  /** The first who suits, without a look at the others: thousands may be idle. */
  private Agent longestIdle(BitSet candidates, Waiting w, Instant at) {
    for (var member : idle)
      if (candidates.get(member.index) && mayAsk(member.agent, w, at)) return member.agent;
    return null;
  }

  private static BitSet candidates(Waiting w) {
    var candidates = new BitSet();
    for (var bucket : w.buckets) candidates.or(bucket.agents);
    return candidates;
  }

  private static Comparator<Agent> order(Waiting w) {
    return Ranking.by(w.current().rank(), skills(w));
  }

  private static Set<String> skills(Waiting w) {
    var skills = new TreeSet<String>();
    for (var step : w.expansion.active(w.step)) skills.addAll(step.skills().keySet());
    return skills;
  }

  /** Why {@code chosen} was: the others who were free, and how many were out of the question. */
  private Why why(Waiting w, Agent chosen, long now) {
    var suit = candidates(w);
    var excluded = new TreeMap<String, Integer>();
    count(excluded, "not-eligible", byIndex.size() - suit.cardinality());
    var there = (BitSet) suit.clone();
    there.and(onDuty);
    count(excluded, "not-ready", suit.cardinality() - there.cardinality());
    var able = (BitSet) there.clone();
    able.and(open.get(w.entry.media()));
    count(excluded, "busy", there.cardinality() - able.cardinality());
    exclude(w, able, excluded, Instant.ofEpochMilli(now));
    var rank = w.current().rank();
    return Ranking.why(chosen, compared(able, rank), rank, skills(w), excluded, now);
  }

  /** Takes those out who are able, but not to be asked, or not again. */
  private void exclude(Waiting w, BitSet able, Map<String, Integer> excluded, Instant at) {
    var reluctant = (BitSet) decliners.clone();
    for (var id : w.asked) if (members.containsKey(id)) reluctant.set(members.get(id).index);
    reluctant.and(able);
    for (var i = reluctant.nextSetBit(0); i >= 0; i = reluctant.nextSetBit(i + 1)) {
      var agent = byIndex.get(i).agent;
      if (mayAsk(agent, w, at)) continue;
      able.clear(i);
      count(excluded, w.asked.contains(agent.id()) ? "asked" : "declined", 1);
    }
  }

  /** Of these, as many of the best as are remembered; all of them where the order is not known. */
  private List<Agent> compared(BitSet free, List<Rank> rank) {
    if (!Ranking.isByIdleOnly(rank))
      return free.stream().mapToObj(i -> byIndex.get(i).agent).toList();
    return idle.stream()
        .filter(member -> free.get(member.index))
        .limit(Ranking.REMEMBERED)
        .map(member -> member.agent)
        .toList();
  }

  private static void count(Map<String, Integer> excluded, String reason, int more) {
    if (more > 0) excluded.merge(reason, more, Integer::sum);
  }

  private void take(Waiting w, Agent agent, long now, List<Match> matches) {
    matches.add(new Match(w, agent, why(w, agent, now)));
    w.asked.add(agent.id());
    if (w.room(now) <= 0) remove(w);
    close(members.get(agent.id()));
  }

  private void close(Member member) {
    idle.remove(member);
    for (var medium : open.values()) medium.clear(member.index);
  }

  private boolean isOpen(Member member) {
    for (var medium : open.values()) if (medium.get(member.index)) return true;
    return false;
  }
}
