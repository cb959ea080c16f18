package usher.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import usher.access.Grant;
import usher.agent.AgentEntity;
import usher.agent.Presence;
import usher.http.Admission.Lane;
import usher.http.SwitchForms.EventForm;
import usher.interaction.Facts;
import usher.interaction.InteractionEntity.Busy;
import usher.interaction.InteractionEntity.Done;
import usher.interaction.InteractionEntity.Refused;
import usher.interaction.InteractionEntity.Reply;
import usher.interaction.Order;
import usher.interaction.Own;
import usher.kernel.Cause;
import usher.kernel.Media;
import usher.kernel.SwitchOrder;
import usher.kernel.SwitchOrder.Kind;
import usher.switching.SwitchEntity;

/**
 * What each event of a switch leads to, and how it is answered: {@code src/site/switch-events.md}
 * shows it as a table.
 */
final class SwitchEvents {
  /** Nothing is wrong with these, they only come too late. */
  private static final Set<String> TOO_LATE =
      Set.of("interaction.gone", "leg.gone", "leg.connected");

  /** Of these the switch that tells of them has no leg, as far as it may know. */
  private static final Set<String> UNKNOWN = Set.of("interaction.unknown", "interaction.foreign");

  private static final Set<String> TO_AND_FRO = Set.of("presence", "call.held", "call.retrieved");

  /** Of these the switch has orders that such an event answers. */
  private static final Set<Kind> LEG = Set.of(Kind.ROUTE, Kind.CANCEL_ROUTE);

  private static final Set<Kind> CALL = Set.of(Kind.PLAY, Kind.COLLECT, Kind.HANGUP);

  /** A leg that nobody wants is to be released within this. */
  private static final Duration STRAY = Duration.ofMinutes(1);

  /** Who tells, and of whose contacts that one may. */
  private record From(Cause cause, Own own) {}

  private final Doors doors;
  private final ApiDirectives api;
  private final KnownQueues queues;

  SwitchEvents(Doors doors, ApiDirectives api, KnownQueues queues) {
    this.doors = doors;
    this.api = api;
    this.queues = queues;
  }

  /** Never fails: what went wrong is the event's own result. */
  CompletionStage<Map<String, Object>> take(JsonNode node, Grant grant) {
    var eventId = node.path("eventId").asText(null);
    CompletionStage<Map<String, Object>> result;
    try {
      var form = Json.read(node, EventForm.class);
      var check = new Check();
      form.check(check);
      check.done();
      if (!grant.speaksFor(form.source())) throw foreign(grant.source()).found();
      var lane = form.type().equals("call.offered") ? Lane.CONTACTS : Lane.URGENT;
      api.count(grant, lane);
      result =
          api.within(lane, () -> isOvertakable(form) ? inOrder(form, grant) : apply(form, grant));
    } catch (Problem.Found found) {
      result = CompletableFuture.failedFuture(found);
    }
    return result.exceptionally(failure -> fault(eventId, failure));
  }

  private static Problem foreign(String own) {
    return Problem.invalid("/source", "source.foreign", "This key speaks for " + own);
  }

  private CompletionStage<Reply> order(String contact, Order order, From from) {
    return doors.interactions().order(contact, order, from.cause(), null, from.own());
  }

  private static boolean isOvertakable(EventForm e) {
    return e.at() != null && TO_AND_FRO.contains(e.type());
  }

  /** Of what goes to and fro only the latest is true: an older word would undo a newer one. */
  private CompletionStage<Map<String, Object>> inOrder(EventForm e, Grant grant) {
    var about = (e.interaction() == null ? "" : e.interaction()) + "/" + e.agent();
    return doors
        .switches()
        .isLatest(e.source(), about, e.atOrNull())
        .thenCompose(
            isLatest ->
                isLatest
                    ? apply(e, grant)
                    : CompletableFuture.completedFuture(
                        result(e, "ignored", "event.overtaken", "A later one was heard already")));
  }

