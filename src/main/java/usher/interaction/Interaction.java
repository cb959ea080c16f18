package usher.interaction;

import static usher.interaction.Status.COMPLETED;
import static usher.interaction.Status.CONNECTED;
import static usher.interaction.Status.HELD;
import static usher.interaction.Status.OFFERED;
import static usher.interaction.Status.QUEUED;
import static usher.interaction.Status.UNBORN;
import static usher.interaction.Status.WRAP_UP;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import usher.interaction.InteractionEvent.Moved;
import usher.kernel.Cause;
import usher.kernel.Contact;
import usher.kernel.Contact.Wish;
import usher.kernel.Ending;
import usher.kernel.Newest;
import usher.kernel.OfferId;
import usher.kernel.Parting;
import usher.kernel.Refusal;
import usher.kernel.Wire;

/**
 * A contact as its journal knows it. What may happen to it next is decided in {@link Life} (what
 * people and switches want) and {@link Verdicts} (what agents and queues ask).
 *
 * @param stay its present period in line, or its last one
 * @param talk its conversation and wrap-up; null while there is none
 * @param consults contacts in which its agents asked others
 * @param past how offers ended, the latest last
 * @param keys the latest switch events and idempotency keys that changed something
 * @param term the highest coordinator term of an offer taken up
 */
