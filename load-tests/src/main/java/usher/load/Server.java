package usher.load;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** The server under load, as its callers see it. */
final class Server {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int TRIES = 5;

  private final URI to;
  private final Tally tally;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          2,
          work -> {
            var thread = new Thread(work, "load");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();

  Server(URI to, Tally tally) {
    this.to = to;
    this.tally = tally;
  }

  /** The answer, 2xx or not; 503 is tried again, as the contract asks. */
  CompletableFuture<HttpResponse<String>> send(
      String what, String method, String path, String json) {
    return send(what, request(path, method, json), TRIES);
  }

  private CompletableFuture<HttpResponse<String>> send(String what, HttpRequest request, int left) {
    var startedAt = System.nanoTime();
    return client
        .sendAsync(request, BodyHandlers.ofString())
        .handle(
            (answer, failure) -> {
              if (failure == null) tally.took(what, startedAt);
              var status = failure == null ? answer.statusCode() : 0;
              if (status >= 200 && status < 300) return CompletableFuture.completedFuture(answer);
              tally.fault(what + " " + (failure == null ? status + code(answer) : name(failure)));
              if (left > 1 && (failure != null || status == 503))
                return later().thenCompose(now -> send(what, request, left - 1));
              return failure == null
                  ? CompletableFuture.completedFuture(answer)
                  : CompletableFuture.<HttpResponse<String>>failedFuture(failure);
            })
        .thenCompose(next -> next);
  }

  private static String code(HttpResponse<String> answer) {
    var code = answer.body().split("\"code\":\"");
    return code.length < 2 ? "" : " " + code[1].split("\"")[0];
  }

  private static String name(Throwable failure) {
    var cause = failure.getCause() == null ? failure : failure.getCause();
    return cause.getClass().getSimpleName();
  }

  private static CompletableFuture<Void> later() {
    return CompletableFuture.runAsync(
        () -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
  }

  /** Ends when the stream does. */
  CompletableFuture<HttpResponse<Void>> listen(String path, Flow.Subscriber<String> lines) {
    return client.sendAsync(
        HttpRequest.newBuilder(to.resolve(path)).GET().build(),
        BodyHandlers.fromLineSubscriber(lines));
  }

  private HttpRequest request(String path, String method, String json) {
    var body = json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json);
    var request = HttpRequest.newBuilder(to.resolve(path)).timeout(PATIENCE).method(method, body);
    return (json == null ? request : request.header("Content-Type", "application/json")).build();
  }
}
