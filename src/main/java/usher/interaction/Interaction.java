package usher.interaction;

import static usher.interaction.Status.COMPLETED;
import static usher.interaction.Status.CONNECTED;
import static usher.interaction.Status.OFFERED;
import static usher.interaction.Status.QUEUED;
import static usher.interaction.Status.UNBORN;
import static usher.interaction.Status.WRAP_UP;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import usher.interaction.InteractionEvent.Completed;
import usher.interaction.InteractionEvent.Connected;
import usher.interaction.InteractionEvent.MoveRefused;
import usher.interaction.InteractionEvent.Moved;
import usher.interaction.InteractionEvent.OfferAccepted;
import usher.interaction.InteractionEvent.OfferEnded;
import usher.interaction.InteractionEvent.Offered;
import usher.interaction.InteractionEvent.Released;
import usher.kernel.Cause;
import usher.kernel.Contact;
import usher.kernel.Ending;
import usher.kernel.Handling;
import usher.kernel.Newest;
import usher.kernel.OfferId;
import usher.kernel.Wire;

/**
 * A contact as its journal knows it. What may happen to it next is decided in {@link Life} (what
 * customer, agent and switch do) and {@link Verdicts} (what agents and queues ask).
 *
 * @param queue the line it waits in, or waited in last
 * @param round raised whenever a period in line ends without ending the contact
 * @param offer the offer that is open, or that the conversation came from
 * @param leaving who still holds it while a move is not yet acknowledged by the new queue
 * @param term the highest coordinator term of an offer taken up
 * @param past how earlier offers ended, the latest last
 * @param keys the latest switch events and idempotency keys that changed something
 */