public record Interaction(
    String id,
    Status status,
    Facts facts,
    Stay stay,
    Talk talk,
    Consults consults,
    List<Past> past,
    Keys keys,
    long term,
    Moments times,
    Ended ended,
    long revision)
    implements Wire {

  static final int REMEMBERED_OFFERS = 32;

  /** How long a contact sent to an agent waits for that one alone (FLOWS B4). */
  static final Duration WISH = Duration.ofSeconds(15);

  /** {@code number} 0: it came to its end before it was seen. */
  public record Past(OfferId offer, int number, Ending ending) implements Wire {}

  public record Ended(Outcome outcome, String code, String disposition, String comment, Instant at)
      implements Wire {}

  public Interaction {
    past = List.copyOf(past);
  }

  public static Interaction unborn(String id) {
    return new Interaction(
        id, UNBORN, null, null, null, Consults.NONE, List.of(), Keys.NONE, 0, null, null, 0);
  }

  // ---- what it says of itself

  public boolean waits() {
    return status == QUEUED || status == OFFERED;
  }

  public boolean talks() {
    return status == CONNECTED || status == HELD;
  }

  public String queue() {
    return stay == null ? null : stay.queue();
  }

  public int round() {
    return stay == null ? 0 : stay.round();
  }

  /** The offers that are open, the oldest first. */
  public List<Offer> offers() {
    return stay == null ? List.of() : stay.open();
  }

  /** What the conversation came from, else the first open offer, else null. */
  public Offer offer() {
    if (talk != null) return talk.offer();
    return offers().isEmpty() ? null : offers().get(0);
  }

  /** Whoever must hold it now has said so (their words live in memory): a promise can be given. */
  public boolean settled(Memory memory) {
    if (status == QUEUED) return memory.admitted() >= round();
    var isWithAgent = talks() || status == WRAP_UP;
    return !(isWithAgent && stay.isHandingOver()) || memory.taken() >= round();
  }

  public boolean knows(Cause cause) {
    return keys.find(cause.key()).isPresent();
  }

  /** Its first queue would not have it. */
  public boolean wasRefused() {
    return ended != null && ended.outcome() == Outcome.REFUSED;
  }

  public boolean hasSource() {
    return facts.source() != null;
  }

  /** A call with a customer at its other end: a consult has only agents. */
  boolean isCustomers() {
    return hasSource() && facts.consultOf() == null;
  }

  /** The name of the next contact in which its agent asks somebody. */
  public String nextConsult() {
    return id + ":c" + (consults.all().size() + 1);
  }

  /** Another queue than the present one may still have an entry of it. */
  boolean hasLeftQueue() {
    var from = stay.leaving();
    return from != null && from.queue() != null && !from.queue().equals(queue());
  }

  boolean isLast(OfferId o) {
    return talk != null && talk.isOf(o);
  }

  boolean isLeaving(OfferId o) {
    var from = stay == null ? null : stay.leaving();
    return from != null && from.offer() != null && from.offer().id().equals(o);
  }

  Optional<Past> pastOffer(int number) {
    for (var i = past.size() - 1; i >= 0; i--)
      if (number > 0 && past.get(i).number() == number) return Optional.of(past.get(i));
    return Optional.empty();
  }

  /** The last word to the agent who had it to the end. */
  Told.Closed closed() {
    var goal = talk.offer().handling().goal();
    var lesson =
        goal == null ? null : goal.lesson(queue(), facts.attributes(), ended.disposition());
    return new Told.Closed(talk.offer().id(), Ending.COMPLETED, lesson);
  }

  Told where() {
    return waits() ? wantsIn() : left(queue());
  }

  Told.Wait wantsIn() {
    return new Told.Wait(queue(), contact());
  }

  Told.Left left(String line) {
    var how = waits() ? Parting.MOVED : parting();
    return new Told.Left(line, id, round(), how, waits() ? times.queued() : partedAt());
  }

  private Parting parting() {
    if (talk != null) return Parting.ANSWERED;
    var gaveUp = ended != null && ended.outcome() == Outcome.ABANDONED;
    return gaveUp ? Parting.ABANDONED : Parting.OTHER;
  }

  private Instant partedAt() {
    return talk != null ? times.connected() : times.last();
  }

  /** What it says of itself to a line. */
  public Contact contact() {
    return new Contact(
        id,
        round(),
        revision,
        times.created(),
        facts.media(),
        facts.source(),
        facts.customer().known(),
        facts.basePoints(),
        facts.attributes(),
        stay.wish());
  }

  // ---- how events change it

  Interaction arrived(InteractionEvent.Arrived e) {
    var at = e.at();
    var f = e.facts();
    var wish = f.agent() == null ? null : new Wish(f.agent(), null);
    var born = Moments.born(at);
    var first = Stay.first(f.queue(), wish);
    return new Interaction(id, QUEUED, f, first, null, consults, past, keys, 0, born, null, 0)
        .after(e);
  }

  Interaction offered(InteractionEvent.Offered e) {
    var offer = new Offer(e.offer(), e.number(), e.handling(), e.endpoint(), false, e.at());
    var before = e.offer().isByHand() ? ended(stay.open(), Ending.RESCINDED) : past;
    return with(OFFERED, stay.offered(offer), null, before)
        .with(keys, Math.max(term, e.offer().term()), ended)
        .after(e);
  }

  Interaction offerAccepted(InteractionEvent.OfferAccepted e) {
    var accepted = stay.open(e.offer()).orElseThrow().accepted(e.at());
    var others = ended(stay.without(e.offer()).open(), Ending.RESCINDED);
    return with(status, stay.only(List.of(accepted)), null, others).after(e);
  }

  Interaction offerEnded(InteractionEvent.OfferEnded e) {
    var number = stay.open(e.offer()).map(Offer::number).orElse(0);
    var before = Newest.with(past, new Past(e.offer(), number, e.ending()), REMEMBERED_OFFERS);
    var left = stay.without(e.offer());
    return (left.open().isEmpty()
            ? with(QUEUED, left.again(), null, before)
            : with(OFFERED, left, null, before))
        .after(e);
  }

  Interaction connected(InteractionEvent.Connected e) {
    var taken = stay.open(e.offer()).orElseThrow();
    var others = ended(stay.without(e.offer()).open(), Ending.RESCINDED);
    return with(CONNECTED, stay.only(List.of()), Talk.of(taken), others)
        .at(times.queued(), e.at(), null)
        .after(e);
  }

  Interaction held(InteractionEvent.Held e) {
    return e.consult() == null
        ? with(HELD, stay, talk, past).after(e)
        : with(HELD, stay, talk.alone(), past).about(consults.asking(e.consult())).after(e);
  }

  Interaction retrieved(InteractionEvent.Retrieved e) {
    var with = e.with() == null ? talk.with() : e.with();
    return with(CONNECTED, stay, new Talk(talk.offer(), false, with), past).after(e);
  }

  Interaction moved(Moved e) {
    var from = // who held it before still does, where it was not held in between
        e.held() ? leaving(queue(), null, e.cause()) : stay.leaving();
    var wish = e.agent() == null ? null : new Wish(e.agent(), e.at().plus(WISH));
    var next =
        e.way() == Moved.Way.OVERFLOWED
            ? stay.overflowed(e.queue(), from, wish, e.message())
            : stay.moved(e.queue(), from, wish);
    var before =
        talk == null
            ? ended(stay.open(), Ending.RESCINDED)
            : ended(List.of(talk.offer()), Ending.MOVED);
    return with(QUEUED, next, null, before)
        .about(consults.ended())
        .at(e.at(), times.connected(), null)
        .after(e);
  }

  private Stay.Leaving leaving(String line, OfferId instead, Cause cause) {
    var offer = talk == null ? null : talk.offer();
    return new Stay.Leaving(
        line, offer, status, instead, false, cause.key(), stay.wish(), stay.overflows());
  }

  Interaction moveRefused(InteractionEvent.MoveRefused e) {
    var from = stay.leaving();
    var back =
        from.offer() == null
            ? with(QUEUED, stay.back(e.at()), null, past)
            : with(from.from(), stay.back(e.at()), Talk.of(from.offer()), past);
    return back.refusing(from.key(), Refusals.notLetIn(queue(), e.code())).after(e);
  }

  Interaction handedOver(InteractionEvent.HandedOver e) {
    var old = talk.offer();
    var from = leaving(null, e.instead(), e.cause());
    var next = new Offer(e.offer(), stay.made() + 1, old.handling(), null, true, e.at());
    var moved = ended(List.of(old), Ending.MOVED);
    return with(CONNECTED, stay.handedOver(e.offer(), from), Talk.of(next), moved)
        .about(consults.now(e.instead().interaction(), Consults.Fate.TAKEN))
        .after(e);
  }

  Interaction handOverFailed(InteractionEvent.HandOverFailed e) {
    var from = stay.leaving();
    var back = new Talk(from.offer(), talk.customerStays(), null);
    return with(status == WRAP_UP ? status : from.from(), stay.notHandedOver(), back, past)
        .about(consults.now(from.instead().interaction(), Consults.Fate.OVER))
        .refusing(from.key(), Refusals.consultGone())
        .after(e);
  }

  Interaction legEnded(InteractionEvent.LegEnded e) {
    var from = stay.leaving();
    var isTheirs = from != null && from.mayComeBackTo(e.agent(), 0);
    var left = talk != null && talk.isAlong(e.agent()) ? talk.alone() : talk;
    return with(status, isTheirs ? stay.legEnded() : stay, left, past).after(e);
  }

  Interaction released(InteractionEvent.Released e) {
    var over = new Talk(talk.offer(), e.customerStays(), null);
    return with(WRAP_UP, stay, over, past)
        .about(consults.ended())
        .at(times.queued(), times.connected(), e.at())
        .after(e);
  }

  Interaction customerLeft(InteractionEvent.CustomerLeft e) {
    return with(status, stay, new Talk(talk.offer(), false, null), past).after(e);
  }

  Interaction attributesSet(InteractionEvent.AttributesSet e) {
    return about(facts.with(e.changes())).after(e);
  }

  Interaction prioritySet(InteractionEvent.PrioritySet e) {
    return about(facts.with(e.basePoints())).after(e);
  }

  Interaction completed(InteractionEvent.Completed e) {
    var before =
        talk == null
            ? ended(stay.open(), Ending.CANCELED)
            : ended(List.of(talk.offer()), Ending.COMPLETED);
    var released = talks() ? e.at() : times.released();
    var done = with(COMPLETED, stay.only(List.of()), talk, before);
    var last = new Ended(e.outcome(), e.code(), e.disposition(), e.comment(), e.at());
    return done.about(consults.ended())
        .at(times.queued(), times.connected(), released)
        .with(keys, term, last)
        .after(e);
  }

  private List<Past> ended(List<Offer> offers, Ending ending) {
    var all = past;
    for (var o : offers)
      all = Newest.with(all, new Past(o.id(), o.number(), ending), REMEMBERED_OFFERS);
    return all;
  }

  private Interaction with(Status s, Stay where, Talk conversation, List<Past> before) {
    return new Interaction(
        id, s, facts, where, conversation, consults, before, keys, term, times, ended, revision);
  }

  private Interaction about(Facts news) {
    return new Interaction(
        id, status, news, stay, talk, consults, past, keys, term, times, ended, revision);
  }

  private Interaction about(Consults others) {
    return new Interaction(
        id, status, facts, stay, talk, others, past, keys, term, times, ended, revision);
  }

  private Interaction refusing(String key, Refusal why) {
    return with(keys.refused(key, why), term, ended);
  }

  private Interaction with(Keys kept, long highest, Ended last) {
    return new Interaction(
        id, status, facts, stay, talk, consults, past, kept, highest, times, last, revision);
  }

  private Interaction at(Instant queued, Instant connected, Instant released) {
    var t = times.at(queued, connected, released);
    return new Interaction(
        id, status, facts, stay, talk, consults, past, keys, term, t, ended, revision);
  }

  private Interaction after(InteractionEvent e) {
    var t = times.after(e);
    var known = keys.with(e.cause());
    return new Interaction(
        id, status, facts, stay, talk, consults, past, known, term, t, ended, revision + 1);
  }
}
