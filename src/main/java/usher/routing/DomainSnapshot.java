package usher.routing;

import java.util.Set;
import org.pcollections.HashTreePSet;
import usher.kernel.Wire;

/** A domain as it is stored whole. */
record DomainSnapshot(long term, Set<String> queues, Set<String> agents) implements Wire {

  static DomainSnapshot of(Domain domain) {
    return new DomainSnapshot(
        domain.term(), Set.copyOf(domain.queues()), Set.copyOf(domain.agents()));
  }

  Domain toDomain() {
    return new Domain(term, HashTreePSet.from(queues), HashTreePSet.from(agents));
  }
}
