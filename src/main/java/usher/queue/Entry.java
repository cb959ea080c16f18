package usher.queue;

import java.time.Instant;
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

  public Entry inRound(int next) {
    return new Entry(contact.inRound(next), enteredAt);
  }
}
