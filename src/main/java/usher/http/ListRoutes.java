package usher.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.pattern.AskTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import usher.agent.Presence;
import usher.routing.RoutingService;
import usher.routing.Seen;

/** {@code GET /v1/agents}, {@code /v1/queues} and {@code /v1/interactions}. */
final class ListRoutes extends AllDirectives {
  private final Doors doors;
  private final ApiDirectives api;

  ListRoutes(Doors doors, ApiDirectives api) {
    this.doors = doors;
    this.api = api;
  }

  Route routes() {
    return concat(
        list("agents", List.of("state", "team", "skill"), this::agents),
        list("queues", List.of(), this::queues),
        list("interactions", List.of("state", "queue", "agent", "customer"), this::interactions));
  }

  private Route list(
      String room,
      List<String> filters,
      Function<ListQuery, CompletionStage<Map<String, Object>>> answer) {
    return path(
        room,
        () ->
            get(
                () ->
                    parameterList(
                        parameters ->
                            api.plain(() -> answer(new ListQuery(parameters, filters), answer)))));
  }

  private static CompletionStage<HttpResponse> answer(
      ListQuery query, Function<ListQuery, CompletionStage<Map<String, Object>>> answer) {
    return seen(answer.apply(query)).thenApply(ApiDirectives::ok);
  }

  private CompletionStage<Map<String, Object>> agents(ListQuery query) {
    var state = query.word("state", Presence.values());
    var team = query.id("team");
    var skill = query.id("skill");
    var after = query.after();
    var limit = query.limit();
    query.done();
    return doors.routing().agents(state, team, skill, after, limit).thenApply(ListViews::agents);
  }

  private CompletionStage<Map<String, Object>> queues(ListQuery query) {
    var after = query.after();
    var limit = query.limit();
    query.done();
    return doors.routing().queues(after, limit).thenApply(ListViews::queues);
  }

  private CompletionStage<Map<String, Object>> interactions(ListQuery query) {
    if ("completed".equals(query.raw("state")))
      throw Problem.invalid(
              "?state",
              "interaction.completed",
              "Only what is open is listed; GET /v1/interactions/{id} shows a finished one")
          .found();
    var state = query.word("state", Seen.State.values());
    var queue = query.id("queue");
    var agent = query.id("agent");
    var customer = query.address("customer");
    var after = query.after();
    var limit = query.limit();
    query.done();
    return doors
        .routing()
        .contacts(state, queue, agent, customer, after, limit)
        .thenApply(ListViews::contacts);
  }

  /** What cannot be shown just now can be in a moment: nothing was changed by asking. */
  static <T> CompletionStage<T> seen(CompletionStage<T> answer) {
    return answer.exceptionally(
        failure -> {
          var cause = failure instanceof CompletionException ? failure.getCause() : failure;
          if (cause instanceof RoutingService.Incomplete)
            throw Problem.retry(
                    503, "server.starting", "Queues and agents are being woken: try again", 1)
                .found();
          if (cause instanceof AskTimeoutException)
            throw Problem.retry(503, "routing.away", "Nobody could look: try again", 2).found();
          throw new CompletionException(cause);
        });
  }
}
