package usher.http;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import usher.interaction.Interaction;
import usher.queue.Entry;
import usher.routing.Seen;

/** Who stands where in each line, at most a second old. */
final class Standings {
  private final Doors doors;

  Standings(Doors doors) {
    this.doors = doors;
  }

  /** Where a contact that waits stands in its line; null where nobody can say just now. */
  CompletionStage<Seen.Stand> ifKnown(Interaction i) {
    return doors.routing().stand(i.queue(), entry(i), doors.clock().instant());
  }

  /** Where a contact begins that has only just come. */
  CompletionStage<Seen.Stand> atFirst(Interaction i) {
    return doors.routing().welcome(i.queue(), entry(i), doors.clock().instant());
  }

  private static Entry entry(Interaction i) {
    return new Entry(i.contact().keeping(Map.of()), i.times().queued());
  }
}
