package usher.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Directives;
import akka.http.javadsl.server.Route;
import akka.pattern.AskTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import usher.access.Grant;
import usher.http.Admission.Lane;

/** What every route shares: bodies in, JSON and problems out. */
final class ApiDirectives {
  private static final Logger LOG = LoggerFactory.getLogger(ApiDirectives.class);
  private static final akka.http.javadsl.model.ContentType.NonBinary PROBLEM =
      MediaTypes.applicationWithFixedCharset(
              "problem+json", akka.http.javadsl.model.HttpCharsets.UTF_8)
          .toContentType();
  static final String TOO_MUCH = "server.busy";
  static final String TOO_OFTEN = "requests.too-many";
  private static final long BODY_TIMEOUT_MILLIS = 10_000;
  private static final byte[] NOTHING = {};

  private static final Duration TELL_AGAIN = Duration.ofSeconds(10);

  private final ActorSystem<?> system;
  private final long maxBody;
  private final Admission admission;
  private final Rates rates;
  private final UnderWay underWay;
  private final TrailDirectives trail;
  private final AtomicLong bodies = new AtomicLong();

  /** Bytes. */
  private static final long SMALL = 16 << 10;

  private final long roomForBodies = Runtime.getRuntime().maxMemory() / 8;
  private final AtomicLong turnedAway = new AtomicLong();
  private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - TELL_AGAIN.toNanos());

  ApiDirectives(
      ActorSystem<?> system,
      long maxBody,
      Admission admission,
      Rates rates,
      UnderWay underWay,
      TrailDirectives trail) {
    this.system = system;
    this.maxBody = maxBody;
    this.admission = admission;
    this.rates = rates;
    this.underWay = underWay;
    this.trail = trail;
  }

  /** A route that needs a JSON body. */
  <T> Route json(Class<T> form, Function<T, CompletionStage<HttpResponse>> handle) {
    return sent(
        (request, bytes) -> within(lane(request), () -> handle.apply(Json.read(bytes, form))));
  }

  /** As {@link #json}, where what is in the body is let in part by part, by {@link #within}. */
  <T> Route parts(Class<T> form, Function<T, CompletionStage<HttpResponse>> handle) {
    return sent((request, bytes) -> handle.apply(Json.read(bytes, form)));
  }

  private Route sent(BiFunction<HttpRequest, byte[], CompletionStage<HttpResponse>> handle) {
    return Directives.extractRequest(
        request ->
            Directives.completeWithFuture(
                safely(
                    request,
                    () -> {
                      if (!isJson(request)) throw notJson().found();
                      return body(request)
                          .thenCompose(
                              bytes -> kept(request, bytes, () -> handle.apply(request, bytes)));
                    })));
  }

  /** A route whose JSON body may be left out; {@code none} stands for it then. */
  <T> Route optionalJson(Class<T> form, T none, Function<T, CompletionStage<HttpResponse>> handle) {
    return Directives.extractRequest(
        request ->
            Directives.completeWithFuture(
                safely(
                    request,
                    () ->
                        body(request)
                            .thenCompose(
                                bytes -> {
                                  if (bytes.length > 0 && !isJson(request)) throw notJson().found();
                                  return kept(
                                      request,
                                      bytes,
                                      () ->
                                          within(
                                              lane(request),
                                              () -> handle.apply(read(bytes, form, none))));
                                }))));
  }

  /** A route without a body. */
  Route plain(Supplier<CompletionStage<HttpResponse>> handle) {
    return Directives.extractRequest(
        request ->
            Directives.completeWithFuture(
                safely(
                    request,
                    () -> {
                      request.discardEntityBytes(system);
                      return kept(request, NOTHING, () -> within(lane(request), handle));
                    })));
  }

  private static <T> T read(byte[] bytes, Class<T> form, T none) {
    return bytes.length == 0 ? none : Json.read(bytes, form);
  }

  /** With an entry in the audit trail, where it belongs there. */
  private CompletionStage<HttpResponse> kept(
      HttpRequest request, byte[] body, Supplier<CompletionStage<HttpResponse>> work) {
    if (lane(request).writes()) underWay.refuseIfJournalIsAway();
    count(AccessDirectives.grant(request), lane(request));
    if (!trail.keeps(request)) return begun(work);
    return underWay.await(
        trail.keep(request, body, () -> begun(work), failure -> problemOf(failure).status()));
  }

  private static Lane lane(HttpRequest request) {
    return Lane.of(request.method().name(), request.getUri().path());
  }

  /** Does it, where there is room for it now, and what it would write can be written. */
  <T> CompletionStage<T> within(Lane lane, Supplier<CompletionStage<T>> work) {
    if (lane.writes()) underWay.refuseIfJournalIsAway();
    var place = admission.enter(lane, System.nanoTime());
    if (place == null) throw tooMuch().found();
    var begun = begun(work);
    return (lane.writes() ? underWay.await(begun) : underWay.look(begun))
        .whenComplete(
            (answer, failure) -> admission.leave(place, !isUnknown(failure), System.nanoTime()));
  }

  /** Throws where this one has asked for too much in this second. */
  void count(Grant grant, Lane lane) {
    if (rates.isTooMuch(grant, lane))
      throw Problem.retry(429, TOO_OFTEN, "Too many requests with this key: send it again", 1)
          .found();
  }

  private Problem tooMuch() {
    var count = turnedAway.incrementAndGet();
    var now = System.nanoTime();
    var told = toldAt.get();
    if (now - told > TELL_AGAIN.toNanos() && toldAt.compareAndSet(told, now))
      LOG.warn(
          "There is more to do than can be done in time: {} requests turned away since the start,"
              + " {} at once are let in",
          count,
          admission.limit());
    return Problem.retry(
        503, TOO_MUCH, "There is more to do than can be done in time: send it again", 1);
  }

  /** What is no id names nothing, so nobody needs to be asked. */
  static Route named(String room, String id, Function<String, Route> inner) {
    return Check.isId(id)
        ? inner.apply(id)
        : refused(Problem.of(404, room + ".unknown", Check.ID_HINT));
  }

  /** As {@link #named}, where a PUT gives the name. */
  static Route defined(String room, String id, Function<String, Route> inner) {
    var unfit = Problem.invalid("", "id.invalid", Check.ID_HINT);
    return Check.isId(id)
        ? inner.apply(id)
        : Directives.concat(
            Directives.pathEnd(() -> Directives.put(() -> refused(unfit))), named(room, id, inner));
  }

  private static Route refused(Problem problem) {
    return Directives.extractRequest(request -> Directives.complete(problem(problem, request)));
  }

  private static boolean isJson(HttpRequest request) {
    var plain = request.getHeader("Content-Encoding").isEmpty();
    return plain
        && request.entity().getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON);
  }

  private static Problem notJson() {
    return Problem.of(
        415, "request.media-type", "Send JSON, with the header Content-Type: application/json");
  }

  /**
   * There is room for so much of all bodies that are not whole yet, whoever sends them. What is
   * small always has it: that a caller has hung up is heard, however many trickle.
   */
  private CompletionStage<byte[]> body(HttpRequest request) {
    var entity = request.entity().withSizeLimit(maxBody);
    var size = entity.isStrict() ? 0 : entity.getContentLengthOption().orElse(maxBody);
    var taken = size <= SMALL ? 0 : Math.min(size, maxBody);
    if (bodies.addAndGet(taken) > roomForBodies) {
      bodies.addAndGet(-taken);
      throw tooMuch().found();
    }
    return entity
        .toStrict(BODY_TIMEOUT_MILLIS, system)
        .whenComplete((strict, failure) -> bodies.addAndGet(-taken))
        .thenApply(strict -> strict.getData().toArray());
  }

  private CompletionStage<HttpResponse> safely(
      HttpRequest request, Supplier<CompletionStage<HttpResponse>> handle) {
    return begun(handle).exceptionally(failure -> problem(problemOf(failure), request));
  }

  /** What is thrown at once fails as what is thrown later does. */
  private static <T> CompletionStage<T> begun(Supplier<CompletionStage<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static boolean isUnknown(Throwable failure) {
    return causeOf(failure) instanceof AskTimeoutException;
  }

  private static Throwable causeOf(Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  private Problem problemOf(Throwable failure) {
    var cause = causeOf(failure);
    if (cause instanceof Problem.Found found) return found.problem;
    if (cause instanceof akka.http.scaladsl.model.EntityStreamSizeException)
      return Problem.of(413, "request.too-large", "A body has at most " + maxBody + " bytes");
    if (cause instanceof AskTimeoutException) return unknownOutcome();
    if (cause instanceof java.sql.SQLException)
      return Problem.retry(503, "journal.away", "The journal does not answer: try again", 2);
    if (cause instanceof TimeoutException)
      return Problem.of(408, "request.slow", "The body did not arrive in time: send it again");
    if (cause instanceof akka.http.scaladsl.model.IllegalHeaderException
        || cause instanceof akka.stream.StreamTcpException
        || cause instanceof akka.http.scaladsl.model.EntityStreamException)
      return Problem.of(400, "request.malformed", "The request broke off");
    LOG.error("A request failed in an unforeseen way", cause);
    return Problem.of(500, "server.fault", "This is a fault of the server: its log says more");
  }

  static Problem unknownOutcome() {
    return Problem.retry(
        503,
        "outcome.unknown",
        "It may or may not have happened: send the same again, it will not happen twice",
        2);
  }

  static HttpResponse problem(Problem problem, HttpRequest request) {
    return problem(problem, request.getUri().path());
  }

  static HttpResponse problem(Problem problem, String instance) {
    return problem(problem, instance, java.util.Map.of());
  }

  /** {@code more}: what the caller should know besides. */
  static HttpResponse problem(
      Problem problem, String instance, java.util.Map<String, Object> more) {
    var json = problem.toJson(instance.isEmpty() ? "/" : instance); // of "GET *" for one
    json.putAll(more);
    var response =
        HttpResponse.create()
            .withStatus(StatusCodes.get(problem.status()))
            .addHeader(RawHeader.create("Cache-Control", "no-store"))
            .withEntity(akka.http.javadsl.model.HttpEntities.create(PROBLEM, Json.text(json)));
    return problem.retryAfter() == null
        ? response
        : response.addHeader(RawHeader.create("Retry-After", String.valueOf(problem.retryAfter())));
  }

  /** 412 with what is there now. */
  static HttpResponse stale(Problem problem, String instance, Object current, long revision) {
    return problem(problem, instance, java.util.Map.of("current", current))
        .addHeader(RawHeader.create("ETag", "\"" + revision + "\""));
  }

  /** A POST or PUT that may carry an Idempotency-Key and an If-Match. */
  static Route command(String name, Function<Commands, Route> handle) {
    return Directives.optionalHeaderValueByName(
        "Idempotency-Key",
        key ->
            Directives.optionalHeaderValueByName(
                "If-Match",
                match -> granted(grant -> handle.apply(Commands.of(name, key, match, grant)))));
  }

  /** A route that needs to know who asks. */
  static Route granted(Function<Grant, Route> handle) {
    return Directives.extractRequest(request -> handle.apply(AccessDirectives.grant(request)));
  }

  /** A PUT that may carry an If-Match. */
  static Route ifMatch(Function<Long, Route> handle) {
    return Directives.optionalHeaderValueByName(
        "If-Match", match -> handle.apply(Commands.revision(match)));
  }

  static HttpResponse stale(String instance, Object current, long revision) {
    var detail = "It has changed since you looked: look again, then decide";
    return stale(Problem.of(412, "revision.mismatch", detail), instance, current, revision);
  }

  static HttpResponse ok(Object json) {
    return ok(200, json);
  }

  static HttpResponse ok(int status, Object json) {
    HttpEntity.Strict entity =
        akka.http.javadsl.model.HttpEntities.create(
            ContentTypes.APPLICATION_JSON, Json.write(json));
    return HttpResponse.create()
        .withStatus(status)
        .addHeader(RawHeader.create("Cache-Control", "no-store"))
        .withEntity(entity);
  }

  static HttpResponse revised(int status, Object json, long revision) {
    return ok(status, json).addHeader(RawHeader.create("ETag", "\"" + revision + "\""));
  }
}
