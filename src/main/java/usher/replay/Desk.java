package usher.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** One agent at work: hears of offers on the stream and picks up at once. */
final class Desk {
  private final Agent agent;
  private final Floor floor;
  private final Station station;
  private boolean onShift;
  private int missed;

  Desk(Agent agent, Floor floor) {
    this.agent = agent;
    this.floor = floor;
    station = new Station(agent.id(), floor.api(), floor.loop(), this::hear);
  }

  Agent agent() {
    return agent;
  }

  /** Offers that rang too long: the replay or the server was too slow. */
  int missed() {
    return missed;
  }

  CompletableFuture<Void> open() {
    var skills = new TreeMap<String, Integer>();
    agent.skills().forEach(skill -> skills.put(skill, 5));
    return station.open(Map.of("name", agent.id(), "skills", skills));
  }

  void signIn() {
    onShift = true;
    station.say("ready", null);
  }

  CompletableFuture<?> signOut() {
    onShift = false;
    return station.say("offline", null);
  }

  void close() {
    station.close();
  }

  private void hear(String type, JsonNode event) {
    switch (type) {
      case "snapshot" -> {
        event.path("interactions").forEach(this::leaveUnlessOurs);
        event.path("offers").forEach(this::pickUp);
        backAfterMiss(event);
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
    floor
        .loop()
        .when(
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
