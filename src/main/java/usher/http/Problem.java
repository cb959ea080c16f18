package usher.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import usher.definitions.Fault;
import usher.kernel.Refusal;

/**
 * Why a request was not done, as RFC 9457 says it.
 *
 * @param errors what is wrong, each a {@link Fault} or, in a policy file, a {@link
 *     usher.definitions.Trouble}
 * @param retryAfter seconds, or null where the same request will never do
 */
record Problem(
    int status,
    String code,
    String detail,
    String currentState,
    List<String> allowedActions,
    List<?> errors,
    Integer retryAfter) {

  /** Carries a problem out of nested code. */
  static final class Found extends RuntimeException {
    final transient Problem problem;

    Found(Problem problem) {
      super(problem.detail(), null, false, false);
      this.problem = problem;
    }
  }

  static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, null, null, null, null);
  }

  static Problem retry(int status, String code, String detail, int seconds) {
    return new Problem(status, code, detail, null, null, null, seconds);
  }

  static Problem invalid(List<Fault> errors) {
    var first = errors.get(0);
    var detail =
        errors.size() == 1
            ? first.pointer() + ": " + first.message()
            : errors.size() + " things are wrong; each is listed under errors";
    return new Problem(422, "request.invalid", detail, null, null, errors, null);
  }

  static Problem invalid(String pointer, String code, String message) {
    return new Problem(
        422, code, message, null, null, List.of(new Fault(pointer, code, message)), null);
  }

  static Problem of(Refusal refusal) {
    var status =
        switch (refusal.code()) {
          case "interaction.unknown", "agent.unknown", "queue.unknown", "offer.unknown" -> 404;
          case "idempotency.mismatch", "queue.media" -> 422;
          case "interaction.foreign" -> 403;
          default -> 409;
        };
    return new Problem(
        status,
        refusal.code(),
        refusal.detail(),
        refusal.currentState(),
        status == 409 ? refusal.allowedActions() : null,
        status == 422 ? List.of(new Fault("", refusal.code(), refusal.detail())) : null,
        null);
  }

  Found found() {
    return new Found(this);
  }

  Map<String, Object> toJson(String instance) {
    var json = new LinkedHashMap<String, Object>();
    json.put("type", "urn:usher:problem:" + code);
    json.put("title", title());
    json.put("status", status);
    json.put("detail", detail);
    json.put("code", code);
    json.put("instance", instance);
    if (status == 409) {
      json.put("currentState", currentState);
      json.put("allowedActions", allowedActions == null ? List.of() : allowedActions);
    }
    if (errors != null) json.put("errors", new ArrayList<>(errors));
    return json;
  }

  private String title() {
    return switch (status) {
      case 400 -> "Not a sound request";
      case 401 -> "Who are you?";
      case 403 -> "Not allowed here";
      case 404 -> "Not found";
      case 405 -> "Not this method";
      case 406 -> "Not in this form";
      case 408 -> "Took too long to arrive";
      case 409 -> "Not in this state";
      case 412 -> "Changed meanwhile";
      case 413 -> "Too large";
      case 414 -> "Too long a path";
      case 415 -> "Not a JSON request";
      case 422 -> "Means nothing here";
      case 429 -> "Too many requests";
      case 431 -> "Too long a header";
      case 503 -> "Not now";
      default -> "Problem";
    };
  }
}
