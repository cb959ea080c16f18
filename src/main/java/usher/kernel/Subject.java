package usher.kernel;

/**
 * What an agent is asked to take, in three words.
 *
 * @param source the switch that carries it, or null
 * @param customer who it is from: an id, else an address; null where nobody knows
 */
public record Subject(Media media, String source, String customer) implements Wire {
  public static Subject of(Media media) {
    return new Subject(media, null, null);
  }
}
