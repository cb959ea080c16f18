package usher.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import usher.agent.Agent;

/**
 * Who belongs to the domain, and who has reported since the coordinator started. Asking somebody to
 * report also wakes them: that is how queues and agents come back after a crash, some hundred at a
 * time instead of all at once.
 */
final class Roster {
  /** Offers wait until every queue has said who waits, and for one that is silent so long. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * And then so long for every agent: the best of a few is found, and of ten thousand, who take ten
   * seconds, the first ones already work.
   */
  static final Duration AGENTS_PATIENCE = Duration.ofSeconds(1);

  /** Agents' reports under way at once: whom a caller asks for meanwhile comes soon after them. */
  static final int WINDOW = 200;

  /** The same while queues are missing: without them nobody is offered anything. */
  private static final int WINDOW_BESIDE_QUEUES = 10;

  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

  /** Everybody is asked once in so many ticks, so that nobody sleeps unnoticed. */
  private static final int ROUND = 60;

  private static final int QUEUE_ROUND = 5;

  /** A queue is awake in milliseconds; after a start, when many wake, in seconds. */
  private static final int QUEUES_AGAIN = 3;

  /** Nobody to wake: a queue that is defined again makes itself heard. */
  static final long LET_SLEEP = -2;

  private final Set<String> queues;
  private final Set<String> agents;
  private final Consumer<Told> tell;
  private final Set<String> missingQueues;
  private final Set<String> missingAgents;
  private final ArrayDeque<String> toAsk = new ArrayDeque<>();
  private final Map<String, Instant> asked = new LinkedHashMap<>();
  private final Set<String> newQueues = new HashSet<>();
  private final Map<String, Agent> newAgents = new HashMap<>();
  private Iterator<String> patrol = List.<String>of().iterator();
  private boolean complete;
  private Instant queueHeardAt;
  private long ticks = 1;

  Roster(Set<String> queues, Set<String> agents, Instant now, Consumer<Told> tell) {
    this.queues = new HashSet<>(queues);
    this.agents = new HashSet<>(agents);
    this.tell = tell;
    queueHeardAt = now;
    missingQueues = new HashSet<>(queues);
    missingAgents = new HashSet<>(agents);
    askAll(now);
  }

  void askAll(Instant now) {
    for (var queue : queues) askQueue(queue, -1);
    toAsk.addAll(agents);
    askNext(now);
  }

  void askQueue(String queue, long known) {
    tell.accept(new Told.ReportQueue(queue, known));
  }

  private void askNext(Instant now) {
    var window = missingQueues.isEmpty() ? WINDOW : WINDOW_BESIDE_QUEUES;
    while (asked.size() < window && !toAsk.isEmpty()) {
      var agent = toAsk.poll();
      asked.put(agent, now);
      tell.accept(new Told.ReportAgent(agent));
    }
  }

  boolean knowsAgent(String agent) {
    return agents.contains(agent);
  }

  /** False for a stranger, who is proposed for the roster and must wait for it. */
  boolean knowsQueue(String queue) {
    if (queues.contains(queue)) return true;
    if (newQueues.add(queue)) tell.accept(new Told.Enlist(Set.of(queue), Set.of()));
    return false;
  }

  /** As {@link #knowsQueue}; the newest word of a stranger is kept until the roster has him. */
  boolean hearAgent(Agent agent) {
    if (agents.contains(agent.id())) return true;
    var before = newAgents.put(agent.id(), agent);
    if (before == null) tell.accept(new Told.Enlist(Set.of(), Set.of(agent.id())));
    else if (before.revision() > agent.revision()) newAgents.put(before.id(), before);
    return false;
  }

  /** Returns the agents who waited for this. */
  List<Agent> enlisted(Set<String> moreQueues, Set<String> moreAgents) {
    queues.addAll(moreQueues);
    agents.addAll(moreAgents);
    for (var queue : moreQueues) {
      newQueues.remove(queue);
      askQueue(queue, -1);
    }
    var waited = new ArrayList<Agent>();
    for (var id : moreAgents) {
      var agent = newAgents.remove(id);
      if (agent != null) waited.add(agent);
    }
    return waited;
  }

  void queueReported(String queue, Instant now) {
    if (!missingQueues.remove(queue)) return;
    queueHeardAt = now;
    askNext(now);
  }

  void agentReported(String agent, Instant now) {
    missingAgents.remove(agent);
    if (asked.remove(agent) != null) askNext(now);
  }

  boolean complete(Instant now) {
    if (complete) return true;
    var heardAll = missingQueues.isEmpty();
    var until = queueHeardAt.plus(heardAll ? AGENTS_PATIENCE : PATIENCE);
    complete = !now.isBefore(until) || (heardAll && missingAgents.isEmpty());
    return complete;
  }

  /**
   * {@code known}: the last change the board has of a queue; {@link #LET_SLEEP} for a deleted one.
   */
  void tick(Instant now, ToLongFunction<String> known) {
    if (ticks % QUEUES_AGAIN == 0) for (var queue : missingQueues) askQueue(queue, -1);
    for (var queue : newQueues) tell.accept(new Told.Enlist(Set.of(queue), Set.of()));
    for (var agent : newAgents.keySet()) tell.accept(new Told.Enlist(Set.of(), Set.of(agent)));
    for (var one : asked.entrySet()) {
      if (now.isBefore(one.getValue().plus(ASK_AGAIN))) continue;
      one.setValue(now);
      tell.accept(new Told.ReportAgent(one.getKey()));
    }
    askNext(now);
    patrol();
    if (ticks++ % QUEUE_ROUND == 0)
      for (var queue : queues) {
        var number = known.applyAsLong(queue);
        if (number != LET_SLEEP && !missingQueues.contains(queue)) askQueue(queue, number);
      }
  }

  private void patrol() {
    if (!patrol.hasNext()) patrol = List.copyOf(agents).iterator();
    for (var n = agents.size() / ROUND + 1; n > 0 && patrol.hasNext(); n--)
      tell.accept(new Told.ReportAgent(patrol.next()));
  }
}
