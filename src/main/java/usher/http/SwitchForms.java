package usher.http;

import java.util.Map;
import usher.kernel.OfferId;

/** What switches send. */
final class SwitchForms {
  private SwitchForms() {}

  record EventData(
      String from,
      String to,
      String queue,
      Map<String, String> attributes,
      String status,
      String reason,
      String offer) {

    void check(Check check) {
      check.text("/data/from", from);
      check.text("/data/to", to);
      check.id("/data/queue", queue);
      check.texts("/data/attributes", attributes);
      check.text("/data/status", status);
      check.text("/data/reason", reason);
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
      return data == null ? new EventData(null, null, null, null, null, null, null) : data;
    }
  }
}
