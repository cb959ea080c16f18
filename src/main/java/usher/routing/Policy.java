package usher.routing;

import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import usher.kernel.Contact;
import usher.kernel.Handling;
import usher.kernel.Media;
import usher.queue.Definition;

/** A queue's definition, made ready for matching. */
public final class Policy {
  final Definition definition;
  final int version;
  final long basePoints;
  final Priority priority;

  /** By the steps that are skipped: those of agents a contact does not name. */
  private final Map<BitSet, Expansion> expansions = new HashMap<>();

  /** Of the steps that name no agents: those mean the same for every contact of a medium. */
  private final Map<Media, Target[]> shared = new EnumMap<>(Media.class);

  public Policy(Definition definition, int version) {
    this.definition = definition;
    this.version = version;
    basePoints = Priority.milli(definition.basePoints());
    priority = new Priority(definition.aging());
  }

  /** The steps as they are for this contact. */
  Expansion expansion(Contact contact) {
    var skipped = new BitSet();
    var steps = definition.steps();
    for (var s = 0; s < steps.size(); s++)
      if (steps.get(s).isPersonal() && target(contact, s) == null) skipped.set(s);
    return expansions.computeIfAbsent(skipped, these -> new Expansion(definition.steps(), these));
  }

  /** Whom this step looks for; null where it names agents and the contact does not say whom. */
  Target target(Contact contact, int step) {
    var wanted = definition.steps().get(step);
    if (wanted.isPersonal()) return Target.of(contact, wanted);
    var targets =
        shared.computeIfAbsent(contact.media(), m -> new Target[definition.steps().size()]);
    if (targets[step] == null) targets[step] = Target.of(contact, wanted);
    return targets[step];
  }

  public Handling handling(int step) {
    return definition.handling(version, step + 1);
  }
}
