package usher.routing;

import java.util.Set;
import usher.kernel.Handling;
import usher.kernel.OfferId;
import usher.kernel.Subject;
import usher.kernel.Why;

/** What the coordinator says. None of it has to arrive: what is lost is said again. */
public sealed interface Told {

  /** To an agent: reserve this contact, if you can. */
  record Propose(OfferId offer, String queue, Subject subject, Handling handling, Why why)
      implements Told {}

  /** To an agent or a queue: tell me all you are. It also wakes them. */
  record ReportAgent(String agent) implements Told {}

  /** {@code known}: the last change I have, a digest will do; −1 for the whole line. */
  record ReportQueue(String queue, long known) implements Told {}

  /** I know you, and everything up to this revision. */
  record HeardAgent(String agent, long revision) implements Told {}

  record HeardQueue(String queue) implements Told {}

  /** To a queue: this entry led to nothing; ask the contact. */
  record Doubt(String queue, String interaction) implements Told {}

  /** To the domain's roster: remember these. */
  record Enlist(Set<String> queues, Set<String> agents) implements Told {}
}
