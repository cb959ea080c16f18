package usher.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import usher.agent.AgentEntity;
import usher.agent.Presence;
import usher.http.SwitchForms.EventForm;
import usher.interaction.Facts;
import usher.interaction.InteractionEntity.Busy;
import usher.interaction.InteractionEntity.Done;
import usher.interaction.InteractionEntity.Refused;
import usher.interaction.InteractionEntity.Reply;
import usher.interaction.Order;
import usher.kernel.Cause;
import usher.kernel.Media;
import usher.kernel.OfferId;

/** {@code /v1/switch-events}: each event is answered by itself, one bad one stops no other. */
final class SwitchRoutes extends AllDirectives {
  private static final int LARGEST_BATCH = 500;

  /** What may yet happen, or has happened without being promised. */
  private static final Set<Object> OPEN = Set.of("outcome.unknown", "queue.busy");

  /** Nothing is wrong with these, they only come when all is over. */
  private static final Set<String> TOO_LATE = Set.of("interaction.gone", "leg.gone");

  private final Doors doors;
  private final ApiDirectives api;
  private final KnownQueues queues;

  SwitchRoutes(Doors doors, ApiDirectives api, KnownQueues queues) {
    this.doors = doors;
    this.api = api;
    this.queues = queues;
  }

  Route routes() {
    return path("switch-events", () -> post(() -> api.json(JsonNode.class, this::take)));
  }

