package usher.keeping;

/**
 * Whose life is over, as the journal has it: entities of this kind, by an event of this manifest.
 */
public record Ended(String kind, String manifest) {
  String prefix() {
    return kind + "|";
  }
}
