package usher.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;

/**
 * Answers what never became a request, and so never reached a route, in the words of the contract.
 * Akka finds it by the name in application.conf.
 */
public final class UnreadableDirectives extends ParsingErrorHandler {
  /** Where Akka looks for it. */
  public static final UnreadableDirectives MODULE$ = new UnreadableDirectives();

  private UnreadableDirectives() {}

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    var code =
        switch (status.intValue()) {
          case 413 -> "request.too-large";
          case 414 -> "path.too-long";
          case 431 -> "header.too-long";
          default -> "request.malformed";
        };
    // Whatever else Akka has for it (417, 422, 501, 505), the contract has 400.
    var known = code.equals("request.malformed") ? 400 : status.intValue();
    return ApiDirectives.problem(Problem.of(known, code, error.summary()), "/");
  }
}
