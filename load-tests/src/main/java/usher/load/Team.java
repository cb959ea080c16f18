package usher.load;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Queues for one team of agents, and those agents, as a run needs them. */
final class Team {
  private static final int BATCH = 200;

  private final String name;
  private final Server server;

  Team(String name, Server server) {
    this.name = name;
    this.server = server;
  }

  JsonObject queue() {
    var step = new JsonObject().put("teams", new JsonArray().add(name));
    return new JsonObject().put("name", "Load").put("steps", new JsonArray().add(step));
  }

  void define(String queue, JsonObject as) {
    server.must("PUT", "/v1/queues/" + queue, as.encode());
  }

  /** Not at work yet. */
  void hire(int agents) {
    for (var from = 0; from < agents; from += BATCH)
      server.must("POST", "/v1/agents/batch", batch(from, Math.min(agents, from + BATCH)));
  }

  private String batch(int from, int to) {
    var all = new JsonArray();
    for (var n = from; n < to; n++)
      all.add(
          new JsonObject()
              .put("id", agent(n))
              .put("name", "Desk " + n)
              .put("endpoint", "sip:" + n)
              .put("teams", new JsonArray().add(name)));
    return new JsonObject().put("items", all).encode();
  }

  String agent(int n) {
    return name + "-" + n;
  }
}
