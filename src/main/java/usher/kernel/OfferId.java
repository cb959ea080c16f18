package usher.kernel;

/**
 * One offer of one interaction to one agent: the name that every reservation, verdict and answer
 * carries and acts on (PROTOCOL: {@code o = (interaction, round, agent, term)}).
 *
 * @param round the interaction's period in line this offer was made in
 * @param term the coordinator that proposed it; 0 where a person did
 */
public record OfferId(String interaction, int round, String agent, long term) implements Wire {

  /** What callers see: {@code {interaction}~{n}}, so that any node can route it. */
  public String handle() {
    return interaction + "~" + round;
  }

  /** The two parts of a {@link #handle()}, or null where the text is none. */
  public static Handle parse(String text) {
    var at = text.lastIndexOf('~');
    if (at <= 0 || at > text.length() - 2 || text.length() - at > 10) return null;
    for (var i = at + 1; i < text.length(); i++)
      if (!Character.isDigit(text.charAt(i))) return null;
    return new Handle(text.substring(0, at), Integer.parseInt(text.substring(at + 1)));
  }

  /** The part of an offer's name that its caller knows. */
  public record Handle(String interaction, int round) {}
}
