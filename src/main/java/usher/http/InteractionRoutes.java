package usher.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Location;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import usher.http.InteractionForms.ArrivalForm;
import usher.http.InteractionForms.CompleteForm;
import usher.http.InteractionForms.MoveForm;
import usher.http.InteractionForms.RejectForm;
import usher.interaction.HistoryService;
import usher.interaction.Interaction;
import usher.interaction.InteractionEntity.Busy;
import usher.interaction.InteractionEntity.Done;
import usher.interaction.InteractionEntity.Refused;
import usher.interaction.InteractionEntity.Reply;
import usher.interaction.Outcome;
import usher.kernel.Cause;
import usher.kernel.OfferId;

/** {@code /v1/interactions} and {@code /v1/offers}. */
final class InteractionRoutes extends AllDirectives {
  private static final Cause API = Cause.by("api");

  private final Doors doors;
  private final ApiDirectives api;
  private final Standings standings;
  private final KnownQueues queues;
  private final HistoryService history;
  private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();

  InteractionRoutes(
      Doors doors,
      ApiDirectives api,
      Standings standings,
      KnownQueues queues,
      HistoryService history) {
    this.doors = doors;
    this.api = api;
    this.standings = standings;
    this.queues = queues;
    this.history = history;
  }

  Route routes() {
    return concat(
        pathPrefix(
            segment("interactions"),
            () ->
                concat(
                    pathEnd(() -> post(() -> api.json(ArrivalForm.class, this::create))),
                    pathPrefix(
                        segment(), id -> ApiDirectives.named("interaction", id, this::one)))),
        pathPrefix(segment("offers").slash(segment()), this::offer));
  }

  private Route one(String id) {
    var door = doors.interactions();
    return concat(
        pathEnd(() -> get(() -> api.plain(() -> door.get(id).thenCompose(this::view)))),
        path("history", () -> get(() -> api.plain(() -> history(id)))),
        path(
            "cancel",
            () -> post(() -> api.plain(() -> door.cancel(id, API).thenCompose(this::view)))),
        path(
            "release",
            () -> post(() -> api.plain(() -> door.release(id, API).thenCompose(this::view)))),
        path(
            "requeue",
            () ->
                post(
                    () ->
                        api.optionalJson(
                            MoveForm.class, new MoveForm(null), f -> move(id, f, false)))),
        path("transfer", () -> post(() -> api.json(MoveForm.class, f -> move(id, f, true)))),
        path(
            "complete",
            () ->
                post(
                    () ->
                        api.optionalJson(
                            CompleteForm.class,
                            new CompleteForm(null, null),
                            f -> complete(id, f)))));
  }

  private Route offer(String text) {
    return concat(
        path(
            "accept",
            () ->
                post(
                    () ->
                        api.plain(
                            () ->
                                doors
                                    .interactions()
                                    .accept(handle(text), API)
                                    .thenCompose(this::view)))),
        path(
            "reject",
            () ->
                post(
                    () ->
                        api.optionalJson(
                            RejectForm.class, new RejectForm(null), f -> reject(text, f)))));
  }

  private CompletionStage<HttpResponse> create(ArrivalForm form) {
    var facts = form.check();
    var id = form.id() == null ? ids.generate().toString() : form.id();
    return queues
        .require("/queue", facts.queue())
        .thenCompose(known -> doors.interactions().create(id, facts, API))
        .thenCompose(this::view);
  }

  private CompletionStage<HttpResponse> move(String id, MoveForm form, boolean transfer) {
    var check = new Check();
    if (transfer) check.required("/queue", form.queue());
    check.id("/queue", form.queue());
    check.done();
    var known =
        form.queue() == null
            ? CompletableFuture.<Void>completedFuture(null)
            : queues.require("/queue", form.queue());
    return known
        .thenCompose(ok -> doors.interactions().move(id, form.queue(), transfer, API))
        .thenCompose(this::view);
  }

  private CompletionStage<HttpResponse> complete(String id, CompleteForm form) {
    var check = new Check();
    check.text("/disposition", form.disposition());
    check.text("/comment", form.comment());
    check.done();
    return doors
        .interactions()
        .complete(id, form.disposition(), form.comment(), API)
        .thenCompose(this::view);
  }

  private CompletionStage<HttpResponse> reject(String offer, RejectForm form) {
    var check = new Check();
    check.text("/reason", form.reason());
    check.done();
    return doors.interactions().reject(handle(offer), form.reason(), API).thenCompose(this::view);
  }

  private static OfferId.Handle handle(String text) {
    var handle = OfferId.parse(text);
    if (handle == null || !Check.isId(handle.interaction()))
      throw Problem.of(404, "offer.unknown", "An offer's id looks like {interaction}~{n}").found();
    return handle;
  }

  private CompletionStage<HttpResponse> history(String id) {
    return history
        .of(id)
        .thenApply(
            events -> {
              if (events.isEmpty())
                throw Problem.of(404, "interaction.unknown", "No contact has this id").found();
              return ApiDirectives.ok(InteractionViews.history(events));
            });
  }

  /** 201 and 200 with the contact, or the problem. */
  private CompletionStage<HttpResponse> view(Reply reply) {
    if (reply instanceof Refused refused) throw Problem.of(refused.refusal()).found();
    if (reply instanceof Busy busy)
      throw Problem.retry(503, "queue.busy", "Queue " + busy.queue() + " has no time: again", 1)
          .found();
    var done = (Done) reply;
    var i = done.interaction();
    if (i.ended() != null && i.ended().outcome() == Outcome.REFUSED) throw refused(i).found();
    if (!i.waits()) return CompletableFuture.completedFuture(response(done, null));
    return standings.of(i.queue()).thenApply(standing -> response(done, standing));
  }

  private HttpResponse response(Done done, usher.routing.Standing standing) {
    var i = done.interaction();
    var json = InteractionViews.view(i, standing, doors.clock().instant());
    var response = ApiDirectives.revised(done.created() ? 201 : 200, json, i.revision());
    return done.created()
        ? response.addHeader(Location.create("/v1/interactions/" + i.id()))
        : response;
  }

  private static Problem refused(Interaction i) {
    var code = i.ended().code();
    if (code.equals("queue.unknown") || code.equals("queue.media"))
      return Problem.invalid("/queue", code, "Queue " + i.queue() + " does not take this contact");
    return new Problem(
        409,
        code,
        "Queue "
            + i.queue()
            + " did not take it, and the contact is closed: report it anew elsewhere",
        i.status().word(),
        java.util.List.of(),
        null,
        null);
  }
}
