package usher.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import usher.agent.Agent;
import usher.agent.Experience;
import usher.kernel.Media;
import usher.kernel.Why;
import usher.queue.Definition.Rank;

/** The agents as the matcher holds them, by number: who is open for what, and since when. */
final class Staff {

  /** One agent. */
  static final class Member {
    private static final Comparator<Member> USUAL = Ranking.by(List.of(), List.of());

    final int index;
    Agent agent;

    /** What of its room is taken, from 0 to 1. */
    double occupied;

    /** ms; {@code Long.MAX_VALUE} where no work could be given. */
    long idleSince;

    /** How likely it is to reach the goal with the contact that agents were last compared for. */
    double predicted;

    /** When the next of its pauses is over. */
    Matcher.Timer pause;

    /** The buckets it serves, by their number. */
    final BitSet serves = new BitSet();

    /** Who waits for it, because it has served them before. */
    final Set<Waiting> hopes = new LinkedHashSet<>(2);

    private Member(int index) {
      this.index = index;
    }

    private void is(Agent now) {
      agent = now;
      idleSince = now.idleSince() == null ? Long.MAX_VALUE : now.idleSince().toEpochMilli();
      var capacity = now.profile().capacity();
      occupied = capacity.total() == 0 ? 1 : (double) capacity.used(now.held()) / capacity.total();
    }
  }

  /** Where fewer than one in so many of the idle suit, only those who suit are looked at. */
  private static final int RARE = 16;

  private final Map<String, Member> members = new HashMap<>();
  private final List<Member> byIndex = new ArrayList<>();
  private final Predictor predictor = new Predictor();
  private final BitSet onDuty = new BitSet();

  /** Those among whom a choice is being made; kept because room for thousands costs time. */
  private final BitSet chosenFrom = new BitSet();

  private final Map<Media, BitSet> open = new EnumMap<>(Media.class);

  /** Those who are open in some medium, as they are ranked where nothing else is said. */
  private final TreeSet<Member> idle = new TreeSet<>(Member.USUAL);

  /** Those who have declined something. */
  private final BitSet decliners = new BitSet();

  Staff() {
    for (var medium : Media.values()) open.put(medium, new BitSet());
  }

  Member member(int index) {
    return byIndex.get(index);
  }

  /** Null for a stranger. */
  Member member(String id) {
    return members.get(id);
  }

  List<Member> all() {
    return byIndex;
  }

  /** The newest word of an agent. {@code known}: null for one who is new. */
  Member put(Member known, Agent agent, boolean busy) {
    var member = known;
    if (member == null) {
      member = new Member(byIndex.size());
      members.put(agent.id(), member);
      byIndex.add(member);
    } else idle.remove(member);
    var before = member.agent == null ? Experience.NONE : member.agent.past();
    predictor.learn(member.index, before, agent.past());
    member.is(agent);
    var takes = busy ? Set.<Media>of() : agent.open();
    for (var medium : open.entrySet())
      medium.getValue().set(member.index, takes.contains(medium.getKey()));
    if (!takes.isEmpty()) idle.add(member);
    decliners.set(member.index, !agent.declined().isEmpty());
    onDuty.set(member.index, agent.duty().works());
    return member;
  }

  /** Is being asked now: nothing else until it has answered. */
  void close(Member member) {
    idle.remove(member);
    for (var medium : open.values()) medium.clear(member.index);
  }

  boolean isOpen(Member member) {
    for (var medium : open.values()) if (medium.get(member.index)) return true;
    return false;
  }

  boolean isNobodyOpen() {
    return idle.isEmpty();
  }

  BitSet open(Media medium) {
    return open.get(medium);
  }

  BitSet openForAnything() {
    var all = new BitSet();
    for (var medium : open.values()) all.or(medium);
    return all;
  }

  // ---- who for whom

  static boolean mayAsk(Agent agent, Waiting w, Instant at) {
    return !w.asked.contains(agent.id()) && !agent.declines(w.entry.interaction(), at);
  }

  /** The open agents who may be asked to take this contact. */
  BitSet able(Waiting w, Instant at) {
    var able = w.candidates();
    able.and(open(w.entry.media()));
    leaveOut(w, able, at, null);
    return able;
  }

  /** The best of them for this contact, the best first. */
  List<Member> best(Waiting w, BitSet able, int most) {
    return best(w, able, most, chances(w, able));
  }

  private List<Member> best(Waiting w, BitSet able, int most, double[] chances) {
    var many = able.cardinality();
    if (chances == null && many == 1) return List.of(member(able.nextSetBit(0)));
    if (Ranking.isUsual(w.current().rank()) && many * RARE > idle.size())
      return first(able, Math.min(most, many));
    var byChance = chances != null && w.current().rank().get(0) == Rank.PREDICTED;
    var best = new Best<Member>(most, Ranking.by(w.current().rank(), w.skills()));
    for (var i = able.nextSetBit(0); i >= 0; i = able.nextSetBit(i + 1)) {
      if (byChance && best.isFull() && chances[i] < best.last().predicted) continue;
      var one = byIndex.get(i);
      if (chances != null) one.predicted = chances[i];
      best.add(one);
    }
    return best.inOrder();
  }

