package usher.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import usher.agent.AgentEntity.Changed;
import usher.agent.AgentEntity.Done;
import usher.agent.AgentEntity.Refused;
import usher.agent.AgentEntity.Reply;
import usher.agent.AgentService;
import usher.definitions.ProfileForm;
import usher.http.AgentForms.BatchForm;
import usher.http.AgentForms.NamedProfileForm;
import usher.http.AgentForms.StateForm;

/** {@code /v1/agents}. */
final class AgentRoutes extends AllDirectives {
  private static final int LARGEST_BATCH = 500;

  private final Doors doors;
  private final ApiDirectives api;
  private final ActorSystem<?> system;

  AgentRoutes(Doors doors, ApiDirectives api, ActorSystem<?> system) {
    this.doors = doors;
    this.api = api;
    this.system = system;
  }

  Route routes() {
    return pathPrefix(
        segment("agents"),
        () ->
            concat(
                path("batch", () -> post(() -> api.json(BatchForm.class, this::defineMany))),
                pathPrefix(segment(), id -> ApiDirectives.defined("agent", id, this::one))));
  }

  private Route one(String id) {
    return concat(
        pathEnd(
            () ->
                concat(
                    get(() -> api.plain(() -> doors.agents().get(id).thenApply(AgentRoutes::view))),
                    put(
                        () ->
                            ApiDirectives.ifMatch(
                                r -> api.json(ProfileForm.class, f -> define(id, f, r)))))),
        path(
            "state",
            () ->
                put(
                    () ->
                        ApiDirectives.ifMatch(
                            r -> api.json(StateForm.class, f -> setState(id, f, r))))),
        path("events", () -> get(() -> events(id))));
  }

  /** Fails with a problem at {@code pointer} where there is no such agent. */
  static CompletionStage<Void> known(Doors doors, String pointer, String agent) {
    return doors
        .agents()
        .get(agent)
        .thenAccept(
            reply -> {
              if (reply instanceof Refused)
                throw Problem.invalid(
                        pointer,
                        "agent.unknown",
                        "There is no agent " + agent + ": PUT /v1/agents/" + agent + " first")
                    .found();
            });
  }

  private CompletionStage<HttpResponse> define(String id, ProfileForm form, Long ifRevision) {
    var check = new Check();
    check.id("", id);
    var profile = form.check("", check);
    check.done();
    return doors.agents().define(id, profile, ifRevision).thenApply(AgentRoutes::view);
  }

  private CompletionStage<HttpResponse> setState(String id, StateForm form, Long ifRevision) {
    return doors
        .agents()
        .setPresence(id, form.check(), form.reason(), null, ifRevision)
        .thenApply(AgentRoutes::view);
  }

  private CompletionStage<HttpResponse> defineMany(BatchForm form) {
    var check = new Check();
    check.required("/items", form.items());
    check.done();
    if (form.items().size() > LARGEST_BATCH)
      throw Problem.invalid("/items", "list.long", "At most " + LARGEST_BATCH + " at once").found();
    var results = new ArrayList<CompletableFuture<Map<String, Object>>>();
    for (var item : form.items()) results.add(defineOne(item).toCompletableFuture());
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(
            all ->
                ApiDirectives.ok(
                    Json.object(
                        "results", results.stream().map(CompletableFuture::join).toList())));
  }

  private CompletionStage<Map<String, Object>> defineOne(NamedProfileForm form) {
    try {
      var check = new Check();
      check.required("", form);
      check.done();
      var profile = form.check("", check);
      check.done();
      return doors
          .agents()
          .define(form.id(), profile)
          .handle(
              (reply, failure) ->
                  failure == null
                      ? Json.object("id", form.id(), "status", "applied")
                      : fault(form.id(), ApiDirectives.unknownOutcome()));
    } catch (Problem.Found found) {
      return CompletableFuture.completedFuture(
          fault(form == null ? null : form.id(), found.problem));
    }
  }

  private static Map<String, Object> fault(String id, Problem problem) {
    return Json.object(
        "id", id,
        "status", "rejected",
        "code", problem.code(),
        "detail", problem.detail(),
        "errors", problem.errors());
  }

  private static HttpResponse view(Reply reply) {
    if (reply instanceof Refused refused) throw Problem.of(refused.refusal()).found();
    if (reply instanceof Changed changed) {
      var now = changed.desk();
      var path = "/v1/agents/" + now.agent().id();
      return ApiDirectives.stale(path, AgentViews.view(now), now.agent().revision());
    }
    var desk = ((Done) reply).desk();
    return ApiDirectives.revised(200, AgentViews.view(desk), desk.agent().revision());
  }

  /** An agent must exist to be listened to. */
  private Route events(String id) {
    return onSuccess(
        doors.agents().get(id),
        reply ->
            reply instanceof Refused refused
                ? complete(
                    ApiDirectives.problem(
                        Problem.of(refused.refusal()), "/v1/agents/" + id + "/events"))
                : LiveStream.open(
                    system,
                    new DeskStream(id, doors.agents()),
                    AgentService.News.class,
                    DeskStream.BEHIND));
  }
}
