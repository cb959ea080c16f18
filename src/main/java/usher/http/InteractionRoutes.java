package usher.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Location;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
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
        command("cancel", by -> api.plain(() -> door.cancel(id, by).thenCompose(this::view))),
        command("release", by -> api.plain(() -> door.release(id, by).thenCompose(this::view))),
        command(
            "requeue",
            by ->
                api.optionalJson(MoveForm.class, new MoveForm(null), f -> move(id, f, false, by))),
        command("transfer", by -> api.json(MoveForm.class, f -> move(id, f, true, by))),
        command(
            "complete",
            by ->
                api.optionalJson(
                    CompleteForm.class, new CompleteForm(null, null), f -> complete(id, f, by))));
  }

  private Route offer(String text) {
    var door = doors.interactions();
    return concat(
        command(
            "accept", by -> api.plain(() -> door.accept(handle(text), by).thenCompose(this::view))),
        command(
            "reject",
            by ->
                api.optionalJson(
                    RejectForm.class, new RejectForm(null), f -> reject(text, f, by))));
  }

  /** A POST that may carry an Idempotency-Key: with the same key it is done once. */
  private Route command(String name, Function<Cause, Route> handle) {
    return path(
        name,
        () ->
            post(
                () ->
                    optionalHeaderValueByName(
                        "Idempotency-Key", key -> handle.apply(cause(name, key)))));
  }

  /** A key that is no id is as good as none: nothing was promised for it. */
  private static Cause cause(String command, Optional<String> key) {
    return key.filter(Check::isId)
        .map(k -> new Cause("api", "api/" + command + "/" + k))
        .orElse(API);
  }

  private CompletionStage<HttpResponse> create(ArrivalForm form) {
    var facts = form.check();
    var id = form.id() == null ? ids.generate().toString() : form.id();
    return queues
        .require("/queue", facts.queue())
        .thenCompose(known -> doors.interactions().create(id, facts, API))
        .thenCompose(
            reply -> {
              if (reply instanceof Done done && done.interaction().wasRefused())
                throw refused(done.interaction()).found();
              return view(reply);
            });
  }

  private CompletionStage<HttpResponse> move(String id, MoveForm form, boolean transfer, Cause by) {
    var check = new Check();
    if (transfer) check.required("/queue", form.queue());
    check.id("/queue", form.queue());
    check.done();
    var known =
        form.queue() == null
            ? CompletableFuture.<Void>completedFuture(null)
            : queues.require("/queue", form.queue());
    return known
        .thenCompose(ok -> doors.interactions().move(id, form.queue(), transfer, by))
        .thenCompose(this::view);
  }

  private CompletionStage<HttpResponse> complete(String id, CompleteForm form, Cause by) {
    var check = new Check();
    check.text("/disposition", form.disposition());
    check.text("/comment", form.comment());
    check.done();
    return doors
        .interactions()
        .complete(id, form.disposition(), form.comment(), by)
        .thenCompose(this::view);
  }

  private CompletionStage<HttpResponse> reject(String offer, RejectForm form, Cause by) {
    var check = new Check();
    check.text("/reason", form.reason());
    check.done();
    return doors.interactions().reject(handle(offer), form.reason(), by).thenCompose(this::view);
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
    if (!i.waits()) return CompletableFuture.completedFuture(response(done, null));
    return standings.ifKnown(i.queue()).thenApply(standing -> response(done, standing));
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
