package usher.queue;

import java.time.Instant;
import usher.kernel.Media;
import usher.kernel.Wire;

/**
 * One contact in line.
 *
 * @param arrivedAt the contact's own arrival: its age, whatever queues it has been in
 * @param enteredAt when it came into this line: expansion counts from here
 * @param basePoints its own priority; null for the queue's
 */
public record Entry(
    String interaction,
    int round,
    Instant arrivedAt,
    Instant enteredAt,
    Double basePoints,
    Media media)
    implements Wire {

  Entry inRound(int next) {
    return new Entry(interaction, next, arrivedAt, enteredAt, basePoints, media);
  }
}
