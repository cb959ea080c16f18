package usher.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import usher.replay.SwitchEvent;
import usher.replay.UsherApi;

/** What carries one contact, and tells the server what happens to it. */
interface Carrier {
  CompletableFuture<Said> arrive(Visit visit);

  /** The customer waits no longer. */
  CompletableFuture<Said> giveUp();

  /** The agent's word is given; now customer and agent are brought together. */
  CompletableFuture<Said> connect(String agent, String offer);

  CompletableFuture<Said> noAnswer(String agent, String offer);

  /** On hold, or back from it; only for what can be held. */
  CompletableFuture<Said> hold(String agent, boolean on);

  CompletableFuture<Said> transfer(String queue);

  CompletableFuture<Said> release();

  /** The telephone switch: it sees what happens, and reports it. */
  record Telephone(String id, UsherApi api) implements Carrier {

    @Override
    public CompletableFuture<Said> arrive(Visit visit) {
      var data = new LinkedHashMap<String, Object>();
      data.put("queue", visit.queue());
      data.put("from", from(visit));
      data.put("attributes", Map.of("about", visit.about()));
      return report("call.offered", null, null, data);
    }

    private static String from(Visit visit) {
      return "+97250" + String.format(java.util.Locale.ROOT, "%07d", visit.number() % 10_000_000);
    }

    @Override
    public CompletableFuture<Said> giveUp() {
      return report("call.abandoned", null, null, null);
    }

    @Override
    public CompletableFuture<Said> connect(String agent, String offer) {
      return report("call.established", round(offer), agent, Map.of("offer", offer));
    }

    @Override
    public CompletableFuture<Said> noAnswer(String agent, String offer) {
      return report("agent.no-answer", round(offer), agent, Map.of("offer", offer));
    }

    @Override
    public CompletableFuture<Said> hold(String agent, boolean on) {
      return report(on ? "call.held" : "call.retrieved", null, agent, null);
    }

    @Override
    public CompletableFuture<Said> transfer(String queue) {
      return report("call.transferred", queue, null, Map.of("queue", queue));
    }

    @Override
    public CompletableFuture<Said> release() {
      return report("call.released", null, null, null);
    }

    private static String round(String offer) {
      return offer.substring(offer.lastIndexOf('~') + 1);
    }

    private CompletableFuture<Said> report(
        String type, String which, String agent, Map<String, Object> data) {
      var event = SwitchEvent.of(Centre.SWITCH, id, type, which);
      if (agent != null) event.put("agent", agent);
      if (data != null) event.put("data", data);
      return api.report(List.of(event)).thenApply(Said::of);
    }
  }

  /** No switch: whoever writes is connected by the agent's word alone. */
  record Desktop(String id, UsherApi api) implements Carrier {

    @Override
    public CompletableFuture<Said> arrive(Visit visit) {
      return api.post(
              "/v1/interactions",
              Map.of(
                  "id", id,
                  "media", Centre.word(visit.medium()),
                  "queue", visit.queue(),
                  "customer", Map.of("address", "customer-" + visit.number() + "@example.org"),
                  "attributes", Map.of("about", visit.about())))
          .thenApply(Said::of);
    }

    @Override
    public CompletableFuture<Said> giveUp() {
      return post("cancel", null);
    }

    @Override
    public CompletableFuture<Said> connect(String agent, String offer) {
      return CompletableFuture.completedFuture(Said.YES);
    }

    @Override
    public CompletableFuture<Said> noAnswer(String agent, String offer) {
      return CompletableFuture.completedFuture(Said.YES);
    }

    @Override
    public CompletableFuture<Said> hold(String agent, boolean on) {
      return post(on ? "hold" : "retrieve", null);
    }

    @Override
    public CompletableFuture<Said> transfer(String queue) {
      return post("transfer", Map.of("queue", queue));
    }

    @Override
    public CompletableFuture<Said> release() {
      return post("release", null);
    }

    private CompletableFuture<Said> post(String command, Object body) {
      return api.post("/v1/interactions/" + id + "/" + command, body).thenApply(Said::of);
    }
  }
}
