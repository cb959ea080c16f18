package usher.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.NotUsed;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import usher.keeping.Backup;
import usher.keeping.SpaceService;
import usher.settings.Settings;

/** {@code GET /v1/backup}: everything there is, as one file; {@code GET /v1/journal}: its size. */
final class KeepingRoutes extends AllDirectives {
  private final Settings settings;
  private final ApiDirectives api;
  private final SpaceService space;
  private final Clock clock;
  private final AtomicBoolean running = new AtomicBoolean();

  KeepingRoutes(Doors doors, Settings settings, ApiDirectives api) {
    this.settings = settings;
    this.api = api;
    space = doors.space();
    clock = doors.clock();
  }

  Route routes() {
    return concat(
        path(segment("backup"), () -> get(() -> api.plain(this::answer))),
        path(segment("journal"), () -> get(() -> api.plain(this::size))));
  }

  private CompletionStage<HttpResponse> size() {
    var now = space.space();
    if (now == null)
      throw Problem.retry(503, "journal.away", "The journal's size cannot be seen: try again", 2)
          .found();
    return CompletableFuture.completedFuture(
        ApiDirectives.ok(
            Json.object(
                "bytes", now.bytes(),
                "freeBytes", now.free(),
                "growthBytesPerHour", now.growthPerHour(),
                "fullAt", now.fullAt(),
                "asOf", now.at())));
  }

  private CompletionStage<HttpResponse> answer() {
    if (running.get())
      throw Problem.of(409, "backup.running", "This node is giving one: wait until it is done")
          .found();
    var name = "attachment; filename=\"usher-" + clock.instant().getEpochSecond() + ".zip\"";
    return CompletableFuture.completedFuture(
        HttpResponse.create()
            .addHeader(RawHeader.create("Cache-Control", "no-store"))
            .addHeader(RawHeader.create("Content-Disposition", name))
            .withEntity(HttpEntities.create(MediaTypes.APPLICATION_ZIP.toContentType(), pieces())));
  }

  /** What fails on the way breaks the connection off, so that nobody takes it for whole. */
  private Source<ByteString, NotUsed> pieces() {
    return Source.unfoldResource(
            this::begin, backup -> Optional.ofNullable(backup.next()), this::end)
        .filter(piece -> piece.length > 0)
        .map(ByteString::fromArrayUnsafe);
  }

  private Backup begin() throws SQLException {
    if (!running.compareAndSet(false, true)) throw new IllegalStateException("Another is running");
    try {
      return Backup.of(settings, clock.instant());
    } catch (SQLException | RuntimeException e) {
      running.set(false);
      throw e;
    }
  }

  private void end(Backup backup) {
    backup.close();
    running.set(false);
  }
}