public record Interaction(
    String id,
    Status status,
    Facts facts,
    String queue,
    int round,
    Offer offer,
    Leaving leaving,
    long term,
    List<Past> past,
    List<String> keys,
    Times times,
    Ended ended,
    long revision)
    implements Wire {

  static final int REMEMBERED_KEYS = 32;
  static final int REMEMBERED_OFFERS = 32;

  /**
   * An offer taken up. {@code accepted} is the agent's word where a switch has still to connect.
   */
  public record Offer(OfferId id, Handling handling, boolean accepted, Instant since)
      implements Wire {

    @JsonIgnore
    public Duration patience() {
      return accepted ? handling.connectTimeout() : handling.offerTimeout();
    }

    @JsonIgnore
    public Instant expiresAt() {
      return since.plus(patience());
    }
  }

  /** The holder before a move: the agent of {@code offer} if there is one, else the queue. */
  public record Leaving(String queue, Offer offer) implements Wire {}

  public record Past(OfferId offer, Ending ending) implements Wire {}

  /** {@code last} is the time of the newest event. */
  public record Times(
      Instant created, Instant queued, Instant connected, Instant released, Instant last)
      implements Wire {}

  public record Ended(Outcome outcome, String code, String disposition, String comment, Instant at)
      implements Wire {}

  public Interaction {
    past = List.copyOf(past);
    keys = List.copyOf(keys);
  }

  public static Interaction unborn(String id) {
    return new Interaction(
        id, UNBORN, null, null, 0, null, null, 0, List.of(), List.of(), null, null, 0);
  }

  // ---- what it says of itself

  public boolean waits() {
    return status == QUEUED || status == OFFERED;
  }

  /** A promise can be given: whoever holds it has said so (the queue's word lives in memory). */
  public boolean settled(Memory memory) {
    return status != QUEUED || memory.admitted() >= round;
  }

  public boolean knows(Cause cause) {
    return cause.key() != null && keys.contains(cause.key());
  }

  /** Its first queue would not have it. */
  public boolean wasRefused() {
    return ended != null && ended.outcome() == Outcome.REFUSED;
  }

  public boolean hasSource() {
    return facts.source() != null;
  }

  /** Another queue than the present one may still have an entry of it. */
  boolean hasLeftQueue() {
    return leaving != null && !leaving.queue().equals(queue);
  }

  boolean isOpenOffer(OfferId o) {
    return status == OFFERED && offer.id().equals(o);
  }

  boolean isLast(OfferId o) {
    return offer != null && offer.id().equals(o);
  }

  Optional<Past> pastOffer(int ofRound) {
    for (var i = past.size() - 1; i >= 0; i--)
      if (past.get(i).offer().round() == ofRound) return Optional.of(past.get(i));
    return Optional.empty();
  }

  Told where() {
    return waits() ? wantsIn() : new Told.Left(queue, id, round);
  }

  Told.Wait wantsIn() {
    return new Told.Wait(queue, contact());
  }

  /** What it says of itself to a line. */
  public Contact contact() {
    return new Contact(
        id,
        round,
        revision,
        times.created(),
        facts.media(),
        facts.source(),
        facts.customer().known(),
        facts.basePoints(),
        facts.attributes(),
        null);
  }

  /** What has to be said again and again until the other side has it. */
  public List<Told> debts(Memory memory) {
    if (status == UNBORN) return List.of();
    if (!settled(memory)) return List.of(wantsIn());
    var owed = new ArrayList<Told>();
    if (hasLeftQueue() && !memory.hasParted(leaving.queue(), round))
      owed.add(new Told.Left(leaving.queue(), id, round));
    if (!waits() && !memory.hasParted(queue, round)) owed.add(new Told.Left(queue, id, round));
    return owed;
  }

  /** What it says after waking: the effects of where it stands, all harmless when said twice. */
  public List<Told> effects() {
    return switch (status) {
      case UNBORN, QUEUED, COMPLETED -> List.of();
      case OFFERED -> List.of(Life.pending(this));
      case CONNECTED -> List.of(new Told.Connected(offer.id()));
      case WRAP_UP -> List.of(new Told.Closed(offer.id(), Ending.RELEASED));
    };
  }

  // ---- how events change it

  Interaction arrived(InteractionEvent.Arrived e) {
    var at = e.at();
    return new Interaction(
            id,
            QUEUED,
            e.facts(),
            e.facts().queue(),
            0,
            null,
            null,
            0,
            past,
            keys,
            new Times(at, at, null, null, at),
            null,
            0)
        .after(e);
  }

  Interaction offered(Offered e) {
    var open = new Offer(e.offer(), e.handling(), false, e.at());
    return with(OFFERED, queue, round, open, leaving, Math.max(term, e.offer().term()), past)
        .after(e);
  }

  Interaction offerAccepted(OfferAccepted e) {
    var accepted = new Offer(offer.id(), offer.handling(), true, e.at());
    return with(status, queue, round, accepted, leaving, term, past).after(e);
  }

  Interaction offerEnded(OfferEnded e) {
    return with(QUEUED, queue, round + 1, null, leaving, term, ended(e.offer(), e.ending()))
        .after(e);
  }

  Interaction connected(Connected e) {
    return with(CONNECTED, queue, round, offer, leaving, term, past)
        .at(times.created(), times.queued(), e.at(), null)
        .after(e);
  }

  Interaction moved(Moved e) {
    var from = new Leaving(queue, status == CONNECTED ? offer : null); // R9: they keep it for now
    var ending = status == CONNECTED ? Ending.MOVED : Ending.RESCINDED;
    var nowPast = offer == null ? past : ended(offer.id(), ending);
    return with(QUEUED, e.queue(), round + 1, null, from, term, nowPast)
        .at(times.created(), e.at(), times.connected(), null)
        .after(e);
  }

  Interaction moveRefused(MoveRefused e) {
    var agent = leaving.offer();
    var back = agent != null ? CONNECTED : QUEUED;
    return with(back, leaving.queue(), round + 1, agent, null, term, past).after(e);
  }

  Interaction released(Released e) {
    return with(WRAP_UP, queue, round, offer, leaving, term, past)
        .at(times.created(), times.queued(), times.connected(), e.at())
        .after(e);
  }

  Interaction completed(Completed e) {
    var spoken = status == CONNECTED || status == WRAP_UP;
    var released = status == CONNECTED ? e.at() : times.released();
    var nowPast =
        spoken
            ? ended(offer.id(), Ending.COMPLETED)
            : status == OFFERED ? ended(offer.id(), Ending.CANCELED) : past;
    var done = with(COMPLETED, queue, round, spoken ? offer : null, leaving, term, nowPast);
    var last = new Ended(e.outcome(), e.code(), e.disposition(), e.comment(), e.at());
    return new Interaction(
            id,
            COMPLETED,
            facts,
            queue,
            round,
            done.offer,
            leaving,
            term,
            done.past,
            keys,
            new Times(times.created(), times.queued(), times.connected(), released, e.at()),
            last,
            revision)
        .after(e);
  }

  private List<Past> ended(OfferId o, Ending ending) {
    return Newest.with(past, new Past(o, ending), REMEMBERED_OFFERS);
  }

  private Interaction with(
      Status s, String q, int k, Offer o, Leaving from, long t, List<Past> before) {
    return new Interaction(id, s, facts, q, k, o, from, t, before, keys, times, ended, revision);
  }

  private Interaction at(Instant created, Instant queued, Instant connected, Instant released) {
    return new Interaction(
        id,
        status,
        facts,
        queue,
        round,
        offer,
        leaving,
        term,
        past,
        keys,
        new Times(created, queued, connected, released, times.last()),
        ended,
        revision);
  }

  private Interaction after(InteractionEvent e) {
    var key = e.cause().key();
    var known = key == null ? keys : Newest.with(keys, key, REMEMBERED_KEYS);
    var t = times;
    var stamped = new Times(t.created(), t.queued(), t.connected(), t.released(), e.at());
    return new Interaction(
        id,
        status,
        facts,
        queue,
        round,
        offer,
        leaving,
        term,
        past,
        known,
        stamped,
        ended,
        revision + 1);
  }
}
