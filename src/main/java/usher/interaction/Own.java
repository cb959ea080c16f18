package usher.interaction;

import java.util.stream.Stream;
import usher.kernel.OfferId;
import usher.kernel.Refusal;
import usher.kernel.Wire;

/**
 * Whose contacts a caller may touch: those that an agent has, or those of one switch; both null for
 * everybody's. Who has a contact is known for certain only here, at the moment it is decided.
 */
public record Own(String agent, String source) implements Wire {
  public static final Own ANY = new Own(null, null);

  /** Why it may not be done; null where nothing speaks against it, or there is no such contact. */
  Refusal refusal(Interaction i, Order order) {
    if (i.status() == Status.UNBORN) return order instanceof Order.Create c ? of(c.facts()) : null;
    if (source != null && !source.equals(i.facts().source())) return foreign();
    if (agent == null) return null;
    if (order instanceof Order.Accept o) return offered(i, o.number());
    if (order instanceof Order.Reject o) return offered(i, o.number());
    return has(i) ? null : foreign();
  }

  /** May it be shown? Agents see what they have, and what they are asked to take. */
  public boolean sees(Interaction i) {
    if (source != null) return source.equals(i.facts().source());
    return agent == null
        || has(i)
        || (i.talk() != null && i.talk().isAlong(agent))
        || i.offers().stream().anyMatch(offer -> offer.id().agent().equals(agent));
  }

  private Refusal of(Facts facts) {
    return source == null || source.equals(facts.source()) ? null : foreign();
  }

  private boolean has(Interaction i) {
    return i.talk() != null && i.talk().offer().id().agent().equals(agent);
  }

  /** An offer that was never made is nobody's: that is said otherwise. */
  private Refusal offered(Interaction i, int number) {
    var open = Stream.concat(i.offers().stream(), Stream.ofNullable(i.offer()));
    var now = open.filter(o -> o.number() == number).map(o -> o.id());
    var before = i.pastOffer(number).map(Interaction.Past::offer).stream();
    return Stream.concat(now, before).map(OfferId::agent).allMatch(agent::equals)
        ? null
        : foreign();
  }

  public static Refusal foreign() {
    return Refusal.of(
        "interaction.foreign", "This contact is not yours: only its own agent or switch may");
  }
}
