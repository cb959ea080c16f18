package usher.kernel;

import java.time.Instant;
import java.util.Map;

/**
 * What a contact says of itself when it asks to wait in a line: what finding an agent needs.
 *
 * @param round raised whenever a period in line ends without ending the contact
 * @param revision the contact's own, as of which all this is told
 * @param arrivedAt its own arrival: its age, whatever lines it has been in
 * @param source the switch that carries it, or null
 * @param customer who it is from: an id, else an address; null where nobody knows
 * @param basePoints its own priority; null for the queue's
 * @param attributes what is known about it
 * @param wish the agent it is meant for, or null
 */
public record Contact(
    String interaction,
    int round,
    long revision,
    Instant arrivedAt,
    Media media,
    String source,
    String customer,
    Double basePoints,
    Map<String, String> attributes,
    Wish wish)
    implements Wire {

  /** Only this agent until then; {@code until} null: nobody else at all. */
  public record Wish(String agent, Instant until) implements Wire {}

  public Contact {
    attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
  }

  public Subject subject() {
    return new Subject(media, source, customer);
  }

  /** One about which nothing more is known. */
  public static Contact of(
      String interaction, int round, Instant arrivedAt, Double basePoints, Media media) {
    return new Contact(
        interaction, round, 0, arrivedAt, media, null, null, basePoints, Map.of(), null);
  }

  public Contact inRound(int next) {
    return new Contact(
        interaction,
        next,
        revision,
        arrivedAt,
        media,
        source,
        customer,
        basePoints,
        attributes,
        wish);
  }

  public Contact keeping(Map<String, String> kept) {
    return new Contact(
        interaction, round, revision, arrivedAt, media, source, customer, basePoints, kept, wish);
  }
}
