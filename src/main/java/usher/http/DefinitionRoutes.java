package usher.http;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.PathMatchers;
import akka.http.javadsl.server.Route;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import usher.definitions.PolicyFiles;

/** {@code /v1/definitions}: the policy files of this node. */
final class DefinitionRoutes extends AllDirectives {
  private final Doors doors;
  private final ApiDirectives api;
  private final Executor files;

  DefinitionRoutes(Doors doors, ApiDirectives api, ActorSystem<?> system) {
    this.doors = doors;
    this.api = api;
    files = system.dispatchers().lookup(DispatcherSelector.blocking());
  }

  Route routes() {
    return path(
        PathMatchers.segment("definitions").slash("reload"),
        () -> post(() -> api.plain(this::reload)));
  }

  private CompletionStage<HttpResponse> reload() {
    var policies = doors.policies();
    if (policies.directory() == null)
      throw Problem.of(
              409,
              "definitions.none",
              "This server was started without policy files: put them under conf/flows, or set"
                  + " USHER_CONF_DIR, and start it again")
          .found();
    return CompletableFuture.supplyAsync(() -> PolicyFiles.read(policies.directory()), files)
        .thenCompose(
            read -> {
              if (!read.isSound()) throw broken(read).found();
              return policies.apply(read);
            })
        .thenApply(ApiDirectives::ok);
  }

  private static Problem broken(PolicyFiles read) {
    return new Problem(
        422,
        "definitions.invalid",
        "Nothing was changed: " + read.summary() + "; each is listed under errors",
        null,
        null,
        read.troubles(),
        null);
  }
}
