package usher.kernel;

/**
 * One offer of one interaction to one agent: the name that every reservation, verdict and answer
 * carries and acts on (PROTOCOL: {@code o = (interaction, round, agent, term)}).
 *
 * @param round the interaction's period in line this offer was made in
 * @param term the coordinator that proposed it; {@link #BY_HAND} where a person did
 */
public record OfferId(String interaction, int round, String agent, long term) implements Wire {
  /** No coordinator's term: they count from 1. */
  public static final long BY_HAND = 0;

  public static OfferId byHand(String interaction, int round, String agent) {
    return new OfferId(interaction, round, agent, BY_HAND);
  }

  public boolean isByHand() {
    return term == BY_HAND;
  }

  /** Is it of a term that {@code highest} does not fence off? What a person decides has no term. */
  public boolean mayFollow(long highest) {
    return isByHand() || term >= highest;
  }

  /**
   * What callers see of an offer: {@code {interaction}~{n}}, so that any node can route it.
   *
   * @param number counts the interaction's offers from 1
   */
  public record Handle(String interaction, int number) {

    /** Null where the text is none. */
    public static Handle parse(String text) {
      var at = text.lastIndexOf('~');
      if (at <= 0 || at > text.length() - 2 || text.length() - at > 10) return null;
      for (var i = at + 1; i < text.length(); i++)
        if (text.charAt(i) < '0' || text.charAt(i) > '9') return null;
      return new Handle(text.substring(0, at), Integer.parseInt(text.substring(at + 1)));
    }

    public String text() {
      return interaction + "~" + number;
    }
  }
}
