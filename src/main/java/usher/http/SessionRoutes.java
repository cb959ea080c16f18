package usher.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import usher.access.Caller;
import usher.access.Role;
import usher.access.Sessions;

/** {@code /v1/session}: a person's bearer token for a cookie, which scripts cannot read. */
final class SessionRoutes extends AllDirectives {
  private final Doors doors;
  private final ApiDirectives api;
  private final boolean secure;

  /** {@code secure}: served by TLS. */
  SessionRoutes(Doors doors, ApiDirectives api, boolean secure) {
    this.doors = doors;
    this.api = api;
    this.secure = secure;
  }

  Route routes() {
    return path(
        segment("session"),
        () ->
            concat(
                post(() -> extractRequest(request -> api.plain(() -> begin(request)))),
                delete(() -> api.plain(this::end))));
  }

  private CompletionStage<HttpResponse> begin(HttpRequest request) {
    var sessions = doors.credentials() == null ? null : doors.credentials().sessions();
    if (sessions == null)
      throw Problem.of(
              409,
              "session.none",
              "This server has no sessions: put people and sessions into its credentials file")
          .found();
    var caller = AccessDirectives.grant(request).caller();
    var isBearer = request.getHeader("Authorization").isPresent() && caller.until() != null;
    if (!isBearer)
      throw Problem.of(
              403, "session.bearer", "Send a person's bearer token: for keys there are no sessions")
          .found();
    return done(begun(sessions, caller));
  }

  private HttpResponse begun(Sessions sessions, Caller caller) {
    var now = doors.clock().instant();
    var json =
        Json.object(
            "user", caller.name(),
            "roles", caller.roles().stream().map(Role::word).sorted().toList(),
            "agent", caller.agent(),
            "until", now.plus(sessions.lasts()));
    return ApiDirectives.ok(json)
        .addHeader(cookie(sessions.begin(caller, now), sessions.lasts().toSeconds()));
  }

  private CompletionStage<HttpResponse> end() {
    return done(HttpResponse.create().withStatus(204).addHeader(cookie("", 0)));
  }

  private RawHeader cookie(String value, long seconds) {
    return RawHeader.create(
        "Set-Cookie",
        AccessDirectives.COOKIE
            + "="
            + value
            + "; Path=/; Max-Age="
            + seconds
            + "; HttpOnly; SameSite=Strict"
            + (secure ? "; Secure" : ""));
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
