package usher.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.Allow;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.MethodRejection;
import akka.http.javadsl.server.Rejection;
import akka.http.javadsl.server.RejectionHandler;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.server.UnacceptedResponseContentTypeRejection;
import akka.stream.javadsl.Flow;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import usher.interaction.HistoryService;
import usher.settings.Settings;

/** All of the contract under one roof, and the door to it. */
public final class ServerRoutes extends AllDirectives {
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  /** Digits only: a name such as 127.0.0.1.example.org belongs to whoever owns example.org. */
  private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");

  private final Settings settings;
  private final NodeRoutes node;
  private final AccessDirectives access;

  /** Nobody is asked who it is: so nobody but this machine may ask anything. */
  private final boolean isOpen;

  /** All of {@code /v1}. */
  private final List<Route> contract;

  private final DocsRoutes docs = new DocsRoutes();

  public ServerRoutes(ActorSystem<?> system, Settings settings, Doors doors) {
    this.settings = settings;
    var underWay = new UnderWay(doors.journal()::fault);
    doors.journal().whenItStops(underWay::giveUp);
    var trail = new TrailDirectives(doors.audit(), doors.clock());
    var rates = new Rates(settings.ratePerKey());
    var api =
        new ApiDirectives(system, settings.maxBody(), new Admission(), rates, underWay, trail);
    var secure = settings.tls() != null;
    isOpen = doors.credentials() == null;
    access = new AccessDirectives(system, doors.credentials(), secure, doors.clock());
    var standings = new Standings(doors);
    var known = new KnownQueues(doors);
    var answers = new InteractionAnswersDirectives(doors, standings);
    node = new NodeRoutes(system, api, doors.routing(), doors.journal());
    contract =
        List.of(
            new ListRoutes(doors, api).routes(),
            new WhyRoutes(doors, api, new HistoryService(system)).routes(),
            new OfferRoutes(doors, api, answers).routes(),
            new InteractionRoutes(doors, api, answers, known).routes(),
            new AgentRoutes(doors, api, system).routes(),
            new QueueRoutes(doors, api, known).routes(),
            new SwitchRoutes(doors, api, known, system).routes(),
            new DefinitionRoutes(doors, api, system).routes(),
            new SessionRoutes(doors, api, secure).routes(),
            new AuditRoutes(doors, api).routes(),
            new KeepingRoutes(doors, settings, api).routes());
  }

  /** Is this an address that only this machine can reach? */
  public static boolean isLocal(String host) {
    return LOCAL.contains(host) || LOOPBACK.matcher(host).matches();
  }

  public CompletionStage<ServerBinding> bind(ActorSystem<?> system) {
    var server = Http.get(system).newServerAt(settings.httpHost(), settings.httpPort());
    if (settings.tls() != null)
      server = server.enableHttps(ConnectionContext.httpsServer(Keystore.open(settings.tls())));
    var handler = routes().handler(system);
    return server.bindFlow(
        PatienceStream.of(settings.firstRequest(), settings.nextRequest())
            .join(Flow.of(HttpRequest.class).mapAsync(1, handler)));
  }

  Route routes() {
    return handleExceptions(
        exceptions(),
        () ->
            handleRejections(
                rejections(),
                () ->
                    extractRequest(
                        request ->
                            !isOpen || isFromHere(request)
                                ? withRequestTimeout(
                                    node.patience(),
                                    ServerRoutes::tooSlow,
                                    () -> access.guard(this::inside))
                                : complete(ApiDirectives.problem(strangeHost(), request)))));
  }

  private Route inside() {
    var all = contract.toArray(Route[]::new);
    return concat(
        docs.routes(),
        pathPrefix(segment("v1"), () -> concat(all[0], Arrays.copyOfRange(all, 1, all.length))),
        pathPrefix(segment("health"), node::routes));
  }

  /** A page of another site must not reach this server through its reader's browser. */
  private static boolean isFromHere(HttpRequest request) {
    var host = request.getUri().host().address();
    var origin = request.getHeader("Origin").map(h -> h.value());
    return isLocal(host) && origin.map(ServerRoutes::isLocalOrigin).orElse(true);
  }

  private static boolean isLocalOrigin(String origin) {
    try {
      var host = java.net.URI.create(origin).getHost();
      return host != null && isLocal(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static HttpResponse tooSlow(HttpRequest request) {
    return ApiDirectives.problem(ApiDirectives.unknownOutcome(), request);
  }

  private static Problem strangeHost() {
    return Problem.of(
        403,
        "host.forbidden",
        "This server has no credentials and so answers this machine alone: ask it as http://127.0.0.1"
            + " or localhost, from no page of another site");
  }

  private static RejectionHandler rejections() {
    return RejectionHandler.newBuilder()
        .handleAll(MethodRejection.class, ServerRoutes::wrongMethod)
        .handleNotFound(new Answer().problem(nothingHere()))
        .handle(
            UnacceptedResponseContentTypeRejection.class,
            unwanted ->
                new Answer()
                    .problem(Problem.of(406, "accept.unknown", "This is not given in that form")))
        .handle(
            Rejection.class,
            other ->
                new Answer()
                    .problem(Problem.of(400, "request.malformed", "The request is malformed")))
        .build();
  }

  private static Route wrongMethod(List<MethodRejection> wrong) {
    var here = wrong.stream().map(m -> m.supported()).distinct().toArray(HttpMethod[]::new);
    var names = Arrays.stream(here).map(HttpMethod::name).toList();
    return new Answer().problem(onlyHere(names), Allow.create(here));
  }

  static Problem nothingHere() {
    return Problem.of(404, "path.unknown", "There is nothing here: /docs/ shows what there is");
  }

  static Problem onlyHere(Collection<String> methods) {
    return Problem.of(405, "method.unknown", "Here is only " + methods);
  }

  private static ExceptionHandler exceptions() {
    return ExceptionHandler.newBuilder()
        .match(
            akka.http.scaladsl.model.IllegalRequestException.class,
            e ->
                new Answer()
                    .problem(Problem.of(400, "request.malformed", "The request is malformed")))
        .matchAny(
            e ->
                new Answer()
                    .problem(
                        e instanceof akka.pattern.AskTimeoutException
                            ? ApiDirectives.unknownOutcome()
                            : Problem.of(500, "server.fault", "A fault of the server")))
        .build();
  }

  private static final class Answer extends AllDirectives {
    Route problem(Problem problem) {
      return extractRequest(request -> complete(ApiDirectives.problem(problem, request)));
    }

    Route problem(Problem problem, HttpHeader header) {
      return extractRequest(
          request -> complete(ApiDirectives.problem(problem, request).addHeader(header)));
    }
  }
}
