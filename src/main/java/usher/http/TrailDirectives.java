package usher.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import usher.audit.AuditService;
import usher.audit.Entry;

/**
 * Keeps in the audit trail what belongs there: that it was asked for before it is done, and what
 * came of it before that is said. What broke off in between stands there without a status.
 */
final class TrailDirectives {
  private static final int LONGEST_BODY = 4_000;

  private final AuditService audit;
  private final Clock clock;

  TrailDirectives(AuditService audit, Clock clock) {
    this.audit = audit;
    this.clock = clock;
  }

  boolean keeps(HttpRequest request) {
    var operation = AccessDirectives.operation(request);
    return operation != null && operation.isKept(AccessDirectives.grant(request));
  }

  /** {@code status}: how a failure of the work will be answered. */
  CompletionStage<HttpResponse> keep(
      HttpRequest request,
      byte[] body,
      Supplier<CompletionStage<HttpResponse>> work,
      ToIntFunction<Throwable> status) {
    var grant = AccessDirectives.grant(request);
    var operation = AccessDirectives.operation(request);
    var path = request.getUri().path();
    var entry = new Entry(0, clock.instant(), grant.by(), operation.id(), path, text(body), null);
    return audit.begin(entry).thenCompose(number -> answered(number, work.get(), status));
  }

  private CompletionStage<HttpResponse> answered(
      long number, CompletionStage<HttpResponse> work, ToIntFunction<Throwable> status) {
    return work.handle(
            (response, failure) -> {
              var said =
                  failure == null ? response.status().intValue() : status.applyAsInt(failure);
              return audit.end(number, said).thenCompose(kept -> told(response, failure));
            })
        .thenCompose(kept -> kept);
  }

  private static CompletionStage<HttpResponse> told(HttpResponse response, Throwable failure) {
    return failure == null
        ? CompletableFuture.completedFuture(response)
        : CompletableFuture.failedFuture(failure);
  }

  /** Null where nothing was sent, or nothing that can be read. */
  private static String text(byte[] body) {
    var text = body.length == 0 ? null : CardNumbers.masked(Json.plain(body));
    return text == null || text.length() <= LONGEST_BODY
        ? text
        : text.substring(0, LONGEST_BODY) + "…";
  }
}
