package usher.http;

import java.util.Map;

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
      String offer) {}

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
    }

    EventData dataOrNone() {
      return data == null ? new EventData(null, null, null, null, null, null, null) : data;
    }
  }
}
