package usher.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The server's HTTP door, knocked at again where nobody answers: the same request, so that it
 * happens once.
 */
public final class UsherApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2000;
  private static final Set<String> TRY_AGAIN = Set.of("queue.busy", "outcome.unknown");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI server;

  /** For a server that asks who it is; null for one that does not. */
  private final String key = System.getProperty("USHER_KEY", System.getenv("USHER_KEY"));

  private volatile Duration patience;

  public record Answer(int status, JsonNode body) {
    public boolean isOk() {
      return status / 100 == 2;
    }

    public String code() {
      return body.path("code").asText("");
    }

    public String detail() {
      return body.path("detail").asText("");
    }
  }

  /** What the server says of one switch event. */
  public record Result(String status, String code, String detail) {
    public boolean holds() {
      return status.equals("applied") || status.equals("duplicate");
    }
  }

  public UsherApi(URI server, Duration patience) {
    this.server = server;
    this.patience = patience;
  }

  /** How long a request is repeated before the client gives up. */
  public void patience(Duration howLong) {
    patience = howLong;
  }

  public CompletableFuture<Answer> get(String path) {
    return send("GET", path, null);
  }

  public CompletableFuture<Answer> put(String path, Object body) {
    return send("PUT", path, body);
  }

  public CompletableFuture<Answer> post(String path, Object body) {
    return send("POST", path, body);
  }

  /** Whether there is something to look at, there or where it leads. */
  public boolean shows(String path) {
    return get(path).join().status() < 400;
  }

  HttpRequest stream(String path) {
    return request(path).header("Accept", "text/event-stream").build();
  }

  private HttpRequest.Builder request(String path) {
    var request = HttpRequest.newBuilder(server.resolve(path));
    return key == null ? request : request.header("Authorization", "Bearer " + key);
  }

  HttpClient client() {
    return client;
  }

  /** Reports what the switch saw, in this order. */
  public CompletableFuture<List<Result>> report(List<Map<String, Object>> events) {
    return report(events, deadline(), FIRST_PAUSE_MILLIS);
  }

  private CompletableFuture<List<Result>> report(
      List<Map<String, Object>> events, long deadline, long pause) {
    return post("/v1/switch-events", events)
        .thenCompose(
            answer -> {
              if (!answer.isOk()) throw refused("POST", "/v1/switch-events", answer);
              var results = results(answer.body().path("results"));
              if (results.stream().noneMatch(r -> TRY_AGAIN.contains(r.code())))
                return CompletableFuture.completedFuture(results);
              if (System.nanoTime() > deadline)
                throw new ReplayFailure("The server stays busy: give it a lower --speed");
              return after(pause).thenCompose(now -> report(events, deadline, longer(pause)));
            });
  }

  private static List<Result> results(JsonNode array) {
    var results = new ArrayList<Result>();
    for (var node : array)
      results.add(
          new Result(
              node.path("status").asText(""),
              node.path("code").asText(""),
              node.path("detail").asText("")));
    return results;
  }

  public static ReplayFailure refused(String method, String path, Answer answer) {
    var pointers = answer.body().path("errors");
    return new ReplayFailure(
        "The server refuses "
            + method
            + " "
            + path
            + " ("
            + answer.status()
            + " "
            + answer.code()
            + "): "
            + answer.detail()
            + (pointers.isEmpty() ? "" : " " + pointers)
            + ". Is it an Usher of this version?");
  }

  private CompletableFuture<Answer> send(String method, String path, Object body) {
    var publisher =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes(body));
    var request = request(path).method(method, publisher);
    if (body != null) request.header("Content-Type", "application/json");
    return send(request.build(), deadline(), FIRST_PAUSE_MILLIS);
  }

  private CompletableFuture<Answer> send(HttpRequest request, long deadline, long pause) {
    return client
        .sendAsync(request, BodyHandlers.ofByteArray())
        .orTimeout(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
        .handle((response, failure) -> judge(request, response, failure, deadline, pause))
        .thenCompose(
            heard ->
                heard.answer() != null
                    ? CompletableFuture.completedFuture(heard.answer())
                    : after(heard.pause())
                        .thenCompose(now -> send(request, deadline, longer(pause))));
  }

  /** The answer, or after how many ms to ask once more. */
  private record Heard(Answer answer, long pause) {}

  private Heard judge(
      HttpRequest request,
      HttpResponse<byte[]> response,
      Throwable failure,
      long deadline,
      long pause) {
    var over = System.nanoTime() > deadline;
    if (failure != null) {
      var cause = failure instanceof CompletionException ? failure.getCause() : failure;
      var mayPass = cause instanceof IOException || cause instanceof TimeoutException;
      if (!mayPass || over) throw noAnswer(request, cause);
      return new Heard(null, pause);
    }
    var again = response.statusCode() == 503 || response.statusCode() == 429;
    if (again && !over) return new Heard(null, Math.max(pause, retryAfterMillis(response)));
    return new Heard(new Answer(response.statusCode(), json(response.body())), 0);
  }

  private static long retryAfterMillis(HttpResponse<?> response) {
    var seconds = response.headers().firstValue("Retry-After").orElse("");
    return seconds.matches("\\d{1,3}") ? 1000 * Long.parseLong(seconds) : 0;
  }

  private ReplayFailure noAnswer(HttpRequest request, Throwable cause) {
    return new ReplayFailure(
        "No answer from "
            + server
            + " to "
            + request.method()
            + " "
            + request.uri().getPath()
            + " for "
            + patience.toSeconds()
            + " s ("
            + cause.getClass().getSimpleName()
            + "). Start the server (java -jar target/usher.jar), name another with --to,"
            + " or let --serve start one",
        cause);
  }

  private long deadline() {
    return System.nanoTime() + patience.toNanos();
  }

  private static long longer(long pause) {
    return Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
  }

  private static CompletableFuture<Void> after(long millis) {
    Executor later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
    return CompletableFuture.runAsync(() -> {}, later);
  }

  static JsonNode json(byte[] body) {
    try {
      var read = body.length == 0 ? null : JSON.readTree(body);
      return read == null ? MissingNode.getInstance() : read;
    } catch (IOException e) {
      return MissingNode.getInstance(); // the status says enough
    }
  }

  private static byte[] bytes(Object body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
