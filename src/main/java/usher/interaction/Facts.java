package usher.interaction;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import usher.kernel.Media;
import usher.kernel.Wire;

/**
 * What is known about a contact.
 *
 * @param source the switch that carries the medium; null where the desk is all there is
 * @param queue the first queue it was sent to
 * @param agent the only one it is meant for; null for whoever the queue finds
 * @param basePoints priority points before aging; null for the queue's own
 * @param consultOf the contact about which an agent asks another one here; null for customers
 * @param fingerprint of the whole request, so that the same id with another body is noticed
 */
public record Facts(
    Media media,
    String source,
    String queue,
    String agent,
    Customer customer,
    Map<String, String> attributes,
    Double basePoints,
    Instant dueAt,
    String consultOf,
    String fingerprint)
    implements Wire {

  public Facts {
    customer = customer == null ? new Customer(null, null) : customer;
    attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
  }

  /** What a caller reports. */
  public static Facts reported(
      Media media,
      String source,
      String queue,
      Customer customer,
      Map<String, String> attributes,
      Double basePoints,
      Instant dueAt,
      String fingerprint) {
    return new Facts(
        media, source, queue, null, customer, attributes, basePoints, dueAt, null, fingerprint);
  }

  /** Who called, as far as the reporter knows. */
  public record Customer(String id, String address) implements Wire {
    /** The id, else the address; null where nobody knows. */
    String known() {
      return id == null ? address : id;
    }
  }

  /** A null value takes the attribute away. */
  Facts with(Map<String, String> changes) {
    var all = new TreeMap<>(attributes);
    changes.forEach(
        (name, value) -> {
          if (value == null) all.remove(name);
          else all.put(name, value);
        });
    return new Facts(
        media, source, queue, agent, customer, all, basePoints, dueAt, consultOf, fingerprint);
  }

  Facts with(Double base) {
    return new Facts(
        media, source, queue, agent, customer, attributes, base, dueAt, consultOf, fingerprint);
  }

  /** About the same customer, to ask another agent. */
  public Facts consult(String of, String toQueue, String toAgent) {
    var print = "consult/" + of + "/" + toQueue + "/" + toAgent;
    return new Facts(
        media, source, toQueue, toAgent, customer, attributes, basePoints, null, of, print);
  }
}
