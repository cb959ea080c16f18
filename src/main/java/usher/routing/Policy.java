package usher.routing;

import java.util.HashMap;
import java.util.Map;
import usher.kernel.Contact;
import usher.kernel.Handling;
import usher.queue.Definition;

/** A queue's definition, made ready for matching. */
final class Policy {
  final Definition definition;
  final int version;
  final long basePoints;
  final Priority priority;

  /** By the steps that are skipped, one bit each: those of agents a contact does not name. */
  private final Map<Long, Expansion> expansions = new HashMap<>();

  Policy(Definition definition, int version) {
    this.definition = definition;
    this.version = version;
    basePoints = Priority.milli(definition.basePoints());
    priority = new Priority(definition.aging());
  }

  /** The steps as they are for this contact. */
  Expansion expansion(Contact contact) {
    var skipped = 0L;
    var steps = definition.steps();
    for (var s = 0; s < steps.size(); s++)
      if (Target.of(contact, steps.get(s)) == null) skipped |= 1L << s;
    return expansions.computeIfAbsent(skipped, bits -> new Expansion(definition.steps(), bits));
  }

  Handling handling(int step) {
    return definition.handling(version, step + 1);
  }
}
