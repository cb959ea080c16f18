package usher.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What became of every call posted, by the server's own word and its own times.
 *
 * @param posted calls of the day
 * @param accounted those found ended, and as the switch saw them end
 * @param figures waits are the server's, times speed
 * @param troubles one line for each other call
 */
record Reckoning(int posted, int accounted, Figures figures, List<String> troubles) {
  private static final int AT_ONCE = 16;

  boolean isComplete() {
    return accounted == posted;
  }

  static Reckoning of(List<Caller> callers, UsherApi api, double speed) {
    var count = new Figures.Count();
    var troubles = new ArrayList<String>();
    for (var from = 0; from < callers.size(); from += AT_ONCE) {
      var some = callers.subList(from, Math.min(from + AT_ONCE, callers.size()));
      var asked = some.stream().map(c -> api.get("/v1/interactions/" + c.id())).toList();
      CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).join();
      for (var n = 0; n < some.size(); n++) {
        var trouble = reckon(some.get(n), asked.get(n).join(), speed, count);
        if (trouble != null) troubles.add(some.get(n).id() + " " + trouble);
      }
    }
    var accounted = callers.size() - troubles.size();
    return new Reckoning(callers.size(), accounted, count.figures(), List.copyOf(troubles));
  }

  /** Counts it, or says why it cannot be counted. */
  private static String reckon(
      Caller caller, UsherApi.Answer answer, double speed, Figures.Count count) {
    if (caller.trouble() != null) return caller.trouble();
    if (!answer.isOk()) return "is not found: " + answer.status() + " " + answer.code();
    var json = answer.body();
    var state = json.path("state").asText();
    if (!state.equals("completed")) return "has not ended: " + state;
    var outcome = json.path("outcome").asText();
    var expected = caller.wasAnswered() ? "handled" : "abandoned";
    if (!outcome.equals(expected)) return "ended " + outcome + ", the switch saw it " + expected;
    if (caller.wasAnswered()) count.answered(wait(json, "connectedAt", speed));
    else count.abandoned(wait(json, "completedAt", speed));
    return null;
  }

  private static long wait(JsonNode json, String until, double speed) {
    var from = Instant.parse(json.path("createdAt").asText());
    var to = Instant.parse(json.path(until).asText());
    return Math.round(Duration.between(from, to).toMillis() * speed);
  }
}
