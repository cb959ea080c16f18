package usher.routing;

import java.time.Instant;
import java.util.List;
import usher.agent.Agent;
import usher.queue.Definition;
import usher.queue.Entry;

/**
 * What the coordinator knew at one moment, for people to look at. Taking it copies references and
 * no more, so that it costs whoever decides a few milliseconds even with 100 000 in line; what is
 * made of it is made elsewhere ({@link Lookout}).
 */
record Picture(Instant asOf, List<Agent> agents, List<Line> lines) {

  /** One defined queue and all its ledger has, in no order. */
  record Line(String queue, Definition definition, int version, List<Entry> entries) {}
}