  private CompletionStage<HttpResponse> take(JsonNode body) {
    var nodes = new ArrayList<JsonNode>();
    if (body.isArray()) body.forEach(nodes::add);
    else if (body.isObject()) nodes.add(body);
    else throw Problem.invalid("", "request.shape", "One event, or an array of events").found();
    if (nodes.size() > LARGEST_BATCH)
      throw Problem.invalid("", "list.long", "At most " + LARGEST_BATCH + " events at once")
          .found();
    var results = new ArrayList<CompletableFuture<Map<String, Object>>>();
    var last = new HashMap<String, CompletableFuture<Map<String, Object>>>();
    for (var node : nodes) { // those of one contact one after the other, contacts side by side
      var about = node.path("interaction").asText("") + "/" + node.path("agent").asText("");
      var contact = node.hasNonNull("interaction") ? node.path("interaction").asText() : about;
      var before = last.getOrDefault(contact, CompletableFuture.completedFuture(null));
      var result = before.thenCompose(done -> one(node)).toCompletableFuture();
      last.put(contact, result);
      results.add(result);
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(all -> answer(results));
  }

  /** A switch repeats what got no 2xx: so none is given while the fate of one event is open. */
  private static HttpResponse answer(List<CompletableFuture<Map<String, Object>>> results) {
    var all = Json.object("results", results.stream().map(CompletableFuture::join).toList());
    var open = results.stream().anyMatch(r -> OPEN.contains(r.join().getOrDefault("code", "")));
    return open
        ? ApiDirectives.problem(ApiDirectives.unknownOutcome(), "/v1/switch-events", all)
        : ApiDirectives.ok(all);
  }

  private CompletionStage<Map<String, Object>> one(JsonNode node) {
    var eventId = node.path("eventId").asText(null);
    CompletionStage<Map<String, Object>> result;
    try {
      var form = Json.read(node, EventForm.class);
      var check = new Check();
      form.check(check);
      check.done();
      result = apply(form);
    } catch (Problem.Found found) {
      result = CompletableFuture.failedFuture(found);
    }
    return result.exceptionally(failure -> fault(eventId, failure));
  }

  private static Map<String, Object> fault(String eventId, Throwable failure) {
    var cause = failure.getCause() == null ? failure : failure.getCause();
    var problem =
        cause instanceof Problem.Found found ? found.problem : ApiDirectives.unknownOutcome();
    var json = result(eventId, "rejected", problem.code(), problem.detail());
    if (problem.errors() != null) json.put("errors", problem.errors());
    return json;
  }

  private static Map<String, Object> result(
      String eventId, String status, String code, String detail) {
    var json = Json.object("eventId", eventId, "status", status);
    if (code != null) json.put("code", code);
    if (detail != null) json.put("detail", detail);
    return json;
  }

  private CompletionStage<Map<String, Object>> apply(EventForm e) {
    var cause = new Cause("switch:" + e.source(), e.source() + "/" + e.eventId());
    var door = doors.interactions();
    return switch (e.type()) {
      case "call.offered" -> offered(e, cause);
      case "call.established" ->
          door.order(contact(e), new Order.Established(agent(e), offer(e)), cause)
              .thenApply(r -> result(e, r));
      case "call.abandoned" ->
          door.order(contact(e), new Order.HungUp(), cause).thenApply(r -> result(e, r));
      case "call.released" ->
          (e.agent() == null
                  ? door.order(contact(e), new Order.HungUp(), cause)
                  : door.order(contact(e), new Order.LegReleased(e.agent(), offer(e)), cause))
              .thenApply(r -> result(e, r));
      case "call.transferred" -> transferred(e, cause);
      case "agent.no-answer" ->
          door.order(contact(e), new Order.NoAnswer(agent(e), offer(e)), cause)
              .thenApply(r -> result(e, r));
      case "presence" -> presence(e, cause);
      default ->
          throw Problem.invalid(
                  "/type",
                  "event.unknown",
                  "One of call.offered, call.established, call.abandoned, call.released,"
                      + " call.transferred, agent.no-answer, presence")
              .found();
    };
  }

  private CompletionStage<Map<String, Object>> offered(EventForm e, Cause cause) {
    var data = e.dataOrNone();
    var check = new Check();
    check.id("/data/queue", check.required("/data/queue", data.queue()));
    check.text("/data/from", data.from());
    check.text("/data/to", data.to());
    var attributes = new TreeMap<>(check.texts("/data/attributes", data.attributes()));
    if (data.to() != null) attributes.putIfAbsent("dialled", data.to());
    check.done();
    var contact = contact(e);
    var facts =
        Facts.reported(
            Media.VOICE,
            e.source(),
            data.queue(),
            new Facts.Customer(null, data.from()),
            attributes,
            null,
            null,
            InteractionForms.fingerprint(e.source(), data.queue(), data.from(), attributes));
    return queues
        .require("/data/queue", data.queue())
        .thenCompose(known -> doors.interactions().order(contact, new Order.Create(facts), cause))
        .thenApply(reply -> arrival(e, reply));
  }

  /** A known id is a duplicate, whatever else the switch says of it now. */
  private static Map<String, Object> arrival(EventForm e, Reply reply) {
    if (reply instanceof Refused refused && refused.refusal().code().equals("idempotency.mismatch"))
      return result(e.eventId(), "duplicate", null, null);
    return result(e, reply);
  }

  private CompletionStage<Map<String, Object>> transferred(EventForm e, Cause cause) {
    var queue = e.dataOrNone().queue();
    var check = new Check();
    check.id("/data/queue", check.required("/data/queue", queue));
    check.done();
    var contact = contact(e);
    return queues
        .require("/data/queue", queue)
        .thenCompose(
            known -> doors.interactions().order(contact, new Order.Transfer(queue, null), cause))
        .thenApply(reply -> result(e, reply));
  }

  private CompletionStage<Map<String, Object>> presence(EventForm e, Cause cause) {
    var data = e.dataOrNone();
    var check = new Check();
    var status =
        check.oneOf(
            "/data/status", check.required("/data/status", data.status()), Presence.values());
    check.done();
    return doors
        .agents()
        .setPresence(agent(e), status, data.reason(), cause.key(), null)
        .thenApply(
            reply -> {
              if (reply instanceof AgentEntity.Refused refused)
                return result(
                    e.eventId(), "rejected", refused.refusal().code(), refused.refusal().detail());
              var changed = ((AgentEntity.Done) reply).changed();
              return result(e.eventId(), changed ? "applied" : "duplicate", null, null);
            });
  }

  private static String contact(EventForm e) {
    var check = new Check();
    check.required("/interaction", e.interaction());
    check.done();
    return e.interaction();
  }

  private static String agent(EventForm e) {
    var check = new Check();
    check.required("/agent", e.agent());
    check.done();
    return e.agent();
  }

  /** The n of the offer that the switch echoes; 0 where it does not. */
  private static int offer(EventForm e) {
    var text = e.dataOrNone().offer();
    if (text == null) return 0;
    var handle = OfferId.Handle.parse(text);
    if (handle == null || !handle.interaction().equals(e.interaction()))
      throw Problem.invalid(
              "/data/offer",
              "offer.invalid",
              "Echo the offer's id, {interaction}~{n}, or leave it out")
          .found();
    return handle.number();
  }

  private static Map<String, Object> result(EventForm e, Reply reply) {
    if (reply instanceof Refused refused) {
      var status = TOO_LATE.contains(refused.refusal().code()) ? "ignored" : "rejected";
      return result(e.eventId(), status, refused.refusal().code(), refused.refusal().detail());
    }
    if (reply instanceof Busy busy)
      return result(e.eventId(), "rejected", "queue.busy", "Send it again in a second");
    var done = (Done) reply;
    var ended = done.interaction().ended();
    if (done.interaction().wasRefused())
      return result(
          e.eventId(),
          "rejected",
          ended.code(),
          "The queue did not take it; the contact is closed");
    return result(e.eventId(), done.changed() ? "applied" : "duplicate", null, null);
  }
}
