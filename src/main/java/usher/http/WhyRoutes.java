package usher.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import usher.agent.AgentEntity;
import usher.interaction.HistoryService;
import usher.interaction.InteractionEvent;
import usher.queue.QueueEntity.Done;
import usher.queue.QueueView;
import usher.routing.Seen;

/** What happened and why: {@code …/history}, {@code …/why} and {@code …/why-idle}. */
final class WhyRoutes extends AllDirectives {
  private final Doors doors;
  private final ApiDirectives api;
  private final HistoryService history;

  WhyRoutes(Doors doors, ApiDirectives api, HistoryService history) {
    this.doors = doors;
    this.api = api;
    this.history = history;
  }

  Route routes() {
    return concat(
        about("interactions", "interaction", "history", this::history),
        about("interactions", "interaction", "why", this::why),
        about("agents", "agent", "why-idle", this::whyIdle));
  }

  private Route about(
      String room, String one, String what, Function<String, CompletionStage<HttpResponse>> tell) {
    return path(
        segment(room).slash(segment()).slash(segment(what)),
        id -> get(() -> ApiDirectives.named(one, id, known -> plain(() -> tell.apply(known)))));
  }

  private Route plain(Supplier<CompletionStage<HttpResponse>> tell) {
    return api.plain(tell);
  }

  private CompletionStage<List<InteractionEvent>> past(String id) {
    return history
        .of(id)
        .thenApply(
            events -> {
              if (events.isEmpty())
                throw Problem.of(404, "interaction.unknown", "No contact has this id").found();
              return events;
            });
  }

  private CompletionStage<HttpResponse> history(String id) {
    return past(id)
        .thenCompose(
            events ->
                queues(HistoryViews.queues(events))
                    .thenApply(
                        known ->
                            ApiDirectives.ok(
                                HistoryViews.history(events, known, doors.clock().instant()))));
  }

  /** A queue that is gone or silent is left out: the past can be told without it. */
  private CompletionStage<Map<String, QueueView>> queues(List<String> ids) {
    CompletionStage<Map<String, QueueView>> all =
        CompletableFuture.completedFuture(new HashMap<>());
    for (var id : ids)
      all =
          all.thenCombine(
              doors.queues().get(id).exceptionally(silence -> null),
              (known, reply) -> {
                if (reply instanceof Done done) known.put(id, done.queue());
                return known;
              });
    return all;
  }

  private CompletionStage<HttpResponse> why(String id) {
    return past(id)
        .thenCompose(
            events ->
                waiting(id, events)
                    .thenApply(waiting -> ApiDirectives.ok(WhyViews.contact(events, waiting))));
  }

  private CompletionStage<Seen.Wait> waiting(String id, List<InteractionEvent> events) {
    return events.get(events.size() - 1) instanceof InteractionEvent.Completed
        ? CompletableFuture.completedFuture(null)
        : ListRoutes.seen(doors.routing().whyWaiting(id));
  }

  private CompletionStage<HttpResponse> whyIdle(String id) {
    return ListRoutes.seen(doors.routing().whyIdle(id))
        .thenCompose(
            idle ->
                idle == null
                    ? unseen(id)
                    : CompletableFuture.completedFuture(ApiDirectives.ok(WhyViews.idle(idle))));
  }

  /** Either there is no such agent, or it is younger than the picture. */
  private CompletionStage<HttpResponse> unseen(String id) {
    return doors
        .agents()
        .get(id)
        .thenApply(
            reply -> {
              if (reply instanceof AgentEntity.Refused no) throw Problem.of(no.refusal()).found();
              throw Problem.retry(503, "routing.behind", "It is new: ask again", 1).found();
            });
  }
}
