package usher.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import usher.audit.Entry;

/** {@code GET /v1/audit}: who changed what, the newest first. */
final class AuditRoutes extends AllDirectives {
  private final Doors doors;
  private final ApiDirectives api;

  AuditRoutes(Doors doors, ApiDirectives api) {
    this.doors = doors;
    this.api = api;
  }

  Route routes() {
    return path(
        segment("audit"),
        () ->
            get(
                () ->
                    parameterList(
                        parameters ->
                            api.plain(() -> page(new ListQuery(parameters, List.of()))))));
  }

  private CompletionStage<HttpResponse> page(ListQuery query) {
    var before = query.numberAfter();
    var limit = query.limit();
    query.done();
    return doors
        .audit()
        .newest(before, limit + 1)
        .thenApply(
            found -> {
              var page = found.subList(0, Math.min(limit, found.size()));
              var last = found.size() > limit ? page.get(limit - 1).number() : null;
              return ApiDirectives.ok(
                  Json.object(
                      "items",
                      page.stream().map(AuditRoutes::view).toList(),
                      "next",
                      last == null ? null : ListQuery.cursor(String.valueOf(last))));
            });
  }

  private static Map<String, Object> view(Entry entry) {
    return Json.object(
        "number", entry.number(),
        "at", entry.at(),
        "by", entry.by(),
        "operation", entry.operation(),
        "target", entry.target(),
        "body", entry.body(),
        "status", entry.status());
  }
}
