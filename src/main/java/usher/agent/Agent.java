package usher.agent;

import static usher.agent.Presence.OFFLINE;
import static usher.agent.Presence.READY;
import static usher.agent.Slot.Status.ENGAGED;
import static usher.agent.Slot.Status.RESERVED;
import static usher.agent.Slot.Status.WRAP_UP;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import usher.agent.AgentEvent.Engaged;
import usher.agent.AgentEvent.Freed;
import usher.agent.AgentEvent.PresencePlanned;
import usher.agent.AgentEvent.PresenceSet;
import usher.agent.AgentEvent.ProfileSet;
import usher.agent.AgentEvent.Reserved;
import usher.agent.AgentEvent.Returned;
import usher.agent.AgentEvent.TookOver;
import usher.agent.AgentEvent.WrapUpStarted;
import usher.kernel.Decision;
import usher.kernel.Ending;
import usher.kernel.Handling;
import usher.kernel.Lesson;
import usher.kernel.Media;
import usher.kernel.Newest;
import usher.kernel.OfferId;
import usher.kernel.Refusal;
import usher.kernel.Subject;
import usher.kernel.Wire;

/**
 * A person as its journal knows it, and every decision about its capacity.
 *
 * @param term the highest coordinator term of a reservation
 * @param idleSince since when work could have been given; kept through offers that were not its
 *     fault
 * @param declined contacts it is not to be offered again until then
 * @param keys the latest reports of its presence, so that a late repeat undoes nothing
 * @param past what its contacts have come to, where their queues have a goal
 * @param revision the number of changes: also the agent's ledger number towards the coordinator
 * @param last the time of the newest event
 */
