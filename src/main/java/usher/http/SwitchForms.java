package usher.http;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import usher.kernel.OfferId;

/** What switches send. */
final class SwitchForms {
  private static final int MOST_CALLS = 10_000;

  private SwitchForms() {}

  record EventData(
      String from,
      String to,
      String queue,
      String agent,
      Map<String, String> attributes,
      String status,
      String reason,
      String offer,
      String command,
      String result) {

    static final EventData NONE =
        new EventData(null, null, null, null, null, null, null, null, null, null);

    void check(Check check) {
      check.text("/data/from", from);
      check.text("/data/to", to);
      check.id("/data/queue", queue);
      check.id("/data/agent", agent);
      check.texts("/data/attributes", attributes);
      check.text("/data/status", status);
      check.text("/data/reason", reason);
      check.text("/data/command", command);
      check.text("/data/result", result);
      if (offer != null && OfferId.Handle.parse(offer) == null)
        check.fault("/data/offer", "offer.unknown", "An offer's id looks like {interaction}~{n}");
    }
  }

  record EventForm(
      String source,
      String eventId,
      Long sequence,
      String type,
      String interaction,
      String at,
      String agent,
      EventData data) {

    void check(Check check) {
      check.id("/source", check.required("/source", source));
      check.id("/eventId", check.required("/eventId", eventId));
      check.required("/type", type);
      check.id("/interaction", interaction);
      check.id("/agent", agent);
      InteractionForms.instant("/at", at, check);
      if (data != null) data.check(check);
    }

    EventData dataOrNone() {
      return data == null ? EventData.NONE : data;
    }

    Instant atOrNull() {
      return at == null ? null : Instant.parse(at);
    }

    String contact() {
      return named("/interaction", interaction);
    }

    String agentNamed() {
      return named("/agent", agent);
    }

    private static String named(String pointer, String value) {
      var check = new Check();
      check.required(pointer, value);
      check.done();
      return value;
    }

    /** The offer that the switch echoes, or null. */
    OfferId.Handle offer() {
      var text = dataOrNone().offer();
      if (text == null) return null;
      var handle = OfferId.Handle.parse(text);
      if (handle == null || !handle.interaction().equals(interaction))
        throw Problem.invalid(
                "/data/offer",
                "offer.invalid",
                "Echo the offer's id, {interaction}~{n}, or leave it out")
            .found();
      return handle;
    }
  }

  /** The calls that a switch has, as of a moment. */
  record CallsForm(String asOf, List<String> calls) {
    Set<String> check(Check check) {
      InteractionForms.instant("/asOf", check.required("/asOf", asOf), check);
      if (check.required("/calls", calls) == null) return Set.of();
      if (calls.size() > MOST_CALLS)
        check.fault("/calls", "list.long", "At most " + MOST_CALLS + " calls");
      for (var n = 0; n < Math.min(calls.size(), MOST_CALLS); n++)
        if (check.required("/calls/" + n, calls.get(n)) != null)
          check.id("/calls/" + n, calls.get(n));
      check.done();
      return new LinkedHashSet<>(calls);
    }

    /** What has not been yet is said as of now. */
    Instant asOf(Instant now) {
      var said = Instant.parse(asOf);
      return said.isAfter(now) ? now : said;
    }
  }
}
