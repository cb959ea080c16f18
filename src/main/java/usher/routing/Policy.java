package usher.routing;

import usher.kernel.Handling;
import usher.queue.Definition;

/** A queue's definition, made ready for matching. */
final class Policy {
  final Definition definition;
  final int version;
  final long basePoints;
  final Priority priority;
  final Expansion expansion;

  Policy(Definition definition, int version) {
    this.definition = definition;
    this.version = version;
    basePoints = Priority.milli(definition.basePoints());
    priority = new Priority(definition.aging());
    expansion = new Expansion(definition.steps());
  }

  Handling handling(int step) {
    return definition.handling(version, step + 1);
  }
}