public record Agent(
    String id,
    Profile profile,
    Duty duty,
    List<Slot> slots,
    long term,
    Instant idleSince,
    Map<String, Instant> declined,
    List<String> keys,
    Experience past,
    long revision,
    Instant last)
    implements Wire {

  /** Reason of an agent who let an offer run out. */
  public static final String RONA = "rona";

  /** Reason of an agent whose desk has been gone for too long. */
  public static final String DESK_LOST = "desk-lost";

  static final int REMEMBERED_KEYS = 32;

  public Agent {
    slots = List.copyOf(slots);
    declined = Map.copyOf(declined);
    keys = List.copyOf(keys);
    if (past == null) past = Experience.NONE; // written before there was any
  }

  public static Agent unknown(String id) {
    return new Agent(id, null, Duty.OFF, List.of(), 0, null, Map.of(), List.of(), null, 0, null);
  }

  // ---- what it says of itself

  @JsonIgnore
  public boolean isKnown() {
    return profile != null;
  }

  /** Since the caller saw that revision; null for a caller who has seen none. */
  boolean hasChangedSince(Long known) {
    return known != null && isKnown() && known != revision;
  }

  public Presence presence() {
    return duty.presence();
  }

  public String reason() {
    return duty.reason();
  }

  public Instant presenceSince() {
    return duty.since();
  }

  /** It works with a desk, and has been without for some time: nothing new is offered. */
  public boolean lacksDesk() {
    return duty.desk() == Duty.Desk.LOST;
  }

  /** What holds once the slots are empty, or null. */
  public Duty.Planned planned() {
    return duty.planned();
  }

  public Optional<Slot> slot(OfferId o) {
    for (var slot : slots) if (slot.offer().equals(o)) return Optional.of(slot);
    return Optional.empty();
  }

  boolean is(OfferId o, Slot.Status status) {
    return slot(o).filter(s -> s.status() == status).isPresent();
  }

  private boolean has(String interaction) {
    for (var slot : slots) if (slot.offer().interaction().equals(interaction)) return true;
    return false;
  }

  /** The media of which it would take one more contact. */
  public Set<Media> open() {
    if (!duty.works() || profile == null) return Set.of();
    var open = profile.capacity().open(held());
    open.removeIf(medium -> !duty.isFor(medium));
    return open;
  }

  /** Would it take one more contact of this medium? */
  public boolean takes(Media media) {
    return duty.isFor(media) && profile != null && profile.capacity().fits(media, held());
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
      var after = duty.set(wanted, reasonNow, duty.since());
      return duty.equals(after) && key == null
          ? Decision.nothing()
          : Decision.accept(new PresenceSet(wanted, reasonNow, key, now));
    }
    var isPlanned = new Duty.Planned(wanted, why).equals(planned());
    Decision<AgentEvent, Told> decision =
        isPlanned && key == null
            ? Decision.nothing()
            : Decision.accept(new PresencePlanned(wanted, why, key, now));
    return decision.tellAll(revocations());
  }

  /** The coordinator proposes; refusing costs nothing, the answer is this agent's state. */
  public Decision<AgentEvent, Told> propose(
      OfferId o, String queue, Subject subject, Handling handling, Instant now) {
    var free = !has(o.interaction()) && takes(subject.media()) && o.mayFollow(term);
    if (!free || declines(o.interaction(), now)) return Decision.nothing();
    return reserve(o, queue, subject, handling, now);
  }

  private Decision<AgentEvent, Told> reserve(
      OfferId o, String queue, Subject subject, Handling handling, Instant now) {
    return Decision.<AgentEvent, Told>accept(new Reserved(o, queue, subject, handling, now))
        .tell(new Told.Offer(o, handling, profile.endpoint()));
  }

  /** A supervisor gives it a contact; {@code force}: whatever else it has, if it is there. */
  public Decision<AgentEvent, Told> assign(
      OfferId o, String queue, Subject subject, Handling handling, boolean force, Instant now) {
    var known = slot(o);
    if (known.isPresent()) return Decision.<AgentEvent, Told>nothing().tell(ask(known.get()));
    var no = unfit(o, subject.media(), force);
    return no == null
        ? reserve(o, queue, subject, handling, now)
        : Decision.<AgentEvent, Told>nothing().tell(new Told.Unfit(o, no));
  }

  private Refusal unfit(OfferId o, Media media, boolean force) {
    if (!isKnown()) return unknown().refusal();
    var state = presence().word();
    if (has(o.interaction()))
      return new Refusal("agent.busy", "It is being asked already: try again", state, List.of());
    if (presence() == OFFLINE)
      return new Refusal("agent.offline", "It is not signed in", state, List.of());
    if (force) return null;
    if (!duty.isFor(media))
      return new Refusal(
          "agent.not-ready", "It is not ready: ask it, or ignore its capacity", state, List.of());
    return profile.capacity().fits(media, held())
        ? null
        : new Refusal(
            "agent.busy", "It has enough to do: wait, or ignore its capacity", state, List.of());
  }

  /**
   * The contact it was consulted about is its own now, if it still has the consult, which it keeps
   * until that says it is over. While it is not known yet whether the consult has begun, nothing is
   * said: the contact asks again.
   */
  public Decision<AgentEvent, Told> takeOver(
      OfferId o, OfferId instead, String queue, Subject subject, Handling handling, Instant now) {
    var known = slot(o);
    if (known.isPresent()) return Decision.<AgentEvent, Told>nothing().tell(ask(known.get()));
    var consult = slot(instead).map(Slot::status).orElse(WRAP_UP);
    if (consult == RESERVED) return Decision.nothing();
    if (consult == WRAP_UP) return Decision.<AgentEvent, Told>nothing().tell(new Told.NotTaken(o));
    return Decision.<AgentEvent, Told>accept(
            new TookOver(o, instead, queue, subject, handling, now))
        .tell(new Told.Offer(o, handling, profile.endpoint()));
  }

  /** R4: a verdict counts only for the whole id that is held. */
  public Decision<AgentEvent, Told> connected(OfferId o, Instant now) {
    return is(o, RESERVED) ? Decision.accept(new Engaged(o, now)) : Decision.nothing();
  }

  /** The last word on an offer: the only thing that frees a slot. */
  public Decision<AgentEvent, Told> closed(OfferId o, Ending ending, Instant now) {
    return closed(o, ending, null, now);
  }

  /**
   * @param lesson what is to be learned from the contact; null for nothing
   */
  public Decision<AgentEvent, Told> closed(OfferId o, Ending ending, Lesson lesson, Instant now) {
    var held = slot(o);
    if (held.isEmpty()) return Decision.nothing();
    var wrapsUp = held.get().status() == WRAP_UP;
    if (ending == Ending.RELEASED)
      return wrapsUp ? Decision.nothing() : Decision.accept(new WrapUpStarted(o, now));
    if (wrapsUp && ending != Ending.COMPLETED && ending != Ending.MOVED) return Decision.nothing();
    var events = new ArrayList<AgentEvent>();
    events.add(new Freed(o, ending, lesson, now));
    var after = events.get(0).applyTo(this);
    if (after.planned() != null && after.slots.isEmpty()) {
      var next = after.planned();
      events.add(new PresenceSet(next.presence(), next.reason(), null, now));
    }
    return Decision.acceptAll(events);
  }

  /** What came due: it is asked again after it had let offers ring out. */
  public Decision<AgentEvent, Told> returns(Instant now) {
    var due = duty.returnsAt();
    return due == null || now.isBefore(due)
        ? Decision.nothing()
        : Decision.accept(new Returned(now));
  }

  /** R2: what to ask about a slot. Asking never frees. */
  public Told question(Slot slot, Instant now) {
    if (slot.status() == WRAP_UP && slot.until() != null && !now.isBefore(slot.until()))
      return new Told.WrapUpOver(slot.offer());
    if (slot.status() == RESERVED && planned() != null) return new Told.Revoke(slot.offer());
    return ask(slot);
  }

  private Told ask(Slot slot) {
    return new Told.Offer(slot.offer(), slot.handling(), profile.endpoint());
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
    var begun = isKnown() ? duty : duty.begun(e.at());
    return new Agent(
            id, e.profile(), begun, slots, term, idleSince, declined, keys, past, revision, last)
        .after(e);
  }

  Agent presenceSet(PresenceSet e) {
    var idle = presence() == READY && e.presence() == READY ? idleSince : e.at();
    return with(duty.set(e.presence(), e.reason(), e.at()), slots, idle).after(e, e.key());
  }

  Agent presencePlanned(PresencePlanned e) {
    return with(duty.planning(e.presence(), e.reason()), slots, idleSince).after(e, e.key());
  }

  Agent reserved(Reserved e) {
    var all = new ArrayList<>(slots);
    var until = e.at().plus(e.handling().offerTimeout());
    all.add(new Slot(e.offer(), RESERVED, e.queue(), e.subject(), e.handling(), e.at(), until));
    var highest = Math.max(term, e.offer().term());
    return new Agent(
            id, profile, duty, all, highest, idleSince, declined, keys, past, revision, last)
        .after(e);
  }

  Agent engaged(Engaged e) {
    var all = Slot.changed(slots, e.offer(), s -> s.now(ENGAGED, e.at(), null));
    return with(duty.answered(), all, idleSince).after(e);
  }

  Agent wrapUpStarted(WrapUpStarted e) {
    return with(duty, Slot.changed(slots, e.offer(), s -> s.wrappingUp(e.at())), idleSince)
        .after(e);
  }

  Agent tookOver(TookOver e) {
    var all = new ArrayList<>(slots);
    all.add(new Slot(e.offer(), ENGAGED, e.queue(), e.subject(), e.handling(), e.at(), null));
    return with(duty, all, idleSince).after(e);
  }

  Agent freed(Freed e) {
    var held = slot(e.offer()).orElseThrow();
    var rest = new ArrayList<>(slots);
    rest.remove(held);
    var worked = held.status() != RESERVED || e.ending() == Ending.COMPLETED;
    var missed = e.ending() == Ending.TIMED_OUT;
    var idle = worked || missed ? e.at() : idleSince; // SEMANTICS e15
    var next = duty.after(e.ending(), held.media(), held.handling().rona(), e.at());
    var known = e.lesson() == null ? past : past.after(e.lesson());
    var declines = Pauses.after(e, declined);
    return new Agent(id, profile, next, rest, term, idle, declines, keys, known, revision, last)
        .after(e);
  }

  Agent returned(Returned e) {
    return with(duty.returned(e.at()), slots, e.at()).after(e);
  }

  Agent desk(Duty.Desk now, AgentEvent e) {
    return with(duty.with(now), slots, idleSince).after(e);
  }

  private Agent with(Duty next, List<Slot> all, Instant idle) {
    return new Agent(id, profile, next, all, term, idle, declined, keys, past, revision, last);
  }

  private Agent after(AgentEvent e) {
    return after(e, null);
  }

  private Agent after(AgentEvent e, String key) {
    var known = key == null ? keys : Newest.with(keys, key, REMEMBERED_KEYS);
    return new Agent(
        id, profile, duty, slots, term, idleSince, declined, known, past, revision + 1, e.at());
  }
}
