package usher.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** An agent's place at work: what she says of herself, and her live stream. */
public final class Station {
  private final String path;
  private final UsherApi api;
  private final Loop loop;
  private final EventStream stream;
  private final CompletableFuture<Void> listening = new CompletableFuture<>();
  private CompletableFuture<?> lastWord = CompletableFuture.completedFuture(null);

  /**
   * @param heard is told type and data of each event, on the loop
   */
  public Station(String agent, UsherApi api, Loop loop, BiConsumer<String, JsonNode> heard) {
    this.api = api;
    this.loop = loop;
    path = "/v1/agents/" + agent;
    stream =
        new EventStream(
            api,
            path + "/events",
            loop.thread(),
            (type, event) -> {
              heard.accept(type, event);
              if (type.equals("snapshot")) listening.complete(null);
            });
  }

  /** Makes the agent known, off work, with an open stream. */
  public CompletableFuture<Void> open(Map<String, ?> profile) {
    return api.put(path, profile)
        .thenCompose(
            defined -> {
              check(path, defined);
              return api.put(path + "/state", Map.of("state", "offline"));
            })
        .thenAcceptAsync(off -> stream.open(), loop.thread())
        .thenCompose(open -> listening);
  }

  /**
   * One word after the other, so that a repeated one cannot overtake the next.
   *
   * @param reason why, or null
   */
  public CompletableFuture<?> say(String word, String reason) {
    var body = new LinkedHashMap<String, String>();
    body.put("state", word);
    if (reason != null) body.put("reason", reason);
    lastWord =
        lastWord
            .exceptionally(failure -> null) // has been told already
            .thenCompose(before -> api.put(path + "/state", body))
            .thenAccept(answer -> check(path + "/state", answer));
    loop.when(lastWord, done -> {});
    return lastWord;
  }

  public void close() {
    stream.close();
  }

  private static void check(String path, UsherApi.Answer answer) {
    if (!answer.isOk()) throw UsherApi.refused("PUT", path, answer);
  }
}
