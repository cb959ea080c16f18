package usher.routing;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import usher.agent.Agent;
import usher.kernel.Media;
import usher.kernel.Why;

/**
 * Pairs waiting contacts with agents who have room. Single-threaded; time comes in as an argument.
 *
 * <p>A contact stands in one {@link Bucket} per active target, an agent knows the buckets it
 * serves. An agent that frees up compares the heads of its buckets; a contact that arrives chooses
 * among the open agents of its buckets. Nothing looks through all who wait or all who work.
 */
public final class Matcher {

  /** One decision: this contact to this agent. */
  public record Match(Waiting waiting, Agent agent, Why why) {}

  /** Something that comes due by itself: a contact's next step or slope, an agent's pause. */
  static final class Timer extends Heap.Seat<Timer> {
    private final long order;
    private final Waiting waiting;
    private final Staff.Member member;

    private Timer(long due, long order, Waiting waiting, Staff.Member member) {
      super(due);
      this.order = order;
      this.waiting = waiting;
      this.member = member;
    }

    private long due() {
      return key();
    }

    @Override
    boolean isBefore(Timer other) {
      return order < other.order;
    }
  }

  private final Map<Target, Bucket> byTarget = new HashMap<>();
  private final List<Bucket> byNumber = new ArrayList<>();
  private final ArrayDeque<Integer> holes = new ArrayDeque<>();
  private final Staff staff = new Staff();

  /** The buckets of each medium, by their number. */
  private final Map<Media, BitSet> ofMedium = new EnumMap<>(Media.class);

  private final Slopes slopes = new Slopes();

  private final Heap<Timer> timers = new Heap<>();
  private Set<Waiting> newlyWaiting = new LinkedHashSet<>();
  private Set<Staff.Member> newlyOpen = new LinkedHashSet<>();

  /** Those whose last agent has changed: is it still worth waiting for? */
  private final Set<Waiting> doubtful = new LinkedHashSet<>();

  private final HandleTimes handleTimes = new HandleTimes();
  private long timersSet;

  public Matcher() {
    for (var medium : Media.values()) ofMedium.put(medium, new BitSet());
  }

  // ---- what changes

  /** This contact may be offered from now on. */
  public void add(Waiting w, long now) {
    w.age(now);
    hope(w, now);
    place(w, now);
  }

  /** Waits for its last agent if that is worth it, else looks for others at once. */
  private void hope(Waiting w, long now) {
    var target = w.lastAgent(now);
    if (target == null) return;
    var member = staff.member(target.agents().get(0));
    if (member != null && isWorthWaiting(member.agent, target, w, now)) {
      member.hopes.add(w);
      w.hopesFor = member;
    } else w.forgetLastAgent(now);
  }

  private boolean isWorthWaiting(Agent agent, Target target, Waiting w, long now) {
    return target.suits(agent)
        && agent.duty().isFor(target.media())
        && !agent.declines(w.entry.interaction(), Instant.ofEpochMilli(now))
        && handleTimes.freeAt(agent, target.media(), now) < w.stepEnds();
  }

  private void place(Waiting w, long now) {
    var targets = w.room(now) > 0 ? w.targets(now) : List.<Target>of();
    for (var target : targets) {
      var bucket = bucket(target);
      if (w.isIn(bucket)) continue;
      w.seats.add(new Slope.Seat(w, bucket));
      bucket.came();
    }
    slopes.add(w);
    var due = w.due(now);
    if (due != Long.MAX_VALUE) timers.add(w.timer = timer(due, w, null));
    newlyWaiting.add(w);
  }

  /** Not to be offered: gone, held, or being proposed. */
  public void remove(Waiting w) {
    newlyWaiting.remove(w);
    doubtful.remove(w);
    if (w.hopesFor != null) w.hopesFor.hopes.remove(w);
    w.hopesFor = null;
    slopes.remove(w);
    for (var seat : w.seats) {
      seat.bucket.left();
      if (seat.bucket.target.isPersonal() && seat.bucket.isEmpty()) retire(seat.bucket);
    }
    w.seats.clear();
    forget(w.timer);
    w.timer = null;
  }

  private void forget(Timer timer) {
    if (timer != null) timers.remove(timer);
  }

  /** The newest word of an agent. {@code busy}: a proposal to it is unanswered. */
  public void put(Agent agent, boolean busy) {
    var known = staff.member(agent.id());
    var before = known == null ? null : known.agent;
    if (before != null) handleTimes.learn(before, agent);
    var member = staff.put(known, agent, busy);
    doubtful.addAll(member.hopes);
    enlist(member, before);
    if (staff.isOpen(member)) newlyOpen.add(member);
    watchPauses(member, 0);
  }

