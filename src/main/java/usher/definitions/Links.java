package usher.definitions;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import usher.definitions.PolicyFiles.Written;
import usher.kernel.Media;
import usher.queue.Definition;

/** What one definition says of another. */
record Links(
    Map<String, Written<Definition>> queues,
    Collection<String> agents,
    FlowFiles found,
    List<Trouble> doubts) {

  void check() {
    var seen = new HashSet<String>();
    queues.forEach(
        (id, queue) -> {
          overflow(queue);
          circle(id, seen);
          named(queue);
        });
  }

  private void overflow(Written<Definition> queue) {
    var over = queue.definition().overflow();
    if (over == null || over.queue() == null) return;
    var known = found.entries("queues").keySet();
    if (!known.contains(over.queue())) {
      if (!found.unreadable("queues"))
        queue
            .entry()
            .fault(
                new Fault(
                    "/overflow/queue",
                    "queue.unknown",
                    "There is no queue " + over.queue() + Nearest.among(over.queue(), known)));
      return;
    }
    var target = queues.get(over.queue());
    if (target != null)
      for (var medium : of(queue.definition()))
        if (!target.definition().takes(medium)) {
          queue
              .entry()
              .fault(
                  new Fault(
                      "/overflow/queue",
                      "queue.media",
                      over.queue() + " takes no " + medium.word() + ": add it to its media"));
          return;
        }
  }

  private static Collection<Media> of(Definition definition) {
    return definition.media().isEmpty() ? List.of(Media.values()) : definition.media();
  }

  /** A contact must not be passed round and round. */
  private void circle(String begin, HashSet<String> seen) {
    var way = new LinkedHashSet<String>();
    for (var id = begin; id != null && seen.add(id) | way.contains(id); id = next(id))
      if (!way.add(id)) {
        queues
            .get(id)
            .entry()
            .fault(
                new Fault(
                    "/overflow/queue",
                    "overflow.circle",
                    "Contacts would go round from "
                        + String.join(" to ", way)
                        + " to "
                        + id
                        + ": let one of them overflow nowhere"));
        return;
      }
  }

  /** Null where the way ends. */
  private String next(String id) {
    var over = queues.get(id).definition().overflow();
    return over == null || over.queue() == null || !queues.containsKey(over.queue())
        ? null
        : over.queue();
  }

  /** Agents may be defined over the API as well, so this may be right. */
  private void named(Written<Definition> queue) {
    var steps = queue.definition().steps();
    for (var n = 0; n < steps.size(); n++) {
      var names = steps.get(n).agents();
      for (var m = 0; m < names.size(); m++)
        if (Definition.attribute(names.get(m)) == null && !agents.contains(names.get(m)))
          doubts.add(
              queue
                  .entry()
                  .trouble(
                      new Fault(
                          "/steps/" + n + "/agents/" + m,
                          "agent.unknown",
                          "No agent of these files is called "
                              + names.get(m)
                              + Nearest.hint(names.get(m), agents))));
    }
  }
}
