package usher.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import usher.interaction.Facts;
import usher.interaction.Order;
import usher.kernel.Media;

/** What callers send about contacts. */
final class InteractionForms {
  private static final double MOST_POINTS = 1_000_000;
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private InteractionForms() {}

  record CustomerForm(String id, String address) {}

  record PriorityForm(Double base) {}

  record ArrivalForm(
      String id,
      String media,
      String source,
      String queue,
      CustomerForm customer,
      Map<String, String> attributes,
      PriorityForm priority,
      String dueAt) {

    Facts check() {
      var check = new Check();
      check.id("/id", id);
      var medium = check.oneOf("/media", check.required("/media", media), Media.values());
      check.id("/source", source);
      check.id("/queue", check.required("/queue", queue));
      var known = check.texts("/attributes", attributes);
      var who = customer == null ? new CustomerForm(null, null) : customer;
      check.id("/customer/id", who.id);
      check.text("/customer/address", who.address);
      var base = priority == null ? null : priority.base;
      check.number("/priority/base", base, 0, MOST_POINTS);
      var due = instant("/dueAt", dueAt, check);
      check.done();
      return Facts.reported(
          medium,
          source,
          queue,
          new Facts.Customer(who.id, who.address),
          known,
          base,
          due,
          fingerprint(medium, source, queue, who.id, who.address, new TreeMap<>(known), base, due));
    }
  }

  record RejectForm(String reason) {}

  record QueueForm(String queue) {}

  record TransferForm(String queue, String agent, String consult) {
    TransferForm check(boolean withConsult) {
      var check = new Check();
      check.id("/queue", queue);
      check.id("/agent", agent);
      check.id("/consult", consult);
      var given = (queue == null ? 0 : 1) + (agent == null ? 0 : 1) + (consult == null ? 0 : 1);
      var words = withConsult ? "queue, agent or consult" : "queue or agent";
      if (given != 1 || (!withConsult && consult != null))
        check.fault("", "target.one", "Name one of " + words);
      check.done();
      return this;
    }
  }

  record ConsultForm(String consult) {
    String check() {
      var check = new Check();
      check.id("/consult", check.required("/consult", consult));
      check.done();
      return consult;
    }
  }

  record AssignForm(String agent, Boolean ignoreCapacity) {
    Order.Assign check() {
      var check = new Check();
      check.id("/agent", check.required("/agent", agent));
      check.done();
      return new Order.Assign(agent, Boolean.TRUE.equals(ignoreCapacity));
    }
  }

  record BaseForm(Double base) {
    Order.SetPriority check() {
      var check = new Check();
      check.number("/base", base, 0, MOST_POINTS);
      check.done();
      return new Order.SetPriority(base);
    }
  }

  record ReleaseForm(Boolean wrapUp) {}

  /** Names and texts; null takes a name away. */
  static Order.SetAttributes attributes(JsonNode body) {
    if (!body.isObject())
      throw Problem.invalid("", "request.shape", "An object of names and texts").found();
    CardNumbers.maskAll((ObjectNode) body);
    var check = new Check();
    var changes = new TreeMap<String, String>();
    body.fields()
        .forEachRemaining(
            field -> {
              var at = Check.under("", field.getKey());
              check.text(at, field.getKey());
              if (field.getValue().isTextual() || field.getValue().isNull())
                changes.put(field.getKey(), check.text(at, field.getValue().textValue()));
              else check.fault(at, "field.invalid", "A text, or null to take it away");
            });
    if (changes.size() > 100) check.fault("", "list.long", "At most 100 entries");
    check.done();
    return new Order.SetAttributes(changes);
  }

  record CompleteForm(String disposition, String comment) {}

  static Instant instant(String pointer, String text, Check check) {
    if (text == null) return null;
    try {
      var instant = Instant.parse(text);
      if (!instant.isBefore(Instant.EPOCH) && instant.isBefore(LATEST)) return instant;
    } catch (DateTimeParseException e) {
      // said below
    }
    check.fault(pointer, "time.invalid", "Write a UTC time such as 2026-01-31T08:30:00Z");
    return null;
  }

  /** Names a request's meaning: equal for equal bodies, whatever their order of fields. */
  static String fingerprint(Object... parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest(Json.write(parts));
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