  private CompletionStage<Map<String, Object>> apply(EventForm e, Grant grant) {
    var cause = new Cause("switch:" + e.source(), e.source() + "/" + e.eventId());
    var from = new From(cause, grant.isForAll() ? Own.ANY : new Own(null, e.source()));
    return switch (e.type()) {
      case "call.offered" -> offered(e, from);
      case "call.established" -> established(e, from);
      case "call.held" -> plain(e, new Order.LegHeld(e.agent(), number(e), true), from);
      case "call.retrieved" -> plain(e, new Order.LegHeld(e.agent(), number(e), false), from);
      case "call.abandoned" -> hungUp(e, from);
      case "call.released" -> e.agent() == null ? hungUp(e, from) : legReleased(e, from);
      case "call.transferred" -> transferred(e, from);
      case "agent.no-answer" -> noAnswer(e, from);
      case "presence" -> presence(e, from);
      case "treatment.done", "dial.result" -> answered(e);
      default ->
          throw Problem.invalid(
                  "/type",
                  "event.unknown",
                  "One of call.offered, call.established, call.held, call.retrieved,"
                      + " call.abandoned, call.released, call.transferred, agent.no-answer,"
                      + " presence, treatment.done, dial.result")
              .found();
    };
  }

  private CompletionStage<Map<String, Object>> plain(EventForm e, Order order, From from) {
    return order(e.contact(), order, from).thenApply(reply -> result(e, reply));
  }

  /** The n of the offer that the switch echoes; 0 where it does not. */
  private static int number(EventForm e) {
    return e.offer() == null ? 0 : e.offer().number();
  }

  // ---- calls

  private CompletionStage<Map<String, Object>> offered(EventForm e, From from) {
    var data = e.dataOrNone();
    var check = new Check();
    check.id("/data/queue", check.required("/data/queue", data.queue()));
    check.text("/data/from", data.from());
    check.text("/data/to", data.to());
    var attributes = new TreeMap<>(check.texts("/data/attributes", data.attributes()));
    if (data.to() != null) attributes.putIfAbsent("dialled", data.to());
    check.done();
    var contact = e.contact();
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
        .thenCompose(known -> order(contact, new Order.Create(facts), from))
        .thenApply(reply -> arrival(e, reply));
  }

  /** A known id is a duplicate, whatever else the switch says of it now. */
  private static Map<String, Object> arrival(EventForm e, Reply reply) {
    if (reply instanceof Refused refused && refused.refusal().code().equals("idempotency.mismatch"))
      return result(e, "duplicate", null, null);
    return result(e, reply);
  }

  /** A leg that stands although nobody wants it is called off (R13). */
  private CompletionStage<Map<String, Object>> established(EventForm e, From from) {
    return order(e.contact(), new Order.Established(e.agentNamed(), number(e)), from)
        .thenCompose(
            reply -> {
              if (reply instanceof Done) answers(e, Set.of(Kind.ROUTE));
              var result = result(e, reply);
              var isStray = reply instanceof Refused refused && !isUnknown(refused);
              return isStray ? callOff(e, result) : CompletableFuture.completedFuture(result);
            });
  }

  private CompletionStage<Map<String, Object>> callOff(EventForm e, Map<String, Object> result) {
    return doors
        .interactions()
        .get(e.interaction())
        .thenCompose(
            reply -> {
              var order =
                  new SwitchOrder(
                      e.source(),
                      "stray:" + e.eventId(),
                      Kind.CANCEL_ROUTE,
                      e.interaction(),
                      ((Done) reply).interaction().round(),
                      e.dataOrNone().offer(),
                      e.agent(),
                      doors.clock().instant().plus(STRAY),
                      Map.of());
              return doors.switches().orderAndWait(order);
            })
        .thenApply(
            safe -> {
              if (safe == SwitchEntity.Busy.BUSY) throw ApiDirectives.unknownOutcome().found();
              return result;
            });
  }

  private CompletionStage<Map<String, Object>> noAnswer(EventForm e, From from) {
    return order(e.contact(), new Order.NoAnswer(e.agentNamed(), number(e)), from)
        .thenApply(reply -> legEnded(e, reply));
  }

  private CompletionStage<Map<String, Object>> legReleased(EventForm e, From from) {
    return order(e.contact(), new Order.LegReleased(e.agent(), number(e)), from)
        .thenApply(reply -> legEnded(e, reply));
  }

  /** Where the contact knew that leg as ended, it is the cancellation that is answered. */
  private Map<String, Object> legEnded(EventForm e, Reply reply) {
    if (reply instanceof Done) answers(e, LEG);
    else if (reply instanceof Refused refused && !isUnknown(refused))
      answers(e, Set.of(Kind.CANCEL_ROUTE));
    return result(e, reply);
  }

  private CompletionStage<Map<String, Object>> hungUp(EventForm e, From from) {
    return order(e.contact(), new Order.HungUp(), from)
        .thenApply(
            reply -> {
              if (reply instanceof Done) answers(e, CALL);
              return result(e, reply);
            });
  }

