package usher.http;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.model.AttributeKey;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Cookie;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import usher.access.Credentials;
import usher.access.Grant;
import usher.access.Identity;
import usher.access.Permissions;

/**
 * The first question at the door of a server with credentials: who is it, and may they? It is asked
 * before any route, so that a route nobody has thought of is closed.
 */
final class AccessDirectives extends AllDirectives {
  static final String COOKIE = "usher-session";

  private static final AttributeKey<Grant> GRANT = AttributeKey.create("grant", Grant.class);
  private static final Pattern BEARER = Pattern.compile("(?i)Bearer +(\\S+) *");

  private final ActorSystem<?> system;
  private final Credentials credentials;
  private final boolean secure;
  private final Clock clock;
  private final Executor blocking;

  /**
   * @param credentials null where nobody is asked
   * @param secure served by TLS
   */
  AccessDirectives(ActorSystem<?> system, Credentials credentials, boolean secure, Clock clock) {
    this.system = system;
    this.credentials = credentials;
    this.secure = secure;
    this.clock = clock;
    blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
  }

  /** What a request that has come in may do. */
  static Grant grant(HttpRequest request) {
    return request.getAttribute(GRANT).orElse(Grant.OPEN);
  }

  /** The operation it asks for, or null. */
  static Permissions.Operation operation(HttpRequest request) {
    return Permissions.find(request.method().name(), segments(request));
  }

  /** As routes see the path; none where it has empty ones, which no route has. */
  private static List<String> segments(HttpRequest request) {
    var segments = new ArrayList<String>();
    request.getUri().pathSegments().forEach(segments::add);
    var slashes = request.getUri().path().chars().filter(c -> c == '/').count();
    return slashes == segments.size() ? segments : List.of();
  }

  Route guard(Supplier<Route> inside) {
    if (credentials == null) return inside.get();
    return extractRequest(
        request -> {
          var operation = operation(request);
          if (isDocs(request) || (operation != null && operation.isOpen())) return inside.get();
          var token = bearer(request);
          return token != null && credentials.mayTakeTime(token)
              ? onSuccess(
                  CompletableFuture.supplyAsync(
                      () -> credentials.who(token, clock.instant()), blocking),
                  who -> answer(request, operation, who, inside))
              : answer(request, operation, who(request, token), inside);
        });
  }

  private static boolean isDocs(HttpRequest request) {
    var path = request.getUri().path();
    return path.equals("/docs") || path.startsWith("/docs/");
  }

  // ---- who is it?

  private static String bearer(HttpRequest request) {
    return request
        .getHeader("Authorization")
        .map(header -> BEARER.matcher(header.value()))
        .map(found -> found.matches() ? found.group(1) : "")
        .orElse(null);
  }

  /** Null where nothing was brought along. */
  private Identity who(HttpRequest request, String token) {
    if (token != null) return credentials.who(token, clock.instant());
    return cookie(request).map(c -> credentials.session(c, clock.instant())).orElse(null);
  }

  private static Optional<String> cookie(HttpRequest request) {
    return request
        .getHeader(Cookie.class)
        .flatMap(
            header -> {
              for (var pair : header.getCookies())
                if (pair.name().equals(COOKIE)) return Optional.of(pair.value());
              return Optional.empty();
            });
  }

  private Route answer(
      HttpRequest request, Permissions.Operation operation, Identity who, Supplier<Route> inside) {
    if (who == null || who instanceof Identity.Refused)
      return refuse(request, unknown(request, (Identity.Refused) who));
    if (who instanceof Identity.Unsure)
      return refuse(request, ApiDirectives.problem(issuerAway(), request));
    if (bearer(request) == null && !isOwnWrite(request))
      return refuse(request, ApiDirectives.problem(strangeOrigin(), request));
    if (operation == null) return refuse(request, nowhere(request));
    var grant = operation.grant(((Identity.Known) who).caller(), segments(request));
    if (grant == null) return refuse(request, ApiDirectives.problem(denied(operation), request));
    return mapRequest(r -> r.addAttribute(GRANT, grant), inside);
  }

  private Route refuse(HttpRequest request, HttpResponse answer) {
    request.discardEntityBytes(system);
    return complete(answer);
  }

  private static HttpResponse unknown(HttpRequest request, Identity.Refused refused) {
    var problem =
        refused == null
            ? Problem.of(
                401,
                "credentials.missing",
                "Send Authorization: Bearer with a key or a token; a browser begins a session at"
                    + " POST /v1/session")
            : Problem.of(401, "credentials.invalid", refused.why());
    var error = refused == null ? "" : ", error=\"invalid_token\"";
    return ApiDirectives.problem(problem, request)
        .addHeader(RawHeader.create("WWW-Authenticate", "Bearer realm=\"usher\"" + error));
  }

  private static Problem issuerAway() {
    return Problem.retry(
        503,
        "credentials.unreachable",
        "Whoever issued the token cannot be asked for its keys: try again",
        2);
  }

  // ---- may they?

  /** A cookie is sent whoever made the page: what changes something must come from our own. */
  private boolean isOwnWrite(HttpRequest request) {
    if (request.method().name().equals("GET")) return true;
    var origin = request.getHeader("Origin").map(HttpHeader::value).orElse("");
    var host = request.getHeader("Host").map(HttpHeader::value).orElse("");
    return origin.equalsIgnoreCase("https://" + host)
        || (!secure && origin.equalsIgnoreCase("http://" + host));
  }

  private static Problem strangeOrigin() {
    return Problem.of(
        403,
        "origin.forbidden",
        "With a session's cookie only pages of this server change something: send a bearer token");
  }

  private static Problem denied(Permissions.Operation operation) {
    return Problem.of(
        403,
        "access.denied",
        operation.id()
            + " is not for your role, or not on what is another's: ask an admin for a key");
  }

  private static HttpResponse nowhere(HttpRequest request) {
    var here = Permissions.methods(segments(request));
    return here.isEmpty()
        ? ApiDirectives.problem(ServerRoutes.nothingHere(), request)
        : ApiDirectives.problem(ServerRoutes.onlyHere(here), request)
            .addHeader(RawHeader.create("Allow", String.join(", ", here)));
  }
}