  /** Where it serves, and is there, if its profile or its duty is another than before. */
  private void enlist(Staff.Member member, Agent before) {
    var agent = member.agent;
    var worked = before != null && before.duty().works();
    var isKnown = before != null && agent.profile().equals(before.profile());
    if (isKnown && agent.duty().works() == worked) return;
    for (var b = member.serves.nextSetBit(0); b >= 0; b = member.serves.nextSetBit(b + 1)) {
      byNumber.get(b).loses(worked);
      if (isKnown) byNumber.get(b).gains(agent.duty().works());
    }
    if (!isKnown) for (var bucket : byTarget.values()) enlist(member, bucket);
  }

  /** When the next of an agent's pauses is over, it may be offered that contact again. */
  private void watchPauses(Staff.Member member, long now) {
    forget(member.pause);
    member.pause = null;
    if (member.agent.declined().isEmpty()) return;
    var next =
        member.agent.declined().values().stream()
            .filter(until -> until.toEpochMilli() > now)
            .min(Instant::compareTo);
    if (next.isPresent()) timers.add(member.pause = timer(next.get().toEpochMilli(), null, member));
  }

  Agent agent(String id) {
    var member = staff.member(id);
    return member == null ? null : member.agent;
  }

  List<Agent> agents() {
    return staff.all().stream().map(member -> member.agent).toList();
  }

  private Timer timer(long due, Waiting w, Staff.Member member) {
    return new Timer(due, timersSet++, w, member);
  }

  private Bucket bucket(Target target) {
    var known = byTarget.get(target);
    if (known != null) return known;
    var index = holes.isEmpty() ? byNumber.size() : holes.removeLast();
    var made = new Bucket(index, target);
    byTarget.put(target, made);
    ofMedium.get(target.media()).set(index);
    if (index == byNumber.size()) byNumber.add(made);
    else byNumber.set(index, made);
    if (target.isPersonal()) {
      for (var agent : target.agents())
        if (staff.member(agent) != null) enlist(staff.member(agent), made);
    } else for (var member : staff.all()) enlist(member, made);
    return made;
  }

  /** Buckets for named agents come and go with those who name them. */
  private void retire(Bucket bucket) {
    byTarget.remove(bucket.target);
    ofMedium.get(bucket.target.media()).clear(bucket.index);
    byNumber.set(bucket.index, null);
    holes.add(bucket.index);
    for (var m = bucket.agents.nextSetBit(0); m >= 0; m = bucket.agents.nextSetBit(m + 1))
      staff.member(m).serves.clear(bucket.index);
  }

  private static void enlist(Staff.Member member, Bucket bucket) {
    var suits = bucket.target.suits(member.agent);
    bucket.agents.set(member.index, suits);
    member.serves.set(bucket.index, suits);
    if (suits) bucket.gains(member.agent.duty().works());
  }

  // ---- deciding

  /** ms at which something comes due by itself; {@code Long.MAX_VALUE} for never. */
  public long due() {
    return timers.isEmpty() ? Long.MAX_VALUE : timers.first().due();
  }

  /**
   * Every pair that can be made now. A matched contact and agent are out until they are put back.
   */
  public List<Match> match(long now) {
    advance(now);
    var matches = new ArrayList<Match>();
    if (staff.isNobodyOpen()) forgetNews();
    else if (newlyOpen.size() + newlyWaiting.size() > 1) decideTogether(now, matches);
    else decide(now, matches);
    return matches;
  }

  /** New sets: clearing one that once held a million looks at room for a million each time. */
  private void forgetNews() {
    if (!newlyOpen.isEmpty()) newlyOpen = new LinkedHashSet<>();
    if (!newlyWaiting.isEmpty()) newlyWaiting = new LinkedHashSet<>();
  }

  private void decide(long now, List<Match> matches) {
    var member = newlyOpen.isEmpty() ? null : newlyOpen.iterator().next();
    var fresh = newlyWaiting.isEmpty() ? null : newlyWaiting.iterator().next();
    forgetNews();
    if (member != null) serve(member, now, matches);
    if (fresh != null) spread(fresh, now, matches);
  }

