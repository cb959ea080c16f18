package usher.load;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * A live stream of the server's, opened again when it ends; an event is whole at its empty line.
 */
final class Stream {
  private static final long PAUSE_MILLIS = 100;

  private final String path;
  private final Server server;
  private final Tally tally;
  private final BiConsumer<String, String> heard;
  private String type = "";
  private String data = "";
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private volatile boolean closed;

  /**
   * @param heard is told type and data of each event
   */
  Stream(String path, Server server, Tally tally, BiConsumer<String, String> heard) {
    this.path = path;
    this.server = server;
    this.tally = tally;
    this.heard = heard;
  }

  /** Done when the first event is heard. */
  CompletableFuture<Void> open() {
    listen();
    return opened;
  }

  private void listen() {
    server
        .listen(path, this::line)
        .whenComplete(
            (ended, failure) -> {
              if (closed) return;
              tally.fault(failure == null ? "stream ended" : failure.getMessage());
              server.later(PAUSE_MILLIS, this::listen);
            });
  }

  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  private void line(String line) {
    if (line.startsWith("event:")) type = line.substring(6).strip();
    else if (line.startsWith("data:")) data = line.substring(5);
    else if (line.isEmpty()) {
      if (!type.isEmpty()) {
        opened.complete(null);
        heard.accept(type, data); // fields come in any order
      }
      type = "";
      data = "";
    }
  }
}
