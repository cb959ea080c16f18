package usher.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import usher.kernel.Contact;
import usher.kernel.Media;
import usher.kernel.Wire;

/**
 * One contact in line.
 *
 * @param contact with those of its attributes that this queue's steps name
 * @param enteredAt when it came into this line: expansion counts from here
 */
public record Entry(Contact contact, Instant enteredAt) implements Wire {

  public String interaction() {
    return contact.interaction();
  }

  public int round() {
    return contact.round();
  }

  public Instant arrivedAt() {
    return contact.arrivedAt();
  }

  public Double basePoints() {
    return contact.basePoints();
  }

  public Media media() {
    return contact.media();
  }

  Entry with(Contact news) {
    return new Entry(news, enteredAt);
  }

  /** Whatever the round and revision they were told in. */
  boolean saysTheSame(Entry other) {
    var mine = contact;
    var theirs = other.contact;
    return Objects.equals(mine.basePoints(), theirs.basePoints())
        && mine.attributes().equals(theirs.attributes())
        && Objects.equals(mine.wish(), theirs.wish());
  }

  /** In this line, until then. */
  Duration waited(Instant until) {
    return until.isBefore(enteredAt) ? Duration.ZERO : Duration.between(enteredAt, until);
  }

  /** With no other attributes than these. */
  public Entry keeping(Map<String, String> attributes) {
    return new Entry(contact.keeping(attributes), enteredAt);
  }

  public Entry inRound(int next) {
    return new Entry(contact.inRound(next), enteredAt);
  }
}
