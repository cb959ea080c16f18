package usher.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Several contacts and several agents at one moment: after a fail-over, at the start of a shift, in
 * a burst. Rank alone decides who is served: contacts are taken in their order, each if all those
 * before it can still be served too. Only then it is decided who serves whom, for the greatest
 * value in all ({@link Ranking#value}).
 */
final class Moment {
  /** So many are decided together; the next so many after them. */
  static final int MOST = 128;

  /** Of all who might take it, so many of the best are considered for each at most. */
  private static final int NOMINATED = 16;

  /** Steps that finding the greatest value may take: two milliseconds or so. */
  private static final int STEPS = 2_000_000;

  /** What there is to decide about. */
  interface Floor {
    /** Who comes first among all whom one of these agents may take, or null. */
    Waiting first(BitSet agents);

    /** Out of sight until the moment is over. */
    void lift(Waiting w);

    /** The agents who may be asked to take it now. */
    BitSet able(Waiting w);

    /** The best of these for it, the best first. */
    List<Integer> best(Waiting w, BitSet agents, int most);

    /** What it and each of these agents are worth together, where able; else {@code otherwise}. */
    double[] values(Waiting w, BitSet able, List<Integer> agents, double otherwise);
  }

  /** One offer to be made: to this contact's {@code agent}, for now. */
  static final class Row {
    final Waiting waiting;
    private final BitSet able;
    private int agent;

    private Row(Waiting waiting, BitSet able) {
      this.waiting = waiting;
      this.able = able;
    }

    int agent() {
      return agent;
    }
  }

  private final Floor floor;
  private final List<Row> rows = new ArrayList<>();
  private final Map<Integer, Row> servedBy = new HashMap<>();
  private final BitSet taken = new BitSet();

  /** Agents whom another contact may still get, by whatever moves of those who have one. */
  private final BitSet left;

  private Moment(Floor floor, BitSet agents) {
    this.floor = floor;
    left = agents;
  }

  /** Offers to be made now, in the order of their contacts; at most about {@link #MOST}. */
  static List<Row> decide(Floor floor, BitSet agents, long now) {
    var moment = new Moment(floor, agents);
    moment.gather(now);
    moment.improve();
    return moment.rows;
  }

  private void gather(long now) {
    while (rows.size() < MOST) {
      var w = floor.first(left);
      if (w == null) return;
      floor.lift(w);
      var able = floor.able(w);
      for (var room = w.room(now); room > 0 && isPlaced(new Row(w, able)); room--) {}
    }
  }

  /**
   * Gives the contact somebody, along a chain of contacts who each pass on to another agent. Where
   * there is no such chain, all whom it reached are needed by those who come first.
   */
  private boolean isPlaced(Row row) {
    var reached = new BitSet();
    var passedBy = new HashMap<Integer, Row>();
    var next = new ArrayDeque<>(List.of(row));
    while (!next.isEmpty()) {
      var one = next.poll();
      var more = (BitSet) one.able.clone();
      more.andNot(reached);
      var free = (BitSet) more.clone();
      free.andNot(taken);
      if (!free.isEmpty()) {
        int best = floor.best(one.waiting, free, 1).get(0);
        taken.set(best);
        pass(best, one, row, passedBy);
        return true;
      }
      reached.or(more);
      for (var a = more.nextSetBit(0); a >= 0; a = more.nextSetBit(a + 1)) {
        passedBy.put(a, one);
        next.add(servedBy.get(a));
      }
    }
    left.andNot(reached);
    return false;
  }

  private void pass(int free, Row last, Row newcomer, Map<Integer, Row> passedBy) {
    var agent = free;
    var row = last;
    while (row != newcomer) {
      var before = row.agent;
      give(row, agent);
      agent = before;
      row = passedBy.get(before);
    }
    give(newcomer, agent);
    rows.add(newcomer);
  }

  private void give(Row row, int agent) {
    row.agent = agent;
    servedBy.put(agent, row);
  }

  private void improve() {
    if (rows.size() < 2) return; // one alone has its best already
    var columns = new ArrayList<>(nominated());
    var value = new double[rows.size()][];
    for (var r = 0; r < value.length; r++) {
      var row = rows.get(r);
      value[r] = floor.values(row.waiting, row.able, columns, Assignment.FORBIDDEN);
    }
    var best = Assignment.best(value);
    for (var r = 0; r < value.length; r++) rows.get(r).agent = columns.get(best[r]);
  }

  /** The best of those who might take each of them, and whoever it has now. */
  private Set<Integer> nominated() {
    var n = rows.size();
    var affordable = STEPS / n / n / n - 1; // rows² × columns, and each row has one already
    var each = Math.max(1, Math.min(NOMINATED, affordable));
    var all = new LinkedHashSet<Integer>();
    for (var row : rows) {
      all.addAll(floor.best(row.waiting, row.able, each));
      all.add(row.agent);
    }
    return all;
  }
}