  private void decideTogether(long now, List<Match> matches) {
    forgetNews();
    List<Moment.Row> rows;
    do {
      var floor = new OpenNow(now);
      rows = Moment.decide(floor, staff.openForAnything(), now);
      floor.lifted.forEach(slopes::add);
      // Why, of all of them, before any of them is taken: from then on it is not free any more.
      var whys = rows.stream().map(row -> why(row, now)).toList();
      for (var n = 0; n < rows.size(); n++)
        take(rows.get(n).waiting, staff.member(rows.get(n).agent()), whys.get(n), now, matches);
    } while (rows.size() >= Moment.MOST && !staff.isNobodyOpen());
  }

  private Why why(Moment.Row row, long now) {
    var member = staff.member(row.agent());
    var why = staff.choose(row.waiting, now).why(row.waiting, member, now);
    row.waiting.asked.add(member.agent.id());
    return why;
  }

  /** Looks at every open agent again: what {@link #match} should have found (DESIGN law 5). */
  List<Match> matchAll(long now) {
    for (var member : staff.all()) if (staff.isOpen(member)) newlyOpen.add(member);
    return match(now);
  }

  private void advance(long now) {
    for (var w : List.copyOf(doubtful)) again(w, now);
    while (!timers.isEmpty() && timers.first().due() <= now) {
      var timer = timers.first();
      timers.remove(timer);
      if (timer.member != null) pausesOver(timer.member, now);
      else {
        timer.waiting.timer = null;
        again(timer.waiting, now);
      }
    }
  }

  private void again(Waiting w, long now) {
    remove(w);
    add(w, now);
  }

  private void pausesOver(Staff.Member member, long now) {
    if (staff.isOpen(member)) newlyOpen.add(member);
    watchPauses(member, now);
  }

  /** The agent's best contact goes to the contact's best agent, until this one has work too. */
  private void serve(Staff.Member member, long now, List<Match> matches) {
    while (staff.isOpen(member)) {
      var w = pick(member, now);
      if (w == null) return;
      take(w, staff.choose(w, now), now, matches);
    }
  }

  private void spread(Waiting w, long now, List<Match> matches) {
    var choice = staff.choose(w, now);
    while (!choice.isNobody()) {
      take(w, choice, now, matches);
      if (w.seats.isEmpty()) return;
      choice = staff.choose(w, now);
    }
  }

  private Waiting pick(Staff.Member member, long now) {
    var at = Instant.ofEpochMilli(now);
    var reach = new BitSet();
    for (var medium : ofMedium.entrySet())
      if (staff.open(medium.getKey()).get(member.index)) reach.or(medium.getValue());
    reach.and(member.serves);
    return slopes.first(reach, now, w -> Staff.mayAsk(member.agent, w, at));
  }

  private void take(Waiting w, Staff.Choice choice, long now, List<Match> matches) {
    take(w, choice.first(), choice.why(w, choice.first(), now), now, matches);
  }

  private void take(Waiting w, Staff.Member member, Why why, long now, List<Match> matches) {
    matches.add(new Match(w, member.agent, why));
    w.asked.add(member.agent.id());
    if (w.room(now) <= 0) remove(w);
    staff.close(member);
  }

  /** What there is to decide about at one moment. */
  private final class OpenNow implements Moment.Floor {
    private final long now;
    private final List<Waiting> lifted = new ArrayList<>();

    OpenNow(long now) {
      this.now = now;
    }

    @Override
    public Waiting first(BitSet agents) {
      var reach = new BitSet();
      for (var medium : ofMedium.entrySet()) {
        var open = (BitSet) staff.open(medium.getKey()).clone();
        open.and(agents);
        if (open.isEmpty()) continue;
        var buckets = medium.getValue();
        for (var b = buckets.nextSetBit(0); b >= 0; b = buckets.nextSetBit(b + 1))
          if (!byNumber.get(b).isEmpty() && byNumber.get(b).agents.intersects(open)) reach.set(b);
      }
      return slopes.first(reach, now, w -> true);
    }

    @Override
    public void lift(Waiting w) {
      slopes.remove(w);
      lifted.add(w);
    }

    @Override
    public BitSet able(Waiting w) {
      return staff.able(w, Instant.ofEpochMilli(now));
    }

    @Override
    public List<Integer> best(Waiting w, BitSet agents, int most) {
      return staff.best(w, agents, most).stream().map(member -> member.index).toList();
    }

    @Override
    public double[] values(Waiting w, BitSet able, List<Integer> agents, double otherwise) {
      return staff.values(w, able, agents, otherwise, now);
    }
  }
}
