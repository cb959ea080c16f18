package usher.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import usher.agent.Agent;
import usher.agent.Presence;
import usher.agent.Slot;
import usher.kernel.Media;
import usher.queue.Entry;

/** Why an agent has nothing to do: what it says of itself, then what waits and is not for it. */
final class WhyIdle {
  static final int MOST_QUEUES = 50;

  /** Entries that are alike to a target. */
  private record Kindred(Media media, int step) {}

  private final Lookout lookout;
  private final Agent agent;

  private WhyIdle(Lookout lookout, Agent agent) {
    this.lookout = lookout;
    this.agent = agent;
  }

  static Seen of(Lookout lookout, String id) {
    var agent = lookout.agent(id);
    return agent == null ? Seen.Absent.UNKNOWN : new WhyIdle(lookout, agent).answer();
  }

  private Seen.Idle answer() {
    var queues = new ArrayList<Seen.LineWhy>();
    for (var line : lookout.lines()) {
      var waiting =
          line.entries().stream()
              .filter(e -> lookout.isQueued(line.queue(), e.interaction()))
              .toList();
      if (!waiting.isEmpty()) queues.add(why(line, waiting));
    }
    var reasons = new ArrayList<>(ownReasons());
    reasons.add(lineReason(queues));
    queues.sort(
        Comparator.comparingInt((Seen.LineWhy q) -> -q.eligible())
            .thenComparingInt(q -> -q.waiting())
            .thenComparing(Seen.LineWhy::queue));
    var listed = List.copyOf(queues.subList(0, Math.min(queues.size(), MOST_QUEUES)));
    var idle = WhyNot.ofItself(agent) == null && agent.slots().isEmpty();
    return new Seen.Idle(
        agent.id(),
        agent.presence(),
        idle,
        idle ? agent.idleSince() : agent.presenceSince(),
        reasons,
        listed,
        queues.size() - listed.size(),
        lookout.asOf);
  }

  // ---- what it says of itself

  private List<Seen.Reason> ownReasons() {
    var all = new ArrayList<Seen.Reason>();
    var itself = WhyNot.ofItself(agent);
    if (itself != null) all.add(new Seen.Reason(itself.kind().word(), sentence(itself.kind())));
    for (var slot : agent.slots())
      if (slot.status() == Slot.Status.RESERVED)
        all.add(
            new Seen.Reason(
                WhyNot.Kind.ASKED.word(),
                "It is being asked to take " + slot.offer().interaction()));
    var media = agent.profile().capacity().media().keySet();
    var there = agent.presence() == Presence.READY && !agent.lacksDesk();
    if (there && media.stream().noneMatch(agent::takes))
      all.add(new Seen.Reason(WhyNot.Kind.BUSY.word(), "It has no room for more: " + load()));
    return all;
  }

  private String sentence(WhyNot.Kind kind) {
    var since = " since " + agent.presenceSince();
    return switch (kind) {
      case NOT_SIGNED_IN -> "It is signed out" + since + ": nothing is offered before it is ready";
      case RONA -> "It did not answer an offer, and is not ready" + since;
      case LEAVING -> "It will be " + agent.planned().presence().word() + " after what it has now";
      case DESK_LOST -> "Its desk is not connected: nothing is offered before it is";
      default ->
          "It is not ready"
              + since
              + (agent.reason() == null ? "" : " (" + agent.reason() + ")")
              + ": nothing is offered before it is ready";
    };
  }

  private String load() {
    var capacity = agent.profile().capacity();
    var doing = WhyNot.busyWith(agent);
    var used = capacity.used(agent.held()) + " of " + capacity.total() + " points";
    return doing == null ? "its capacity allows none" : used + ", " + doing;
  }

  // ---- what waits

  private Seen.Reason lineReason(List<Seen.LineWhy> queues) {
    var waiting = queues.stream().mapToInt(Seen.LineWhy::waiting).sum();
    var eligible = queues.stream().mapToInt(Seen.LineWhy::eligible).sum();
    if (waiting == 0) return new Seen.Reason("nothing-waits", "Nobody waits in any queue");
    if (eligible == 0)
      return new Seen.Reason(
          "not-eligible", waiting + " wait, none of them for this agent: each queue says why");
    return WhyNot.ofItself(agent) == null
        ? new Seen.Reason("being-matched", eligible + " of " + waiting + " that wait are for it")
        : new Seen.Reason(
            "would-be-offered", eligible + " of " + waiting + " that wait are for it, once ready");
  }

  private Seen.LineWhy why(Picture.Line line, List<Entry> waiting) {
    var counts = new TreeMap<String, Integer>();
    var known = new HashMap<Kindred, WhyNot>();
    var now = lookout.asOf.toEpochMilli();
    var eligible = 0;
    Waiting head = null;
    for (var entry : waiting) {
      var w = new Waiting(line.queue(), lookout.policy(line), entry, now);
      var no = why(w, known);
      if (no == null) eligible++;
      else counts.merge(no.kind().word(), 1, Integer::sum);
      if (head == null || w.compareTo(head, now) < 0) head = w;
    }
    return new Seen.LineWhy(line.queue(), waiting.size(), eligible, counts, first(head));
  }

  /** Whether it is ready does not count here: that is said once, above. */
  private WhyNot why(Waiting w, Map<Kindred, WhyNot> known) {
    var c = w.entry.contact();
    WhyNot target;
    if (c.wish() != null || !c.attributes().isEmpty()) target = target(w, lookout.asOf);
    else {
      var alike = new Kindred(c.media(), w.step);
      if (!known.containsKey(alike)) known.put(alike, target(w, lookout.asOf));
      target = known.get(alike);
    }
    if (target != null) return target;
    var has = WhyNot.ofSame(agent, w.entry.interaction());
    if (has != null) return has;
    return WhyNot.ofItself(agent) == null ? WhyNot.ofContact(agent, w.entry, lookout.asOf) : null;
  }

  private WhyNot target(Waiting w, Instant at) {
    return WhyNot.ofTargets(agent, w.targets(at.toEpochMilli()));
  }

  /** Who is next; and where that is not for this agent, from when on it will be. */
  private Seen.First first(Waiting head) {
    var id = head.entry.interaction();
    var no = why(head, new HashMap<>());
    if (no == null) return new Seen.First(id, null, null, null);
    var opens = no.isAboutTarget() ? opening(head) : null;
    return opens == null
        ? new Seen.First(id, no.text(), null, null)
        : new Seen.First(id, no.text(), opens.step + 1, begin(opens));
  }

  /** The contact in the first step that looks for this agent; null for never. */
  private Waiting opening(Waiting w) {
    for (var step = w.step + 1; step < w.expansion.size(); step++) {
      if (w.expansion.begin(step) == Long.MAX_VALUE) return null;
      var then = w.enteredAt + w.expansion.begin(step);
      var later = new Waiting(w.queue, w.policy, w.entry, then);
      if (target(later, Instant.ofEpochMilli(then)) == null) return later;
    }
    return null;
  }

  private static Instant begin(Waiting w) {
    return Instant.ofEpochMilli(w.enteredAt + w.expansion.begin(w.step));
  }
}
