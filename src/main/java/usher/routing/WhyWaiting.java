package usher.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import usher.agent.Agent;
import usher.agent.Presence;
import usher.queue.Entry;

/** Why a contact still waits: whom it is for, and what keeps each of them from it. */
final class WhyWaiting {
  /** So many are named; an answer has to be read by somebody. */
  static final int MOST_NAMED = 50;

  private record No(Agent agent, WhyNot why) {
    /** Whom it is for comes first, and who has signed in. */
    int distance() {
      var off = agent.presence() == Presence.OFFLINE;
      return (why.isAboutTarget() ? 1 : 0) + (off ? 2 : 0);
    }
  }

  private final Lookout lookout;
  private final Picture.Line line;
  private final Entry entry;

  private WhyWaiting(Lookout lookout, Picture.Line line, Entry entry) {
    this.lookout = lookout;
    this.line = line;
    this.entry = entry;
  }

  /** {@link Seen.Absent#UNKNOWN} where it does not wait. */
  static Seen of(Lookout lookout, String interaction) {
    var open = lookout.open(interaction);
    if (open == null || open.entry() == null) return Seen.Absent.UNKNOWN;
    var state = open.row().state();
    if (state != Seen.State.QUEUED && state != Seen.State.OFFERED) return Seen.Absent.UNKNOWN;
    return new WhyWaiting(lookout, lookout.line(open.line()), open.entry()).answer();
  }

  private Waiting at(Instant at) {
    return new Waiting(line.queue(), lookout.policy(line), entry, at.toEpochMilli());
  }

  private Seen.Wait answer() {
    var w = at(lookout.asOf);
    var no = excluded(lookout.asOf);
    var named =
        no.stream()
            .sorted(Comparator.comparingInt(No::distance).thenComparing(n -> n.agent.id()))
            .limit(MOST_NAMED)
            .map(n -> new Seen.Excluded(n.agent.id(), n.why.text()))
            .toList();
    return new Seen.Wait(
        line.queue(),
        line.version(),
        entry.enteredAt(),
        w.step + 1,
        w.expansion.size(),
        eligible(no),
        idle(no),
        next(w),
        named,
        no.size() - named.size(),
        byReason(no),
        lookout.asOf);
  }

  private Seen.NextStep next(Waiting w) {
    var begins = w.expansion.next(w.step);
    if (begins == Long.MAX_VALUE) return null;
    var at = entry.enteredAt().plusMillis(begins);
    var no = excluded(at);
    return new Seen.NextStep(w.step + 2, at, eligible(no), idle(no));
  }

  /** Everybody who is out of the question at that moment, if all else stays as it is. */
  private List<No> excluded(Instant at) {
    var targets = at(at).targets(at.toEpochMilli());
    var all = new ArrayList<No>();
    for (var agent : lookout.agents) {
      var why = WhyNot.of(agent, targets, entry, at);
      if (why != null) all.add(new No(agent, why));
    }
    return all;
  }

  private int eligible(List<No> no) {
    return lookout.agents.size() - (int) no.stream().filter(n -> n.why.isAboutTarget()).count();
  }

  private int idle(List<No> no) {
    return lookout.agents.size() - no.size();
  }

  private static Map<String, Integer> byReason(List<No> no) {
    var counts = new TreeMap<String, Integer>();
    for (var one : no) counts.merge(one.why.kind().word(), 1, Integer::sum);
    return counts;
  }
}