  private CompletionStage<Map<String, Object>> transferred(EventForm e, From from) {
    var contact = e.contact();
    var queue = e.dataOrNone().queue();
    var agent = e.dataOrNone().agent();
    var check = new Check();
    if (agent == null) check.required("/data/queue", queue);
    else if (queue != null)
      check.fault("/data/agent", "field.surplus", "To a queue or to an agent, not to both");
    check.done();
    var known =
        agent == null
            ? queues.require("/data/queue", queue)
            : AgentRoutes.known(doors, "/data/agent", agent);
    return known
        .thenCompose(ok -> order(contact, new Order.Transfer(queue, agent), from))
        .thenApply(reply -> result(e, reply));
  }

  // ---- commands

  private void answers(EventForm e, Set<Kind> kinds) {
    var agent = LEG.containsAll(kinds) ? e.agent() : null;
    doors.switches().answered(e.source(), e.interaction(), agent, e.dataOrNone().offer(), kinds);
  }

  /** A message was played or a number dialled. So far nothing else waits for it. */
  private CompletionStage<Map<String, Object>> answered(EventForm e) {
    e.contact();
    var command = e.dataOrNone().command();
    if (command == null)
      return CompletableFuture.completedFuture(
          result(e, "ignored", "command.unnamed", "Name the command it answers in data.command"));
    return doors
        .switches()
        .taken(e.source(), command)
        .thenApply(
            reply -> {
              if (reply == SwitchEntity.Busy.BUSY) throw ApiDirectives.unknownOutcome().found();
              if (reply instanceof SwitchEntity.Refused refused)
                return result(e, "ignored", refused.refusal().code(), refused.refusal().detail());
              var changed = ((SwitchEntity.Done) reply).changed();
              return result(e, changed ? "applied" : "duplicate", null, null);
            });
  }

  // ---- people

  private CompletionStage<Map<String, Object>> presence(EventForm e, From from) {
    var data = e.dataOrNone();
    var check = new Check();
    var meaning = PresenceWords.meaning(check.required("/data/status", data.status()), check);
    check.done();
    var agent = e.agentNamed();
    if (meaning == PresenceWords.Meaning.STATE)
      return present(e, PresenceWords.state(data.status()), data.reason(), from);
    return doors
        .agents()
        .get(agent)
        .thenCompose(
            reply -> {
              if (reply instanceof AgentEntity.Refused)
                return CompletableFuture.completedFuture(result(e, reply));
              var known = ((AgentEntity.Done) reply).desk().agent();
              if (known.keys().contains(from.cause().key()))
                return CompletableFuture.completedFuture(result(e, "duplicate", null, null));
              var effect = PresenceWords.effect(data.status(), known);
              return effect.presence() == null
                  ? CompletableFuture.completedFuture(
                      result(e, "ignored", "presence.unchanged", effect.reason()))
                  : present(e, effect.presence(), effect.reason(), from);
            });
  }

  private CompletionStage<Map<String, Object>> present(
      EventForm e, Presence presence, String reason, From from) {
    return doors
        .agents()
        .setPresence(e.agent(), presence, reason, from.cause().key(), null)
        .thenApply(reply -> result(e, reply));
  }

  // ---- answers

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

  private static Map<String, Object> result(
      EventForm e, String status, String code, String detail) {
    return result(e.eventId(), status, code, detail);
  }

  private static Map<String, Object> result(EventForm e, AgentEntity.Reply reply) {
    if (reply instanceof AgentEntity.Refused refused)
      return result(e, "rejected", refused.refusal().code(), refused.refusal().detail());
    return result(e, ((AgentEntity.Done) reply).changed() ? "applied" : "duplicate", null, null);
  }

  private static Map<String, Object> result(EventForm e, Reply reply) {
    if (reply instanceof Refused refused) {
      var status = TOO_LATE.contains(refused.refusal().code()) ? "ignored" : "rejected";
      return result(e, status, refused.refusal().code(), refused.refusal().detail());
    }
    if (reply instanceof Busy)
      return result(e, "rejected", "queue.busy", "Send it again in a second");
    var done = (Done) reply;
    if (done.interaction().wasRefused())
      return result(
          e,
          "rejected",
          done.interaction().ended().code(),
          "The queue did not take it; the contact is closed");
    return result(e, done.changed() ? "applied" : "duplicate", null, null);
  }

  private static boolean isUnknown(Refused refused) {
    return UNKNOWN.contains(refused.refusal().code());
  }
}
