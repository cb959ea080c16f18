package usher.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import usher.access.Grant;
import usher.http.SwitchForms.CallsForm;
import usher.switching.Reconciliation;
import usher.switching.SwitchEntity.Busy;
import usher.switching.SwitchEntity.Done;
import usher.switching.SwitchEntity.Refused;
import usher.switching.SwitchEntity.Reply;
import usher.switching.SwitchEntity.Status;
import usher.switching.SwitchService;

/** {@code /v1/switch-events} and {@code /v1/switches}. */
final class SwitchRoutes extends AllDirectives {
  private static final int LARGEST_BATCH = 500;

  /** What may yet happen, or has happened without being promised. */
  private static final Set<Object> OPEN =
      Set.of(
          "outcome.unknown",
          "queue.busy",
          ApiDirectives.TOO_MUCH,
          ApiDirectives.TOO_OFTEN,
          "journal.away");

  private final Doors doors;
  private final ApiDirectives api;
  private final ActorSystem<?> system;
  private final SwitchEvents events;
  private final Reconciliation reconciliation;

  SwitchRoutes(Doors doors, ApiDirectives api, KnownQueues queues, ActorSystem<?> system) {
    this.doors = doors;
    this.api = api;
    this.system = system;
    events = new SwitchEvents(doors, api, queues);
    reconciliation = new Reconciliation(doors.liveCalls(), doors.switches());
  }

  Route routes() {
    return concat(
        path(
            "switch-events",
            () ->
                post(
                    () ->
                        ApiDirectives.granted(
                            grant -> api.parts(JsonNode.class, body -> take(body, grant))))),
        pathPrefix(
            segment("switches").slash(segment()),
            source -> ApiDirectives.named("switch", source, this::one)));
  }

  private Route one(String source) {
    return concat(
        pathEnd(() -> get(() -> api.plain(() -> status(source)))),
        path("calls", () -> put(() -> api.json(CallsForm.class, form -> compare(source, form)))),
        pathPrefix(
            segment("commands"),
            () ->
                concat(
                    pathEnd(() -> get(() -> commands(source))),
                    path(
                        segment().slash("ack"),
                        id -> post(() -> api.plain(() -> taken(source, id)))))));
  }

  // ---- what a switch is told, and asks

  private Route commands(String source) {
    return optionalHeaderValueByName(
        "Last-Event-ID",
        last ->
            LiveStream.open(
                system,
                new SwitchStream(source, doors.switches(), last.isPresent()),
                SwitchService.News.class,
                SwitchStream.BEHIND));
  }

  private CompletionStage<HttpResponse> taken(String source, String id) {
    return doors
        .switches()
        .taken(source, id)
        .thenApply(
            reply -> {
              if (reply instanceof Refused refused)
                throw Problem.of(404, refused.refusal().code(), refused.refusal().detail()).found();
              return ApiDirectives.ok(SwitchViews.command(((Done) notBusy(reply)).order()));
            });
  }

  private static Reply notBusy(Reply reply) {
    if (reply == Busy.BUSY)
      throw Problem.retry(503, "switch.busy", "There is more to do than can be written: again", 1)
          .found();
    return reply;
  }

  private CompletionStage<HttpResponse> status(String source) {
    return doors
        .switches()
        .get(source)
        .thenApply(reply -> ApiDirectives.ok(SwitchViews.status(source, (Status) reply)));
  }

  private CompletionStage<HttpResponse> compare(String source, CallsForm form) {
    var check = new Check();
    var calls = form.check(check);
    check.done();
    return ListRoutes.seen(
            reconciliation.compare(source, form.asOf(doors.clock().instant()), calls))
        .thenApply(report -> ApiDirectives.ok(SwitchViews.report(report)));
  }

  // ---- what a switch tells

  /** Each event is answered by itself, one bad one stops no other. */
  private CompletionStage<HttpResponse> take(JsonNode body, Grant grant) {
    var nodes = new ArrayList<JsonNode>();
    if (body.isArray()) body.forEach(nodes::add);
    else if (body.isObject()) nodes.add(body);
    else throw Problem.invalid("", "request.shape", "One event, or an array of events").found();
    if (nodes.size() > LARGEST_BATCH)
      throw Problem.invalid("", "list.long", "At most " + LARGEST_BATCH + " events at once")
          .found();
    note(nodes, grant);
    var results = new ArrayList<CompletableFuture<Map<String, Object>>>();
    var last = new HashMap<String, CompletableFuture<Map<String, Object>>>();
    for (var node : nodes) { // those of one contact one after the other, contacts side by side
      var about = node.path("interaction").asText("") + "/" + node.path("agent").asText("");
      var contact = node.hasNonNull("interaction") ? node.path("interaction").asText() : about;
      var before = last.getOrDefault(contact, CompletableFuture.completedFuture(null));
      var result = before.thenCompose(done -> events.take(node, grant)).toCompletableFuture();
      last.put(contact, result);
      results.add(result);
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(all -> answer(results));
  }

  /** Whatever becomes of an event, it has come. */
  private void note(List<JsonNode> nodes, Grant grant) {
    var numbers = new LinkedHashMap<String, List<Long>>();
    for (var node : nodes) {
      var source = node.path("source").asText("");
      if (!Check.isId(source) || !grant.speaksFor(source)) continue;
      var heard = numbers.computeIfAbsent(source, s -> new ArrayList<>());
      var number = node.path("sequence");
      if (number.isIntegralNumber() && number.canConvertToLong() && number.asLong() >= 0)
        heard.add(number.asLong());
    }
    numbers.forEach(doors.switches()::noted);
  }

  /** A switch repeats what got no 2xx: so none is given while the fate of one event is open. */
  private static HttpResponse answer(List<CompletableFuture<Map<String, Object>>> results) {
    var all = Json.object("results", results.stream().map(CompletableFuture::join).toList());
    var open = results.stream().anyMatch(r -> OPEN.contains(r.join().getOrDefault("code", "")));
    return open
        ? ApiDirectives.problem(ApiDirectives.unknownOutcome(), "/v1/switch-events", all)
        : ApiDirectives.ok(all);
  }
}
