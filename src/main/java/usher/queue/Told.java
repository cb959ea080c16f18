package usher.queue;

/** What a queue tells a contact once its write is done. */
public sealed interface Told {

  String interaction();

  /** I have you, in this round. */
  record Waited(String queue, String interaction, int round) implements Told {}

  /** I would not have you; {@code attempt} is the one that asked. */
  record TurnedAway(String queue, String interaction, int round, long attempt, String code)
      implements Told {}

  /** I have nothing of yours up to this round. */
  record Parted(String queue, String interaction, int round) implements Told {}

  /** I have more to do than I can write: whoever waits for my word should try again later. */
  record Busy(String queue, String interaction) implements Told {}

  /** I have an entry of yours: is that right? */
  record StillThere(String queue, String interaction) implements Told {}
}
