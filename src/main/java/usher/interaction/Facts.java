package usher.interaction;

import java.time.Instant;
import java.util.Map;
import usher.kernel.Media;
import usher.kernel.Wire;

/**
 * What the reporter of a contact said about it.
 *
 * @param source the switch that carries the medium; null where the desk is all there is
 * @param queue the first queue it was sent to
 * @param basePoints priority points before aging; null for the queue's own
 * @param fingerprint of the whole request, so that the same id with another body is noticed
 */
public record Facts(
    Media media,
    String source,
    String queue,
    Customer customer,
    Map<String, String> attributes,
    Double basePoints,
    Instant dueAt,
    String fingerprint)
    implements Wire {

  public Facts {
    customer = customer == null ? new Customer(null, null) : customer;
    attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
  }

  /** Who called, as far as the reporter knows. */
  public record Customer(String id, String address) implements Wire {
    /** The id, else the address; null where nobody knows. */
    String known() {
      return id == null ? address : id;
    }
  }
}
