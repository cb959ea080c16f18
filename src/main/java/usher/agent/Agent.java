package usher.agent;

import static usher.agent.Presence.NOT_READY;
import static usher.agent.Presence.OFFLINE;
import static usher.agent.Presence.READY;
import static usher.agent.Slot.Status.ENGAGED;
import static usher.agent.Slot.Status.RESERVED;
import static usher.agent.Slot.Status.WRAP_UP;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import usher.agent.AgentEvent.Engaged;
import usher.agent.AgentEvent.Freed;
import usher.agent.AgentEvent.PresencePlanned;
import usher.agent.AgentEvent.PresenceSet;
import usher.agent.AgentEvent.ProfileSet;
import usher.agent.AgentEvent.Reserved;
import usher.agent.AgentEvent.WrapUpStarted;
import usher.kernel.Decision;
import usher.kernel.Ending;
import usher.kernel.Handling;
import usher.kernel.Media;
import usher.kernel.Newest;
import usher.kernel.OfferId;
import usher.kernel.Refusal;
import usher.kernel.Subject;
import usher.kernel.Wire;

/**
 * A person as its journal knows it, and every decision about its capacity.
 *
 * @param planned what holds once the slots are empty, or null
 * @param term the highest coordinator term of a reservation
 * @param idleSince since when work could have been given; kept through offers that were not its
 *     fault
 * @param declined contacts it is not to be offered again until then
 * @param keys the latest reports of its presence, so that a late repeat undoes nothing
 * @param revision the number of changes: also the agent's ledger number towards the coordinator
 * @param last the time of the newest event
 */
