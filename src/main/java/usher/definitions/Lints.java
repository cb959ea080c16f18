package usher.definitions;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import usher.agent.Profile;
import usher.definitions.PolicyFiles.Written;
import usher.queue.Definition;
import usher.rules.Condition;

/**
 * What is sound and most likely not meant: steps that reach nobody or never begin, lines whose
 * contacts are overtaken for ever. Agents may come over the API as well, so these are doubts.
 *
 * @param patience how long callers wait on average before they give up
 */
record Lints(
    Map<String, Written<Definition>> queues,
    Map<String, Profile> agents,
    Duration patience,
    List<Trouble> doubts) {
  private static final Duration NEVER = ChronoUnit.FOREVER.getDuration();

  void check() {
    var reach = new HashMap<String, Set<String>>();
    queues.forEach((id, queue) -> reach.put(id, steps(queue)));
    queues.forEach((id, queue) -> overtaken(id, queue, reach));
  }

  private void doubt(Written<?> about, String pointer, String code, String message) {
    doubts.add(about.entry().trouble(new Fault(pointer, code, message)));
  }

  // ---- steps

  /** The agents of these files whom one of the steps looks for. */
  private Set<String> steps(Written<Definition> queue) {
    var steps = queue.definition().steps();
    var all = new HashSet<String>();
    var begins = Duration.ZERO;
    for (var n = 0; n < steps.size(); n++) {
      var step = steps.get(n);
      unreached(queue, n, begins);
      var fit = fit(queue.definition(), step);
      if (fit.isEmpty() && !agents.isEmpty() && !namesByAttribute(step)) nobody(queue, n, step);
      all.addAll(fit);
      if (step.lasts() != null) begins = begins.plus(step.lasts());
    }
    return all;
  }

  private void unreached(Written<Definition> queue, int n, Duration begins) {
    var ends = leaves(queue.definition());
    if (n > 0 && ends != null && begins.compareTo(ends) >= 0)
      doubt(
          queue,
          "/steps/" + n,
          "step.unreached",
          "It would begin after %s, and contacts leave after %s: shorten the steps before it"
              .formatted(Durations.text(begins), Durations.text(ends)));
  }

  /** When a contact that waits leaves by itself; null for never. */
  private static Duration leaves(Definition queue) {
    var after = queue.overflow() == null ? null : queue.overflow().after();
    if (after == null || queue.ttl() == null) return after == null ? queue.ttl() : after;
    return after.compareTo(queue.ttl()) < 0 ? after : queue.ttl();
  }

  private void nobody(Written<Definition> queue, int n, Definition.Step step) {
    var known = new TreeSet<String>();
    for (var agent : agents.values()) known.addAll(agent.skills().keySet());
    for (var skill : new TreeSet<>(step.skills().keySet()))
      if (!known.contains(skill)) {
        doubt(
            queue,
            Check.under("/steps/" + n + "/skills", skill),
            "skill.unknown",
            "No agent of these files has the skill " + skill + Nearest.hint(skill, known));
        return;
      }
    doubt(queue, "/steps/" + n, "step.nobody", "No agent of these files fits this step");
  }

  private static boolean namesByAttribute(Definition.Step step) {
    return step.lastAgent() != null
        || step.agents().stream().anyMatch(name -> Definition.attribute(name) != null);
  }

  private Set<String> fit(Definition queue, Definition.Step step) {
    var fit = new HashSet<String>();
    agents.forEach(
        (id, agent) -> {
          if (fits(queue, step, id, agent)) fit.add(id);
        });
    return fit;
  }

  private static boolean fits(Definition queue, Definition.Step step, String id, Profile agent) {
    for (var skill : step.skills().entrySet())
      if (agent.skills().getOrDefault(skill.getKey(), 0) < skill.getValue()) return false;
    var media = agent.capacity().media().keySet();
    return (step.teams().isEmpty() || agent.teams().stream().anyMatch(step.teams()::contains))
        && (step.agents().isEmpty() || step.agents().contains(id))
        && media.stream().anyMatch(queue::takes)
        && holds(step.where(), id, agent);
  }

  /** It was compiled when it was read. */
  private static boolean holds(String where, String id, Profile agent) {
    try {
      return where == null
          || Condition.compile(where).holds(id, agent.skills(), agent.teams(), agent.attributes());
    } catch (Condition.Invalid e) {
      return false;
    }
  }

  // ---- priority

  /** Queues that share agents: does who waits here come before somebody new there, and when? */
  private void overtaken(String id, Written<Definition> queue, Map<String, Set<String>> reach) {
    var worst = patience;
    var ahead = 0.0;
    String rival = null;
    for (var other : new TreeSet<>(queues.keySet())) {
      var shared = new HashSet<>(reach.get(id));
      shared.retainAll(reach.get(other));
      if (shared.isEmpty()) continue;
      var gap = atFirst(queues.get(other).definition()) - atFirst(queue.definition());
      var needs = catchUp(queue.definition(), gap);
      if (needs.compareTo(worst) <= 0) continue;
      worst = needs;
      rival = other;
      ahead = gap;
    }
    if (rival != null) slow(queue, rival, ahead, worst);
  }

  private void slow(Written<Definition> queue, String rival, double gap, Duration needs) {
    var ahead = "New contacts of %s are %s points ahead".formatted(rival, points(gap));
    doubt(
        queue,
        "/priority",
        needs.equals(NEVER) ? "priority.starves" : "priority.slow",
        needs.equals(NEVER)
            ? ahead
                + ", and whoever waits here never makes that up: add aging, or who waits here may wait for ever"
            : ahead
                + ": to make that up takes %s, and most give up after %s: let points grow faster"
                    .formatted(Durations.text(needs), Durations.text(patience)));
  }

  /** Of a contact that has just come and brings no points and no names of its own. */
  private static double atFirst(Definition queue) {
    return queue.basePoints() + queue.steps().get(first(queue)).points();
  }

  /** Steps for whom a contact names take no time where it names nobody. */
  private static int first(Definition queue) {
    var steps = queue.steps();
    var n = 0;
    while (n < steps.size() - 1 && namesByAttribute(steps.get(n))) n++;
    return n;
  }

  /**
   * How long until the wait has brought so many points, those of steps that begin meanwhile
   * included; {@link #NEVER} where it never does.
   */
  static Duration catchUp(Definition queue, double points) {
    var left = points;
    var begins = Duration.ZERO;
    for (var n = first(queue); n < queue.steps().size(); n++) {
      var step = queue.steps().get(n);
      if (n > first(queue)) left -= step.points();
      var ends = step.lasts() == null ? NEVER : begins.plus(step.lasts());
      var aged = aged(queue.aging(), left);
      var there = aged.compareTo(begins) > 0 ? aged : begins;
      if (there.compareTo(ends) < 0) return there;
      begins = ends;
    }
    return NEVER;
  }

  /** How long until aging alone has brought so many points. */
  private static Duration aged(List<Definition.Aging> aging, double points) {
    var left = points;
    var time = Duration.ZERO;
    for (var segment : aging) {
      if (left <= 0) return time;
      var here = segment.upTo() == null ? left : Math.min(left, segment.upTo());
      time = time.plusMillis(Math.round(here * segment.perPoint().toMillis()));
      left -= here;
    }
    return left > 0 ? NEVER : time;
  }

  private static String points(double points) {
    return points == Math.rint(points) ? String.valueOf((long) points) : String.valueOf(points);
  }

  static List<Trouble> of(
      Map<String, Written<Definition>> queues, Map<String, Profile> agents, Duration patience) {
    var doubts = new ArrayList<Trouble>();
    new Lints(queues, agents, patience, doubts).check();
    return doubts;
  }
}
