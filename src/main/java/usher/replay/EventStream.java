package usher.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * One stream of server-sent events, opened again whenever it ends or falls silent. It begins anew
 * with a snapshot then, so nothing has to be remembered here. All its state belongs to one thread,
 * the loop's.
 */
final class EventStream {
  private static final long AGAIN_MILLIS = 300;

  /**
   * The server says something every 15 s; a connection silent for longer than two of them is dead.
   */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(40);

  private final UsherApi api;
  private final String path;
  private final ScheduledExecutorService loop;
  private final BiConsumer<String, JsonNode> heard;
  private Connection current;
  private boolean closed;

  EventStream(
      UsherApi api,
      String path,
      ScheduledExecutorService loop,
      BiConsumer<String, JsonNode> heard) {
    this.api = api;
    this.path = path;
    this.loop = loop;
    this.heard = heard;
  }

  void open() {
    var connection = new Connection();
    current = connection;
    api.client()
        .sendAsync(
            api.stream(path),
            head ->
                head.statusCode() == 200
                    ? BodyHandlers.fromLineSubscriber(connection).apply(head)
                    : BodySubscribers.replacing(null))
        .whenCompleteAsync((end, failure) -> lost(connection), loop);
    loop.schedule(() -> listen(connection), SILENCE_NANOS, TimeUnit.NANOSECONDS);
  }

  void close() {
    closed = true;
    if (current != null) current.cut();
    current = null;
  }

  private void lost(Connection connection) {
    if (connection != current) return;
    current = null;
    connection.cut();
    loop.schedule(this::openAgain, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void openAgain() {
    if (!closed) open();
  }

  private void listen(Connection connection) {
    if (connection != current) return;
    if (System.nanoTime() - connection.lastHeard > SILENCE_NANOS) lost(connection);
    else loop.schedule(() -> listen(connection), SILENCE_NANOS / 4, TimeUnit.NANOSECONDS);
  }

  /** The lines of one connection. */
  private final class Connection implements Flow.Subscriber<String> {
    private volatile Flow.Subscription subscription;
    private volatile boolean cut;
    private volatile long lastHeard = System.nanoTime();
    private String type = "message";
    private final StringBuilder data = new StringBuilder();

    @Override
    public void onSubscribe(Flow.Subscription s) {
      subscription = s;
      if (cut) s.cancel();
      else s.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      lastHeard = System.nanoTime();
      if (line.isEmpty()) dispatch();
      else if (line.startsWith("event:")) type = line.substring(6).strip();
      else if (line.startsWith("data:")) data.append(line.substring(5).strip());
    }

    private void dispatch() {
      if (!data.isEmpty()) {
        var event = type;
        var json = UsherApi.json(data.toString().getBytes(StandardCharsets.UTF_8));
        loop.execute(
            () -> {
              if (this == current) heard.accept(event, json);
            });
      }
      type = "message";
      data.setLength(0);
    }

    @Override
    public void onError(Throwable failure) {
      // its request ends with it, and is asked again there
    }

    @Override
    public void onComplete() {
      // as above
    }

    void cut() {
      cut = true;
      if (subscription != null) subscription.cancel();
    }
  }
}
