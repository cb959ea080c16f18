package usher.interaction;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import usher.kernel.OfferId;
import usher.kernel.SwitchOrder;
import usher.kernel.SwitchOrder.Kind;

/**
 * What a contact that a switch carries asks of that switch. Every order's name follows from what it
 * is about, so that saying it again is no second order; a contact without a switch asks nothing.
 */
final class Calls {
  /** How long a switch that is away may still be told to take a leg down. */
  private static final Duration WORTH_IT = Duration.ofSeconds(60);

  private Calls() {}

  /** Ring this agent. */
  static List<Told> route(Interaction i, Offer offer) {
    if (!i.hasSource()) return List.of();
    var data =
        offer.endpoint() == null ? Map.<String, String>of() : Map.of("endpoint", offer.endpoint());
    return about(i, offer.handle(), offer.id(), Kind.ROUTE, offer.expiresAt(), data);
  }

  /** Do not ring this agent any more. */
  static List<Told> cancelRoute(Interaction i, String handle, OfferId o, Instant now) {
    if (!i.hasSource()) return List.of();
    return about(i, handle, o, Kind.CANCEL_ROUTE, now.plus(WORTH_IT), Map.of());
  }

  static List<Told> cancelRoutes(Interaction i, List<Offer> offers, Instant now) {
    return offers.stream().flatMap(o -> cancelRoute(i, o.handle(), o.id(), now).stream()).toList();
  }

  /** The customer may go; {@code message}: after hearing that. */
  static List<Told> hangUp(Interaction i, String message, Instant now) {
    if (!i.hasSource()) return List.of();
    var data = message == null ? Map.<String, String>of() : Map.of("message", message);
    var kind = message == null ? List.of(Kind.HANGUP) : List.of(Kind.PLAY, Kind.HANGUP);
    return kind.stream().map(k -> general(i, k, now, data)).toList();
  }

  /**
   * When the customer's call ended by a desk's word or by ours, and not by its switch, which has
   * said nothing of it since: so that it may be up still.
   */
  static Optional<Instant> endedByUs(Interaction i) {
    if (i.status() == Status.UNBORN || !i.isCustomers()) return Optional.empty();
    var ended = i.ended();
    var lost = ended != null && ended.outcome() == Outcome.LOST_BY_SWITCH;
    var over = i.talk() != null ? i.times().released() : ended == null ? null : ended.at();
    return Optional.ofNullable(over).filter(at -> !lost && i.times().heard().isBefore(at));
  }

  /** Whoever it ended may not have been told, if this node died in between. */
  static List<Told> hangUpAgain(Interaction i, Instant now) {
    return endedByUs(i)
        .filter(at -> now.isBefore(at.plus(WORTH_IT)))
        .map(at -> hangUp(i, null, at))
        .orElse(List.of());
  }

  /** The customer hears this and stays. */
  static List<Told> play(Interaction i, String message, Instant now) {
    if (!i.hasSource() || message == null) return List.of();
    return List.of(general(i, Kind.PLAY, now, Map.of("message", message)));
  }

  private static Told general(Interaction i, Kind kind, Instant now, Map<String, String> data) {
    var id = i.id() + ":" + i.round() + ":" + kind.word();
    return new Told.Ordered(
        new SwitchOrder(
            i.facts().source(), id, kind, i.id(), i.round(), null, null, now.plus(WORTH_IT), data));
  }

  private static List<Told> about(
      Interaction i, String handle, OfferId o, Kind kind, Instant until, Map<String, String> data) {
    return List.of(
        new Told.Ordered(
            new SwitchOrder(
                i.facts().source(),
                handle + ":" + kind.word(),
                kind,
                i.id(),
                o.round(),
                handle,
                o.agent(),
                until,
                data)));
  }
}
