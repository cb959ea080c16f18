package usher.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** One agent at work: hears of offers on the stream and picks up at once. */
final class Desk {
  private final Agent agent;
  private final Floor floor;
  private final String path;
  private final EventStream stream;
  private final CompletableFuture<Void> listening = new CompletableFuture<>();
  private CompletableFuture<?> lastWord = CompletableFuture.completedFuture(null);
  private boolean onShift;
  private int missed;

  Desk(Agent agent, Floor floor) {
    this.agent = agent;
    this.floor = floor;
    path = "/v1/agents/" + agent.id();
    stream = new EventStream(floor.api(), path + "/events", floor.loop(), this::hear);
  }

  Agent agent() {
    return agent;
  }

  /** Offers that rang too long: the replay or the server was too slow. */
  int missed() {
    return missed;
  }

  /** Makes the agent known, off work, with an open stream. */
  CompletableFuture<Void> open() {
    var skills = new TreeMap<String, Integer>();
    agent.skills().forEach(skill -> skills.put(skill, 5));
    var profile = Map.of("name", agent.id(), "skills", skills);
    return floor
        .api()
        .put(path, profile)
        .thenCompose(defined -> say("offline", defined))
        .thenAcceptAsync(off -> stream.open(), floor.loop())
        .thenCompose(open -> listening);
  }

  void signIn() {
    onShift = true;
    state("ready");
  }

  CompletableFuture<?> signOut() {
    onShift = false;
    return state("offline");
  }

  void close() {
    stream.close();
  }

  /** One word after the other, so that a repeated one cannot overtake the next. */
  private CompletableFuture<?> state(String word) {
    lastWord =
        lastWord
            .thenCompose(before -> floor.api().put(path + "/state", Map.of("state", word)))
            .thenAccept(answer -> check(path + "/state", answer));
    floor.when(lastWord, done -> {});
    return lastWord;
  }

  private CompletableFuture<UsherApi.Answer> say(String word, UsherApi.Answer defined) {
    check(path, defined);
    return floor.api().put(path + "/state", Map.of("state", word));
  }

  private static void check(String path, UsherApi.Answer answer) {
    if (!answer.isOk()) throw UsherApi.refused("PUT", path, answer);
  }

  private void hear(String type, JsonNode event) {
    switch (type) {
      case "snapshot" -> {
        event.path("interactions").forEach(this::leaveUnlessOurs);
        event.path("offers").forEach(this::pickUp);
        backAfterMiss(event);
        listening.complete(null);
      }
      case "offer" -> pickUp(event);
      case "state" -> backAfterMiss(event);
      default -> {} // the switch knows about its own calls
    }
  }

  private void pickUp(JsonNode offer) {
    var id = offer.path("id").asText();
    var interaction = offer.path("interaction").asText();
    var caller = floor.caller(interaction);
    if (caller == null) {
      floor.hangUpLeftOver(interaction, "abandoned");
      return;
    }
    if (!caller.waits()) return;
    // Both at once: the phone is off the hook, and either of them is enough for the server. One
    // after the other would be one more round trip, many seconds of a fast day.
    caller.pickUp(agent.id(), id);
    var accept = "/v1/offers/" + id + "/accept";
    floor.when(
        floor.api().post(accept, null),
        answer -> {
          if (!answer.isOk() && answer.status() != 409)
            throw UsherApi.refused("POST", accept, answer);
        });
  }

  /** Of a replay that broke off, before this one. */
  private void leaveUnlessOurs(JsonNode interaction) {
    var id = interaction.path("id").asText();
    if (floor.caller(id) == null) floor.hangUpLeftOver(id, "released");
  }

  private void backAfterMiss(JsonNode state) {
    if (!onShift || !state.path("reason").asText().equals("rona")) return;
    missed++;
    signIn();
  }
}
