package usher.load;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.parsetools.RecordParser;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The server under load, as its callers see it. */
final class Server {
  private static final long PATIENCE_MILLIS = 10_000;
  private static final int TRIES = 5;
  private static final int STREAMS = 20_000;
  private static final int CONNECTIONS = 512;

  /** One answer to one request. */
  record Answer(int status, String body) {
    boolean isDone() {
      return status / 100 == 2;
    }

    private String code() {
      var parts = body.split("\"code\":\"");
      return parts.length < 2 ? "" : " " + parts[1].split("\"")[0];
    }
  }

  private final URI to;
  private final Tally tally;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpClient requests;
  private final HttpClient streams;

  Server(URI to, Tally tally) {
    this.to = to;
    this.tally = tally;
    requests = client(to, CONNECTIONS);
    streams = client(to, STREAMS);
  }

  private HttpClient client(URI to, int connections) {
    var options =
        new HttpClientOptions()
            .setDefaultHost(to.getHost())
            .setDefaultPort(to.getPort() < 0 ? 80 : to.getPort())
            .setKeepAliveTimeout(30);
    return vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(connections));
  }

  void close() {
    vertx.close().await();
  }

  /** The answer, 2xx or not; 503 is tried again, as the contract asks. */
  CompletableFuture<Answer> send(String what, String method, String path, String json) {
    return send(what, HttpMethod.valueOf(method), path, json, TRIES, System.nanoTime())
        .toCompletionStage()
        .toCompletableFuture();
  }

  /** {@code startedAt}: of the first try; only what is done in the end has taken any time. */
  private Future<Answer> send(
      String what, HttpMethod method, String path, String json, int left, long startedAt) {
    return once(method, path, json)
        .transform(
            done -> {
              if (done.succeeded() && done.result().isDone()) {
                tally.took(what, startedAt);
                return Future.succeededFuture(done.result());
              }
              tally.fault(
                  what + " " + (done.succeeded() ? said(done.result()) : name(done.cause())));
              var again = left > 1 && (done.failed() || done.result().status() == 503);
              if (again)
                return vertx
                    .timer(1, TimeUnit.SECONDS)
                    .compose(now -> send(what, method, path, json, left - 1, startedAt));
              return done.failed()
                  ? Future.failedFuture(done.cause())
                  : Future.succeededFuture(done.result());
            });
  }

  /** What a run cannot go on without. */
  Answer must(String method, String path, String json) {
    return must(send("set up", method, path, json));
  }

  /** As said; fails with the answer, or with what to do where there is none. */
  Answer must(CompletableFuture<Answer> asked) {
    try {
      var answer = asked.join();
      if (!answer.isDone()) throw new IllegalStateException("The server answered " + answer.body());
      return answer;
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "No answer from " + to + " (" + e.getCause() + "). Start the server first", e);
    }
  }

  /** The answer to one try. */
  CompletableFuture<Answer> once(String method, String path, String json) {
    return once(HttpMethod.valueOf(method), path, json).toCompletionStage().toCompletableFuture();
  }

  private static String said(Answer answer) {
    return answer.status() + answer.code();
  }

  private static String name(Throwable failure) {
    return failure.getClass().getSimpleName();
  }

  private Future<Answer> once(HttpMethod method, String path, String json) {
    return requests
        .request(method, path)
        .compose(request -> answered(request.idleTimeout(PATIENCE_MILLIS), json));
  }

  private static Future<Answer> answered(HttpClientRequest request, String json) {
    if (json != null) request.putHeader("Content-Type", "application/json");
    var sent = json == null ? request.send() : request.send(Buffer.buffer(json));
    return sent.compose(
        response ->
            response.body().map(body -> new Answer(response.statusCode(), body.toString())));
  }

  void later(long millis, Runnable work) {
    vertx.setTimer(millis, timer -> work.run());
  }

  /** Hears each line of a stream; ends when the stream does, fails where there is none. */
  CompletableFuture<Void> listen(String path, Consumer<String> lines) {
    return streams
        .request(HttpMethod.GET, path)
        .compose(HttpClientRequest::send)
        .compose(
            response -> {
              if (response.statusCode() != 200)
                return Future.failedFuture("stream " + response.statusCode());
              var parser = RecordParser.newDelimited("\n", line -> lines.accept(line.toString()));
              response.handler(parser);
              return response.end();
            })
        .toCompletionStage()
        .toCompletableFuture();
  }
}
