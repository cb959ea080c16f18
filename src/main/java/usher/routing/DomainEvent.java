package usher.routing;

import java.util.Set;
import usher.kernel.Wire;

/** What a routing domain writes down. */
sealed interface DomainEvent extends Wire {

  Domain applyTo(Domain domain);

  /** Another coordinator has started. */
  record TermTaken(long term) implements DomainEvent {
    @Override
    public Domain applyTo(Domain domain) {
      return domain.next();
    }
  }

  record Enlisted(Set<String> queues, Set<String> agents) implements DomainEvent {
    @Override
    public Domain applyTo(Domain domain) {
      return domain.with(queues, agents);
    }
  }
}
