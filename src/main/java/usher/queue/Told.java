package usher.queue;

import usher.kernel.Handling;

/** What a queue tells a contact once its write is done. */
public sealed interface Told {

  String interaction();

  /** I have you, in this round, and want your offers handled like this. */
  record Waited(String queue, String interaction, int round, Handling handling) implements Told {}

  /**
   * I would not have you; {@code attempt} is the one that asked.
   *
   * @param to where I send such contacts, or null
   * @param message what the customer should be told, or null
   */
  record TurnedAway(
      String queue,
      String interaction,
      int round,
      long attempt,
      String code,
      String to,
      String message)
      implements Told {}

  /** You have waited as long as I let you; {@code to} null: it ends here. */
  record Overdue(String queue, String interaction, boolean expired, String to, String message)
      implements Told {}

  /** I have nothing of yours up to this round. */
  record Parted(String queue, String interaction, int round) implements Told {}

  /** I have more to do than I can write: whoever waits for my word should try again later. */
  record Busy(String queue, String interaction) implements Told {}

  /** I have an entry of yours: is that right? */
  record StillThere(String queue, String interaction) implements Told {}
}
