package usher.routing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import usher.kernel.Subject;
import usher.queue.Definition;
import usher.queue.Entry;

/** One contact in one line, as the matcher holds it. */
public final class Waiting {

  final String queue;
  final Policy policy;
  Expansion expansion;
  Entry entry;
  final long arrivedAt;
  final long enteredAt;

  int step;
  Priority.Line line;

  /** Agents who have been asked in this round, and are not to be asked in it again. */
  final Set<String> asked = new HashSet<>(2);

  /** Where it stands now; empty while it may not be offered. */
  final List<Slope.Seat> seats = new ArrayList<>(1);

  /** What comes due next; null for nothing. */
  Matcher.Timer timer;

  /** Its last agent, while it waits for that one alone; else null. */
  Staff.Member hopesFor;

  public Waiting(String queue, Policy policy, Entry entry, long now) {
    this.queue = queue;
    this.policy = policy;
    this.entry = entry;
    expansion = policy.expansion(entry.contact());
    arrivedAt = entry.arrivedAt().toEpochMilli();
    enteredAt = entry.enteredAt().toEpochMilli();
    age(now);
  }

  public String interaction() {
    return entry.interaction();
  }

  public String queue() {
    return queue;
  }

  public int round() {
    return entry.round();
  }

  /** From 0. */
  public int step() {
    return step;
  }

  public Subject subject() {
    return entry.contact().subject();
  }

  /** All offers of this round have come to nothing. It must not be with the matcher just now. */
  public void nextRound() {
    inRound(entry.round() + 1);
  }

  void inRound(int round) {
    entry = entry.inRound(round);
    asked.clear();
  }

  /** Works out step, slope and key as of {@code now}. */
  void age(long now) {
    step = expansion.at(now - enteredAt);
    var base = entry.basePoints() == null ? policy.basePoints : Priority.milli(entry.basePoints());
    line = policy.priority.line(base + expansion.milliPoints(step), arrivedAt, now);
  }

  /** The agent it waits for because it has been served by it before; null for nobody. */
  Target lastAgent(long now) {
    var isFor = current().lastAgent() != null && !isMeant(now);
    return isFor ? policy.target(entry.contact(), step) : null;
  }

  /** Its last agent is not to be waited for: this step is over, and means nobody from now on. */
  void forgetLastAgent(long now) {
    var kept = new HashMap<>(entry.contact().attributes());
    kept.remove(Definition.LastAgent.AGENT);
    entry = entry.keeping(kept);
    expansion = policy.expansion(entry.contact());
    age(now);
  }

  /** ms at which the step that is on will be over; {@code Long.MAX_VALUE} for never. */
  long stepEnds() {
    var next = expansion.next(step);
    return next == Long.MAX_VALUE ? next : enteredAt + next;
  }

  /** ms at which {@link #age} or {@link #targets} will say something new. */
  long due(long now) {
    var byTime = Math.min(line.until(), stepEnds());
    return isMeant(now) ? Math.min(byTime, wishEnds()) : byTime;
  }

  /** Whom to look for at {@code now}. */
  List<Target> targets(long now) {
    var wish = entry.contact().wish();
    if (isMeant(now)) return List.of(Target.only(entry.media(), wish.agent()));
    var targets = new ArrayList<Target>(2);
    for (var s = expansion.first(step); s <= step; s++) {
      var target = policy.target(entry.contact(), s);
      if (target != null) targets.add(target);
    }
    return targets;
  }

  boolean isIn(Bucket bucket) {
    for (var seat : seats) if (seat.bucket == bucket) return true;
    return false;
  }

  /** The agents who suit, by number, whatever they do. */
  BitSet candidates() {
    var candidates = new BitSet();
    for (var seat : seats) candidates.or(seat.bucket.agents);
    return candidates;
  }

  /** What is known of it beforehand, to predict what it will come to with an agent. */
  List<String> traits() {
    var goal = policy.definition.goal();
    return goal == null ? List.of() : goal.traits(queue, entry.contact().attributes());
  }

  /** What is asked of whoever takes it. */
  List<String> skills() {
    return expansion.skills(step);
  }

  private boolean isMeant(long now) {
    return now < wishEnds();
  }

  private long wishEnds() {
    var wish = entry.contact().wish();
    if (wish == null) return Long.MIN_VALUE;
    return wish.until() == null ? Long.MAX_VALUE : wish.until().toEpochMilli();
  }

  /** How many agents may still be asked in this round. */
  int room(long now) {
    return (isMeant(now) ? 1 : current().offers()) - asked.size();
  }

  Definition.Step current() {
    return expansion.step(step);
  }

  /** Negative if this one is to be served before the other at {@code now}. */
  int compareTo(Waiting other, long now) {
    var byPoints = line.compare(other.line, now);
    return byPoints != 0 ? byPoints : older(this, other);
  }

  /** Of two with the same points: the older, then the lower id. */
  static int older(Waiting a, Waiting b) {
    var byArrival = Long.compare(a.arrivedAt, b.arrivedAt);
    if (byArrival != 0) return byArrival;
    var byId = a.entry.interaction().compareTo(b.entry.interaction());
    return byId != 0 ? byId : a.queue.compareTo(b.queue);
  }
}
