package usher.load;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A telephone switch: rings whom its commands name, and the agent picks up at once. When both have
 * talked for as long as calls take here, the customer hangs up.
 */
final class Switch {
  private final String name;
  private final Server server;
  private final Tally tally;
  private final long talkMillis;
  private final Ear ear;
  private final Map<String, String> rung = new ConcurrentHashMap<>();
  private final Stream stream;

  /** Who wants to know what becomes of its calls. */
  interface Ear {
    /** The server knows that both talk. */
    void established(String call);

    /** Whether it knows that both talk nobody can say. */
    void unclear(String call);

    /** The hang-up is about to be reported. */
    void hangsUp(String call, String agent);

    /** The server knows that it is over. */
    void released(String call);

    /** Its caller has hung up already. */
    boolean isGivenUp(String call);
  }

  Switch(String name, Server server, Tally tally, long talkMillis, Ear ear) {
    this.name = name;
    this.server = server;
    this.tally = tally;
    this.talkMillis = talkMillis;
    this.ear = ear;
    stream = new Stream("/v1/switches/" + name + "/commands", server, tally, this::heard);
  }

  void open() {
    stream.open();
  }

  void close() {
    stream.close();
  }

  private void heard(String type, String data) {
    if (type.equals("snapshot"))
      new JsonObject(data)
          .getJsonArray("commands")
          .forEach(
              c -> {
                var command = (JsonObject) c;
                if (command.getString("kind").equals("route")) ring(command);
              });
    else if (type.equals("route")) ring(new JsonObject(data));
  }

  private void ring(JsonObject command) {
    var offer = command.getString("offer");
    if (rung.putIfAbsent(offer, "") != null) return; // said again
    var call = command.getString("interaction");
    var agent = command.getString("agent");
    report("established", call, offer, agent, new JsonObject().put("offer", offer))
        .whenComplete(
            (applied, failure) -> {
              if (failure != null) ear.unclear(call);
              else if (applied) {
                ear.established(call);
                server.later(talkMillis, () -> hangUp(call, agent));
              }
            });
  }

  private void hangUp(String call, String agent) {
    ear.hangsUp(call, agent);
    report("released", call, call, null, new JsonObject())
        .thenAccept(
            applied -> {
              if (applied) ear.released(call);
            });
  }

  private CompletableFuture<Boolean> report(
      String what, String call, String about, String agent, JsonObject data) {
    var event = event(name, what, call, about).put("data", data);
    if (agent != null) event.put("agent", agent);
    return server
        .send(what, "POST", "/v1/switch-events", event.encode())
        .thenApply(
            answer -> {
              if (!answer.isDone()) throw new IllegalStateException("answered " + answer.status());
              var result = new JsonObject(answer.body()).getJsonArray("results").getJsonObject(0);
              var status = result.getString("status");
              if (status.equals("applied") || status.equals("duplicate")) return true;
              if (!ear.isGivenUp(call))
                tally.fault(what + " " + status + " " + result.getString("code"));
              return false;
            });
  }

  /** What a switch reports of a call; {@code about} tells such events apart. */
  static JsonObject event(String source, String what, String call, String about) {
    return new JsonObject()
        .put("source", source)
        .put("eventId", about.replace('~', '.') + "." + what)
        .put("type", "call." + what)
        .put("interaction", call)
        .put("at", Instant.now().toString());
  }
}
