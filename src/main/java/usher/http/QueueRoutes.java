package usher.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import usher.definitions.QueueForm;
import usher.http.QueueForms.OpenForm;
import usher.queue.QueueEntity.Altered;
import usher.queue.QueueEntity.Done;
import usher.queue.QueueEntity.Refused;
import usher.queue.QueueEntity.Reply;
import usher.routing.Seen;

/** {@code /v1/queues}. */
final class QueueRoutes extends AllDirectives {
  private static final int LONGEST_PAGE = 200;
  private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

  private final Doors doors;
  private final ApiDirectives api;
  private final KnownQueues known;

  QueueRoutes(Doors doors, ApiDirectives api, KnownQueues known) {
    this.doors = doors;
    this.api = api;
    this.known = known;
  }

  Route routes() {
    return pathPrefix(
        segment("queues"),
        () -> pathPrefix(segment(), id -> ApiDirectives.defined("queue", id, this::one)));
  }

  private Route one(String id) {
    var door = doors.queues();
    return concat(
        pathEnd(
            () ->
                concat(
                    get(() -> api.plain(() -> show(id))),
                    put(
                        () ->
                            ApiDirectives.ifMatch(
                                r -> api.json(QueueForm.class, f -> define(id, f, r)))),
                    delete(() -> api.plain(() -> remove(id))))),
        path(
            "state",
            () ->
                put(
                    () ->
                        ApiDirectives.ifMatch(
                            r ->
                                api.json(
                                    OpenForm.class,
                                    f ->
                                        door.setOpen(id, f.check(), f.message(), r)
                                            .thenApply(this::view))))),
        path("estimate", () -> get(() -> api.plain(() -> estimate(id)))),
        path(
            "waiting",
            () ->
                get(
                    () ->
                        parameterOptional(
                            "limit",
                            limit ->
                                parameterOptional(
                                    "cursor",
                                    cursor -> api.plain(() -> waiting(id, limit, cursor)))))));
  }

  private CompletionStage<HttpResponse> define(String id, QueueForm form, Long ifRevision) {
    var check = new Check();
    check.id("", id);
    var definition = form.check(id, doors.policies().calendars(), check);
    check.done();
    var over = definition.overflow();
    var target = over == null ? null : over.queue();
    return (target == null ? DONE : known.require("/overflow/queue", target))
        .thenCompose(ok -> doors.queues().define(id, definition, ifRevision))
        .thenApply(this::view);
  }

  private CompletionStage<HttpResponse> remove(String id) {
    return doors
        .queues()
        .delete(id)
        .thenApply(
            reply -> {
              if (reply instanceof Refused refused) throw Problem.of(refused.refusal()).found();
              known.forget(id);
              return HttpResponse.create().withStatus(204);
            });
  }

  private CompletionStage<HttpResponse> show(String id) {
    return doors.queues().get(id).thenCombine(doors.routing().figures(id), this::view);
  }

  private CompletionStage<HttpResponse> estimate(String id) {
    return doors
        .queues()
        .get(id)
        .thenCombine(
            doors.routing().figures(id),
            (reply, figures) -> {
              if (reply instanceof Refused refused) throw Problem.of(refused.refusal()).found();
              return ApiDirectives.ok(ListViews.estimate(figures, doors.clock().instant()));
            });
  }

  private HttpResponse view(Reply reply) {
    return view(reply, null);
  }

  private HttpResponse view(Reply reply, Seen.Figures figures) {
    if (reply instanceof Refused refused) throw Problem.of(refused.refusal()).found();
    if (reply instanceof Altered altered) {
      var now = altered.queue();
      var json = QueueViews.view(now, figures, doors.clock().instant());
      return ApiDirectives.stale("/v1/queues/" + now.id(), json, now.revision());
    }
    var queue = ((Done) reply).queue();
    var json = QueueViews.view(queue, figures, doors.clock().instant());
    return ApiDirectives.revised(200, json, queue.revision());
  }

  private CompletionStage<HttpResponse> waiting(
      String id, Optional<String> limit, Optional<String> cursor) {
    var size = number("limit", limit, LONGEST_PAGE, 1, LONGEST_PAGE);
    var from = number("cursor", cursor, 0, 0, Integer.MAX_VALUE);
    return ListRoutes.seen(doors.routing().line(id, from, size))
        .thenCompose(line -> line == null ? unseen(id) : CompletableFuture.completedFuture(line))
        .thenApply(line -> ApiDirectives.ok(QueueViews.waiting(line)));
  }

  /** Either there is no such queue, or it is younger than the picture, and nobody waits in it. */
  private CompletionStage<Seen.Line> unseen(String id) {
    return doors
        .queues()
        .get(id)
        .thenApply(
            reply -> {
              if (reply instanceof Refused refused) throw Problem.of(refused.refusal()).found();
              return new Seen.Line(List.of(), null, doors.clock().instant());
            });
  }

  private static int number(
      String name, Optional<String> text, int byDefault, int least, int most) {
    if (text.isEmpty()) return byDefault;
    try {
      var n = Integer.parseInt(text.get());
      if (n >= least && n <= most) return n;
    } catch (NumberFormatException e) {
      // said below
    }
    throw Problem.invalid(
            "?" + name, "number.range", name + " is a whole number from " + least + " to " + most)
        .found();
  }
}
