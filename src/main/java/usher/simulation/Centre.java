package usher.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;
import usher.agent.Agent;
import usher.agent.AgentEvent;
import usher.agent.Presence;
import usher.agent.Told;
import usher.kernel.Contact;
import usher.kernel.Decision;
import usher.kernel.Ending;
import usher.kernel.Lesson;
import usher.kernel.Media;
import usher.kernel.OfferId;
import usher.queue.Definition;
import usher.queue.Entry;
import usher.routing.Matcher;
import usher.routing.Policy;
import usher.routing.Waiting;

/**
 * One run of a scenario under one policy. Who gets what is decided by the server's own matcher, and
 * what that does to an agent by the server's own agent; only the customers, their patience and the
 * clock are made up. In one millisecond agents become free first, then contacts arrive, then
 * patience ends.
 */
final class Centre {
  private static final long TERM = 1;
  private static final double ROUNDING = 1e-9;

  private enum Kind {
    FREED,
    RELEASED,
    ANSWERED,
    RUNG_OUT,
    /** Somebody's shift begins or ends. */
    SHIFT,
    /** Who let it ring is ready again. */
    BACK,
    ARRIVED,
    GIVEN_UP
  }

  /** {@code person} or {@code visit} may be null, depending on the kind. */
  private record Event(long at, Kind kind, long order, Person person, Visit visit, OfferId offer)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      if (at != other.at) return Long.compare(at, other.at);
      if (kind != other.kind) return kind.compareTo(other.kind);
      return Long.compare(order, other.order);
    }
  }

  /** An agent and what is known of it beside what the server knows. */
  private static final class Person {
    final Scenario.Crew crew;
    Agent agent;

    /** Of coming to the goal, by stream; null where nobody looks. */
    final Double[] chances;

    boolean isIn;

    /** What of its room is taken by those whom it has answered, from 0 to 1. */
    double occupied;

    Person(Scenario.Crew crew, Agent agent, Double[] chances) {
      this.crew = crew;
      this.agent = agent;
      this.chances = chances;
    }

    String id() {
      return agent.id();
    }

    /** Until its last contact is over, even if the shift is. */
    boolean isThere() {
      return isIn || occupied > ROUNDING;
    }
  }

  private final Scenario scenario;
  private final Ledger ledger;
  private final Matcher matcher = new Matcher();
  private final Map<String, Policy> policies = new HashMap<>();
  private final Map<String, Person> people = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final Map<String, Visit> visits = new HashMap<>();
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<Source> sources = new ArrayList<>();
  private long arrivals;
  private long ordered;
  private long now;
  private int coming;
  private long lastArrival;

  Centre(Scenario scenario, Map<String, Definition> queues, List<Source> sources, Ledger ledger) {
    this.scenario = scenario;
    this.ledger = ledger;
    this.sources.addAll(sources);
    queues.forEach((id, definition) -> policies.put(id, new Policy(definition, 1)));
    for (var crew : scenario.crews())
      for (var n = 1; n <= crew.count(); n++) hire(crew, crew.name() + "-" + n);
    for (var n = 0; n < sources.size(); n++) next(n);
  }

  private void hire(Scenario.Crew crew, String id) {
    var at = Instant.ofEpochMilli(0);
    var known = Agent.unknown(id);
    var person = new Person(crew, after(known, known.define(crew.profile(), at)), chances(id));
    people.put(id, person);
    names.add(id);
    matcher.put(person.agent, false);
    sign(person);
    var times = new TreeSet<Long>();
    for (var shift : crew.shifts()) times.addAll(List.of(shift.from(), shift.to()));
    for (var time : times) schedule(time, Kind.SHIFT, person, null, null);
  }

  private Double[] chances(String agent) {
    var chances = new Double[scenario.streams().size()];
    for (var n = 0; n < chances.length; n++) {
      var success = scenario.streams().get(n).success();
      if (success != null) chances[n] = success.chance(scenario.seed(), agent, n);
    }
    return chances;
  }

  /** To the end: nobody comes any more, and nobody is left who can be helped within a week. */
  void run() {
    while (!events.isEmpty() && !isOver()) {
      var next = events.peek();
      if (matcher.due() < next.at) now = matcher.due();
      else handleAll(next.at, next.kind);
      offer();
    }
    for (var visit : visits.values()) ledger.ended(visit, now);
    ledger.closed(now);
  }

  private boolean isOver() {
    return coming == 0 && (visits.isEmpty() || now > lastArrival + 7 * Scenario.DAY);
  }

  /** All of one kind in one millisecond, before anything is decided: they are one moment. */
  private void handleAll(long at, Kind kind) {
    while (!events.isEmpty() && events.peek().at == at && events.peek().kind == kind)
      handle(events.poll());
  }

  private void handle(Event event) {
    now = event.at;
    switch (event.kind) {
      case ARRIVED -> arrive(event.visit);
      case GIVEN_UP -> giveUp(event.visit);
      case ANSWERED -> answer(event.visit, event.person, event.offer);
      case RUNG_OUT -> ringOut(event.visit, event.person, event.offer);
      case RELEASED -> release(event.visit, event.person, event.offer);
      case FREED -> complete(event.visit, event.person, event.offer);
      case SHIFT -> changeShift(event.person);
      case BACK -> comeBack(event.person);
    }
  }

  private void schedule(long at, Kind kind, Person person, Visit visit, OfferId offer) {
    events.add(new Event(at, kind, ordered++, person, visit, offer));
  }

  // ---- customers

  private void next(int stream) {
    var source = sources.get(stream);
    if (arrivals >= scenario.contacts() || !source.hasNext()) return;
    arrivals++;
    coming++;
    var visit = source.next();
    schedule(visit.arrivedAt, Kind.ARRIVED, null, visit, null);
  }

  private void arrive(Visit visit) {
    coming--;
    lastArrival = now;
    var kind = scenario.streams().get(visit.stream);
    var at = Instant.ofEpochMilli(now);
    var attributes = attributes(visit, kind);
    var contact =
        new Contact(visit.id, 0, 0, at, kind.media(), null, null, visit.points, attributes, null);
    visit.waiting =
        new Waiting(kind.queue(), policies.get(kind.queue()), new Entry(contact, at), now);
    visits.put(visit.id, visit);
    matcher.add(visit.waiting, now);
    if (visit.patience != Long.MAX_VALUE)
      schedule(now + visit.patience, Kind.GIVEN_UP, null, visit, null);
    next(visit.stream);
  }

  private Map<String, String> attributes(Visit visit, Scenario.Stream kind) {
    if (visit.before < 0) return kind.attributes();
    visit.lastAgent = names.get((int) (visit.before * names.size()));
    var all = new HashMap<>(kind.attributes());
    all.put(Definition.LastAgent.AGENT, visit.lastAgent);
    return all;
  }

  private void giveUp(Visit visit) {
    if (!visit.isWaiting()) return;
    visit.outcome = Visit.Outcome.ABANDONED;
    leave(visit, Ending.CANCELED, null);
    ledger.ended(visit, now);
  }

  /** Out of line; whoever is asked beside {@code but} need not answer any more. */
  private void leave(Visit visit, Ending ending, OfferId but) {
    visits.remove(visit.id);
    matcher.remove(visit.waiting);
    visit.waited = now - visit.arrivedAt;
    for (var offer : visit.offers)
      if (!offer.equals(but)) end(people.get(offer.agent()), offer, ending);
    visit.offers.clear();
  }

  // ---- offers

  private void offer() {
    var matches = matcher.match(now);
    while (!matches.isEmpty()) {
      for (var match : matches) offer(match);
      matches = matcher.match(now);
    }
  }

  private void offer(Matcher.Match match) {
    var visit = visits.get(match.waiting().interaction());
    var person = people.get(match.agent().id());
    var queue = match.waiting().queue();
    var handling = policies.get(queue).handling(match.waiting().step());
    visit.wrapUpAllowed = handling.wrapUp();
    var offer = new OfferId(visit.id, match.waiting().round(), person.id(), TERM);
    var subject = match.waiting().subject();
    var at = Instant.ofEpochMilli(now);
    visit.offers.add(offer);
    visit.step = match.waiting().step();
    visit.offersMade++;
    change(person, person.agent.propose(offer, queue, subject, handling, at));
    if (chance(visit) >= person.crew.answers())
      schedule(now + handling.offerTimeout().toMillis(), Kind.RUNG_OUT, person, visit, offer);
    else if (person.crew.answerTime() == 0) answer(visit, person, offer);
    else schedule(now + person.crew.answerTime(), Kind.ANSWERED, person, visit, offer);
  }

  /** From 0 to 1, the same for this offer of this contact whatever else happens. */
  private static double chance(Visit visit) {
    return part(visit.luck + visit.offersMade);
  }

  private static double part(long luck) {
    return (Source.mix(luck) >>> 11) * 0x1.0p-53;
  }

  private void answer(Visit visit, Person person, OfferId offer) {
    if (!visit.offers.contains(offer)) return;
    visit.outcome = Visit.Outcome.SERVED;
    visit.agent = person.id();
    var success = person.chances[visit.stream];
    if (success != null) visit.reached = part(visit.luck - 1) < success;
    leave(visit, Ending.RESCINDED, offer);
    change(person, person.agent.connected(offer, Instant.ofEpochMilli(now)));
    var kind = scenario.streams().get(visit.stream);
    var speed = person.crew.speeds().getOrDefault(kind.name(), 1.0);
    var talk =
        Math.round(visit.service * speed * (visit.isAgain() ? kind.returning().service() : 1));
    schedule(now + talk, Kind.RELEASED, person, visit, offer);
    ledger.ended(visit, now);
    occupy(person, share(person, kind.media()));
  }

  private void ringOut(Visit visit, Person person, OfferId offer) {
    if (!visit.offers.remove(offer)) return;
    end(person, offer, Ending.TIMED_OUT);
    awaitReturn(person);
    if (visit.offers.isEmpty()) {
      matcher.remove(visit.waiting);
      visit.waiting.nextRound();
      matcher.add(visit.waiting, now);
    }
  }

  // ---- agents

  private void release(Visit visit, Person person, OfferId offer) {
    var wrapUp = wrapUp(visit);
    if (wrapUp > 0) {
      change(person, person.agent.closed(offer, Ending.RELEASED, Instant.ofEpochMilli(now)));
      schedule(now + wrapUp, Kind.FREED, person, visit, offer);
    } else {
      var at = Instant.ofEpochMilli(now);
      person.agent = after(person.agent, person.agent.closed(offer, Ending.RELEASED, at));
      complete(visit, person, offer);
    }
  }

  /** As long as it takes, and as the queue allows; nobody has asked for one. */
  private long wrapUp(Visit visit) {
    var allowed = visit.wrapUpAllowed;
    if (!allowed.follows(false)) return 0;
    return allowed.limit() == null
        ? visit.wrapUp
        : Math.min(visit.wrapUp, allowed.limit().toMillis());
  }

  private void complete(Visit visit, Person person, OfferId offer) {
    var kind = scenario.streams().get(visit.stream);
    occupy(person, -share(person, kind.media()));
    var goal = policies.get(kind.queue()).handling(0).goal();
    var isLearned = visit.reached != null && goal != null;
    var lesson =
        isLearned ? new Lesson(visit.reached, goal.traits(kind.queue(), kind.attributes())) : null;
    var at = Instant.ofEpochMilli(now);
    change(person, person.agent.closed(offer, Ending.COMPLETED, lesson, at));
  }

  private void end(Person person, OfferId offer, Ending ending) {
    change(person, person.agent.closed(offer, ending, Instant.ofEpochMilli(now)));
  }

  private void changeShift(Person person) {
    sign(person);
    schedule(now + Scenario.DAY, Kind.SHIFT, person, null, null);
  }

  /** Where one shift ends as the next begins, nothing happens. */
  private void sign(Person person) {
    var in = person.crew.works(now);
    if (in == person.isIn) return;
    var presence = in ? Presence.READY : Presence.OFFLINE;
    change(person, person.agent.setPresence(presence, null, Instant.ofEpochMilli(now)));
    var was = person.isThere();
    person.isIn = in;
    ledger.staff(now, was, person.isThere());
  }

  private void comeBack(Person person) {
    change(person, person.agent.returns(Instant.ofEpochMilli(now)));
    awaitReturn(person);
  }

  /** To one medium it may come back sooner than to another. */
  private void awaitReturn(Person person) {
    var back = person.agent.duty().returnsAt();
    if (back != null) schedule(back.toEpochMilli(), Kind.BACK, person, null, null);
  }

  private void occupy(Person person, double more) {
    var was = person.isThere();
    person.occupied = Math.max(0, person.occupied + more);
    ledger.occupy(now, more);
    ledger.staff(now, was, person.isThere());
  }

  /** What one contact of this medium takes of an agent's room. */
  private static double share(Person person, Media medium) {
    var capacity = person.crew.profile().capacity();
    return (double) capacity.used(List.of(medium)) / capacity.total();
  }

  private void change(Person person, Decision<AgentEvent, Told> decision) {
    if (decision.events().isEmpty()) return;
    person.agent = after(person.agent, decision);
    matcher.put(person.agent, false);
  }

  private static Agent after(Agent agent, Decision<AgentEvent, Told> decision) {
    var changed = agent;
    for (var event : decision.events()) changed = event.applyTo(changed);
    return changed;
  }
}