  /** By agents' numbers; null where nobody asks. */
  private double[] chances(Waiting w, BitSet able) {
    var isAsked = w.current().rank().contains(Rank.PREDICTED);
    return isAsked ? predictor.scores(w.traits(), able) : null;
  }

  /** What the contact and each of these agents are worth together ({@link Ranking#value}). */
  double[] values(Waiting w, BitSet able, List<Integer> agents, double otherwise, long now) {
    var chances = chances(w, able);
    var rank = w.current().rank();
    var skills = w.skills();
    var values = new double[agents.size()];
    Arrays.fill(values, otherwise);
    for (var n = 0; n < values.length; n++) {
      var member = member(agents.get(n));
      if (!able.get(member.index)) continue;
      if (chances != null) member.predicted = chances[member.index];
      values[n] = Ranking.value(rank, member, skills, now);
    }
    return values;
  }

  /** The first who suit, without a look at the others: thousands may be idle. */
  private List<Member> first(BitSet able, int enough) {
    var first = new ArrayList<Member>(enough);
    for (var member : idle) {
      if (first.size() == enough) break;
      if (able.get(member.index)) first.add(member);
    }
    return first;
  }

  /**
   * Whom a contact may be given to now.
   *
   * @param best the best of them first; empty for nobody
   * @param excluded how many others are out of the question, by reason
   * @param chances of reaching the goal, by agents' numbers, until somebody else is chosen for;
   *     null where nobody asks
   */
  record Choice(List<Member> best, Map<String, Integer> excluded, double[] chances) {
    private static final Choice NOBODY = new Choice(List.of(), Map.of(), null);

    boolean isNobody() {
      return best.isEmpty();
    }

    Member first() {
      return best.get(0);
    }

    /** Why {@code chosen} was, who may not be the first where several were decided about. */
    Why why(Waiting w, Member chosen, long now) {
      if (chances != null) chosen.predicted = chances[chosen.index];
      var why = Ranking.why(chosen, best, w.current().rank(), w.skills(), excluded, now);
      return w.hopesFor == chosen
          ? new Why(why.candidates(), why.excluded(), Ranking.LAST_AGENT)
          : why;
    }
  }

  Choice choose(Waiting w, long now) {
    chosenFrom.clear();
    chosenFrom.or(open(w.entry.media()));
    if (w.seats.size() != 1) return chooseOfAll(w, w.candidates(), now);
    var bucket = w.seats.get(0).bucket;
    chosenFrom.and(bucket.agents);
    return choose(w, bucket.suiting(), bucket.there(), now);
  }

  private Choice chooseOfAll(Waiting w, BitSet suit, long now) {
    chosenFrom.and(suit);
    var suiting = suit.cardinality();
    suit.and(onDuty);
    return choose(w, suiting, suit.cardinality(), now);
  }

  private Choice choose(Waiting w, int suiting, int there, long now) {
    if (chosenFrom.isEmpty()) return Choice.NOBODY;
    var excluded = new TreeMap<String, Integer>();
    count(excluded, "not-eligible", byIndex.size() - suiting);
    count(excluded, "not-ready", suiting - there);
    count(excluded, "busy", there - chosenFrom.cardinality());
    leaveOut(w, chosenFrom, Instant.ofEpochMilli(now), excluded);
    var chances = chances(w, chosenFrom);
    var best = best(w, chosenFrom, Ranking.REMEMBERED, chances);
    return new Choice(best, excluded, chances);
  }

  /** Takes those out who are able, but not to be asked, or not again. */
  private void leaveOut(Waiting w, BitSet able, Instant at, Map<String, Integer> excluded) {
    if (w.asked.isEmpty() && !able.intersects(decliners)) return;
    var reluctant = (BitSet) decliners.clone();
    for (var id : w.asked) if (members.containsKey(id)) reluctant.set(members.get(id).index);
    reluctant.and(able);
    for (var i = reluctant.nextSetBit(0); i >= 0; i = reluctant.nextSetBit(i + 1)) {
      var agent = member(i).agent;
      if (mayAsk(agent, w, at)) continue;
      able.clear(i);
      if (excluded != null) count(excluded, w.asked.contains(agent.id()) ? "asked" : "declined", 1);
    }
  }

  private static void count(Map<String, Integer> excluded, String reason, int more) {
    if (more > 0) excluded.merge(reason, more, Integer::sum);
  }
}
