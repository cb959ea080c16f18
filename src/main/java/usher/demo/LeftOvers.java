package usher.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import usher.replay.SwitchEvent;
import usher.replay.UsherApi;

/** Contacts that nobody plays any more: of a demo that broke off, or of this one when it ends. */
final class LeftOvers {
  private final UsherApi api;

  LeftOvers(UsherApi api) {
    this.api = api;
  }

  /** The demo's contacts that wait in its queues or lie on its desks. */
  CompletableFuture<Set<String>> find() {
    var asked = new ArrayList<CompletableFuture<Set<String>>>();
    for (var queue : Centre.QUEUES) asked.add(waitingIn(queue.id(), ""));
    for (var person : Centre.PEOPLE) asked.add(onDeskOf(person.id()));
    return all(asked)
        .thenApply(
            done -> {
              var found = new TreeSet<String>();
              asked.forEach(some -> found.addAll(some.join()));
              found.removeIf(id -> !Centre.isContact(id));
              return found;
            });
  }

  private CompletableFuture<Set<String>> waitingIn(String queue, String cursor) {
    return api.get("/v1/queues/" + queue + "/waiting?limit=200" + cursor)
        .thenCompose(
            answer -> {
              var found = new TreeSet<String>();
              answer.body().path("items").forEach(i -> found.add(i.path("interaction").asText()));
              var next = answer.body().path("next").asText(null);
              if (next == null) return CompletableFuture.completedFuture(found);
              return waitingIn(queue, "&cursor=" + next)
                  .thenApply(
                      rest -> {
                        found.addAll(rest);
                        return found;
                      });
            });
  }

  private CompletableFuture<Set<String>> onDeskOf(String agent) {
    return api.get("/v1/agents/" + agent)
        .thenApply(
            answer -> {
              var found = new TreeSet<String>();
              answer.body().path("offers").forEach(o -> found.add(o.path("interaction").asText()));
              answer.body().path("interactions").forEach(i -> found.add(i.path("id").asText()));
              return found;
            });
  }

  CompletableFuture<Void> end(Collection<String> ids) {
    return all(ids.stream().map(this::end).toList());
  }

  /** As whoever carries it would; what has ended meanwhile is left as it is. */
  CompletableFuture<Void> end(String id) {
    var path = "/v1/interactions/" + id;
    return api.get(path)
        .thenCompose(
            answer -> {
              var calls = Centre.SWITCH.equals(answer.body().path("source").asText());
              return switch (answer.body().path("state").asText()) {
                case "queued", "offered" ->
                    calls ? report(id, "call.abandoned") : post(path + "/cancel");
                case "connected", "held" ->
                    (calls ? report(id, "call.released") : post(path + "/release"))
                        .thenCompose(released -> post(path + "/complete"));
                case "wrap-up" -> post(path + "/complete");
                default -> CompletableFuture.<Void>completedFuture(null);
              };
            });
  }

  private CompletableFuture<Void> post(String path) {
    return api.post(path, null).thenAccept(done -> {});
  }

  private CompletableFuture<Void> report(String id, String type) {
    return api.report(List.of(SwitchEvent.of(Centre.SWITCH, id, type, "left-over")))
        .thenAccept(done -> {});
  }

  static CompletableFuture<Void> all(Collection<? extends CompletableFuture<?>> parts) {
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
  }
}