public record Agent(
    String id,
    Profile profile,
    Presence presence,
    String reason,
    Instant presenceSince,
    Planned planned,
    List<Slot> slots,
    long term,
    Instant idleSince,
    Map<String, Instant> declined,
    List<String> keys,
    long revision,
    Instant last)
    implements Wire {

  /** Reason of an agent who let an offer run out. */
  public static final String RONA = "rona";

  static final int REMEMBERED_KEYS = 32;

  static final Duration AFTER_REJECT = Duration.ofSeconds(60);
  static final Duration AFTER_TIMEOUT = Duration.ofSeconds(30);
  static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  public record Planned(Presence presence, String reason) implements Wire {}

  public Agent {
    slots = List.copyOf(slots);
    declined = Map.copyOf(declined);
    keys = List.copyOf(keys);
  }

  public static Agent unknown(String id) {
    return new Agent(
        id, null, OFFLINE, null, null, null, List.of(), 0, null, Map.of(), List.of(), 0, null);
  }

  // ---- what it says of itself

  @JsonIgnore
  public boolean isKnown() {
    return profile != null;
  }

  public Optional<Slot> slot(OfferId o) {
    for (var slot : slots) if (slot.offer().equals(o)) return Optional.of(slot);
    return Optional.empty();
  }

  /** Would it take one more contact of this medium? */
  public boolean takes(Media media) {
    return presence == READY
        && planned == null
        && profile != null
        && profile.capacity().fits(media, held());
  }

  /** It does not want this contact again before {@code declined} says so. */
  public boolean declines(String interaction, Instant now) {
    var until = declined.get(interaction);
    return until != null && now.isBefore(until);
  }

  public List<Media> held() {
    var media = new ArrayList<Media>(slots.size());
    for (var slot : slots) media.add(slot.media());
    return media;
  }

  // ---- decisions

  public Decision<AgentEvent, Told> define(Profile wanted, Instant now) {
    return wanted.equals(profile)
        ? Decision.nothing()
        : Decision.accept(new ProfileSet(wanted, now));
  }

  public Decision<AgentEvent, Told> setPresence(Presence wanted, String why, Instant now) {
    return setPresence(wanted, why, null, now);
  }

  /**
   * What cannot hold at once, because work or an unanswered offer is on, is planned.
   *
   * @param key names the report, which is heeded once; null for none
   */
  public Decision<AgentEvent, Told> setPresence(
      Presence wanted, String why, String key, Instant now) {
    if (!isKnown()) return unknown();
    if (key != null && keys.contains(key)) return Decision.nothing();
    var reasonNow = wanted == READY ? null : why;
    if (wanted == READY || slots.isEmpty()) {
      var holds = presence == wanted && planned == null && Objects.equals(reason, reasonNow);
      return holds && key == null
          ? Decision.nothing()
          : Decision.accept(new PresenceSet(wanted, reasonNow, key, now));
    }
    var isPlanned = new Planned(wanted, why).equals(planned);
    Decision<AgentEvent, Told> decision =
        isPlanned && key == null
            ? Decision.nothing()
            : Decision.accept(new PresencePlanned(wanted, why, key, now));
    return decision.tellAll(revocations());
  }

  /** The coordinator proposes; refusing costs nothing, the answer is this agent's state. */
  public Decision<AgentEvent, Told> propose(
      OfferId o, String queue, Subject subject, Handling handling, Instant now) {
    var free = slot(o).isEmpty() && takes(subject.media()) && o.term() >= term;
    if (!free || declines(o.interaction(), now)) return Decision.nothing();
    return Decision.<AgentEvent, Told>accept(new Reserved(o, queue, subject, handling, now))
        .tell(new Told.Offer(o, handling));
  }

  /** R4: a verdict counts only for the whole id that is held. */
  public Decision<AgentEvent, Told> connected(OfferId o, Instant now) {
    return slot(o).filter(s -> s.status() == RESERVED).isPresent()
        ? Decision.accept(new Engaged(o, now))
        : Decision.nothing();
  }

  /** The last word on an offer: the only thing that frees a slot. */
  public Decision<AgentEvent, Told> closed(OfferId o, Ending ending, Instant now) {
    var held = slot(o);
    if (held.isEmpty()) return Decision.nothing();
    if (ending == Ending.RELEASED)
      return held.get().status() == WRAP_UP
          ? Decision.nothing()
          : Decision.accept(new WrapUpStarted(o, now));
    if (held.get().status() == WRAP_UP && ending != Ending.COMPLETED) return Decision.nothing();
    var events = new ArrayList<AgentEvent>();
    events.add(new Freed(o, ending, now));
    var after = events.get(0).applyTo(this);
    if (after.planned != null && after.slots.isEmpty())
      events.add(new PresenceSet(after.planned.presence(), after.planned.reason(), null, now));
    return Decision.acceptAll(events);
  }

  /** R2: what to ask about a slot. Asking never frees. */
  public Told question(Slot slot, Instant now) {
    if (slot.status() == WRAP_UP && slot.until() != null && !now.isBefore(slot.until()))
      return new Told.WrapUpOver(slot.offer());
    if (slot.status() == RESERVED && planned != null) return new Told.Revoke(slot.offer());
    return new Told.Offer(slot.offer(), slot.handling());
  }

  private List<Told> revocations() {
    return slots.stream()
        .filter(s -> s.status() == RESERVED)
        .<Told>map(s -> new Told.Revoke(s.offer()))
        .toList();
  }

  public static Decision<AgentEvent, Told> unknown() {
    return Decision.refuse(
        Refusal.of("agent.unknown", "No agent has this id: PUT /v1/agents/{id} first"));
  }

  // ---- how events change it

  Agent profileSet(ProfileSet e) {
    var first = !isKnown();
    var since = first ? e.at() : presenceSince;
    return with(e.profile(), presence, reason, since, planned, slots, term, idleSince, declined)
        .after(e);
  }

  Agent presenceSet(PresenceSet e) {
    var idle = presence == READY && e.presence() == READY ? idleSince : e.at();
    return with(profile, e.presence(), e.reason(), e.at(), null, slots, term, idle, declined)
        .after(e, e.key());
  }

  Agent presencePlanned(PresencePlanned e) {
    var next = new Planned(e.presence(), e.reason());
    return with(profile, presence, reason, presenceSince, next, slots, term, idleSince, declined)
        .after(e, e.key());
  }

  Agent reserved(Reserved e) {
    var all = new ArrayList<>(slots);
    var until = e.at().plus(e.handling().offerTimeout());
    all.add(new Slot(e.offer(), RESERVED, e.queue(), e.subject(), e.handling(), e.at(), until));
    return slots(all, Math.max(term, e.offer().term())).after(e);
  }

  Agent engaged(Engaged e) {
    return slots(changed(e.offer(), s -> s.now(ENGAGED, e.at(), null)), term).after(e);
  }

  Agent wrapUpStarted(WrapUpStarted e) {
    return slots(
            changed(
                e.offer(),
                s -> {
                  var limit = s.handling().wrapUp().limit();
                  return s.now(WRAP_UP, e.at(), limit == null ? null : e.at().plus(limit));
                }),
            term)
        .after(e);
  }

  Agent freed(Freed e) {
    var held = slot(e.offer()).orElseThrow();
    var rest = slots.stream().filter(s -> s != held).toList();
    var worked = held.status() != RESERVED || e.ending() == Ending.COMPLETED;
    var missed = e.ending() == Ending.TIMED_OUT;
    var idle = worked || missed ? e.at() : idleSince; // SEMANTICS e15
    var off = missed && presence == READY; // not asked again until it says so
    return with(
            profile,
            off ? NOT_READY : presence,
            off ? RONA : reason,
            off ? e.at() : presenceSince,
            planned,
            rest,
            term,
            idle,
            declinedAfter(e))
        .after(e);
  }

  private Map<String, Instant> declinedAfter(Freed e) {
    var pause =
        switch (e.ending()) {
          case REJECTED -> AFTER_REJECT;
          case TIMED_OUT -> AFTER_TIMEOUT;
          case FAILED -> AFTER_FAILURE;
          default -> Duration.ZERO;
        };
    if (pause.isZero() && declined.isEmpty()) return declined;
    var kept = new HashMap<>(declined);
    kept.values().removeIf(until -> !e.at().isBefore(until));
    if (!pause.isZero()) kept.put(e.offer().interaction(), e.at().plus(pause));
    return kept;
  }

  private List<Slot> changed(OfferId o, UnaryOperator<Slot> change) {
    return slots.stream().map(s -> s.offer().equals(o) ? change.apply(s) : s).toList();
  }

  private Agent slots(List<Slot> all, long highest) {
    return with(
        profile, presence, reason, presenceSince, planned, all, highest, idleSince, declined);
  }

  private Agent with(
      Profile who,
      Presence now,
      String why,
      Instant since,
      Planned next,
      List<Slot> all,
      long highest,
      Instant idle,
      Map<String, Instant> no) {
    return new Agent(id, who, now, why, since, next, all, highest, idle, no, keys, revision, last);
  }

  private Agent after(AgentEvent e) {
    return after(e, keys);
  }

  private Agent after(AgentEvent e, String key) {
    return after(e, key == null ? keys : Newest.with(keys, key, REMEMBERED_KEYS));
  }

  private Agent after(AgentEvent e, List<String> known) {
    return new Agent(
        id,
        profile,
        presence,
        reason,
        presenceSince,
        planned,
        slots,
        term,
        idleSince,
        declined,
        known,
        revision + 1,
        e.at());
  }
}
