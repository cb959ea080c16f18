package usher.routing;

import java.util.Set;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;

/**
 * What a routing domain remembers: how many coordinators it has had, and who belongs to it.
 *
 * @param term of the newest coordinator
 */
record Domain(long term, PSet<String> queues, PSet<String> agents) {

  static Domain empty() {
    return new Domain(0, HashTreePSet.empty(), HashTreePSet.empty());
  }

  Domain next() {
    return new Domain(term + 1, queues, agents);
  }

  Domain with(Set<String> moreQueues, Set<String> moreAgents) {
    return new Domain(term, queues.plusAll(moreQueues), agents.plusAll(moreAgents));
  }
}
