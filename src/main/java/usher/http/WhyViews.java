package usher.http;

import static usher.http.Json.object;

import java.util.List;
import java.util.Map;
import usher.interaction.InteractionEvent;
import usher.interaction.InteractionEvent.Offered;
import usher.kernel.OfferId;
import usher.kernel.Why;
import usher.routing.Seen;

/** Explanations as callers see them: who was chosen and why, who was not and why not. */
final class WhyViews {
  private WhyViews() {}

  /** {@code waiting} is null where it does not wait. */
  static Map<String, Object> contact(List<InteractionEvent> events, Seen.Wait waiting) {
    return object(
        "decisions",
        events.stream().filter(Offered.class::isInstance).map(e -> decision((Offered) e)).toList(),
        "waiting",
        waiting == null ? null : waiting(waiting));
  }

  /** An assignment by hand has no reason to tell. */
  static Map<String, Object> decision(Offered e) {
    var why = e.why();
    return object(
        "at", e.at(),
        "by", e.cause().by(),
        "offer", new OfferId.Handle(e.offer().interaction(), e.number()).text(),
        "agent", e.offer().agent(),
        "step", e.handling().step(),
        "policyVersion", e.handling().policyVersion(),
        "term", e.offer().term(),
        "candidates",
            why == null ? null : why.candidates().stream().map(WhyViews::candidate).toList(),
        "excludedByReason", why == null ? null : why.excluded(),
        "tieBreak", why == null ? null : why.tieBreak());
  }

  /** Agents are compared term by term, so there is no one number yet: the first is the best. */
  private static Map<String, Object> candidate(Why.Candidate c) {
    return object("agent", c.agent(), "score", null, "terms", c.terms());
  }

  private static Map<String, Object> waiting(Seen.Wait w) {
    return object(
        "queue", w.queue(),
        "policyVersion", w.policyVersion(),
        "since", w.since(),
        "step", w.step(),
        "steps", w.steps(),
        "eligibleAgents", w.eligible(),
        "idleEligibleAgents", w.idle(),
        "nextStep", w.next() == null ? null : next(w.next()),
        "excluded", w.excluded().stream().map(WhyViews::excluded).toList(),
        "excludedMore", w.more(),
        "excludedByReason", w.byReason(),
        "asOf", w.asOf());
  }

  private static Map<String, Object> next(Seen.NextStep n) {
    return object(
        "step", n.step(),
        "at", n.at(),
        "eligibleAgents", n.eligible(),
        "idleEligibleAgents", n.idle());
  }

  private static Map<String, Object> excluded(Seen.Excluded e) {
    return object("agent", e.agent(), "reason", e.reason());
  }

  static Map<String, Object> idle(Seen.Idle i) {
    return object(
        "agent", i.agent(),
        "state", i.presence(),
        "idle", i.idle(),
        "since", i.since(),
        "reasons",
            i.reasons().stream().map(r -> object("code", r.code(), "detail", r.detail())).toList(),
        "queues", i.queues().stream().map(q -> line(q, i.asOf())).toList(),
        "queuesMore", i.more(),
        "asOf", i.asOf());
  }

  private static Map<String, Object> line(Seen.LineWhy q, java.time.Instant asOf) {
    var first = q.first();
    return object(
        "queue", q.queue(),
        "waiting", q.waiting(),
        "eligible", q.eligible(),
        "why", q.why(),
        "first",
            object(
                "interaction", first.interaction(),
                "reason", first.reason(),
                "eligibleAtStep", first.step(),
                "eligibleAt", first.at(),
                "eligibleInSeconds",
                    first.at() == null ? null : InteractionViews.seconds(asOf, first.at())));
  }
}
