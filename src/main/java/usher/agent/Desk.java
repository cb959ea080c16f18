package usher.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import usher.agent.DeskView.OpenOffer;
import usher.kernel.Decision;
import usher.kernel.OfferId;
import usher.kernel.Why;

/**
 * What one incarnation of an agent remembers of its slots: which offers the contacts have
 * confirmed, and when to ask about each again (R2). Never written; after a crash everything is
 * asked at once.
 */
public final class Desk {
  static final Duration SOON = Duration.ofSeconds(1);
  static final Duration GRACE = Duration.ofSeconds(1);
  static final Duration SLOWLY = Duration.ofSeconds(60);

  private final Map<OfferId, OpenOffer> open = new HashMap<>();
  private final Map<OfferId, Instant> nextAsk = new HashMap<>();
  private final Set<OfferId> held = new HashSet<>();
  private final Map<OfferId, Why> whys = new HashMap<>();
  private final Lease lease = new Lease();

  /** Whether anybody listens to the agent. */
  public void listened(boolean on, Instant now) {
    lease.listened(on, now);
  }

  /** True where this is news. */
  public boolean pending(
      OfferId offer, int number, boolean accepted, Instant expiresAt, Instant now) {
    var news = new OpenOffer(offer, number, accepted, expiresAt);
    var until = expiresAt.isBefore(now) ? now : expiresAt;
    nextAsk.put(offer, until.plus(GRACE));
    return !news.equals(open.put(offer, news));
  }

  /** True where this is news. */
  public boolean held(OfferId offer, boolean on) {
    return on ? held.add(offer) : held.remove(offer);
  }

  /** Why an offer is about to be made; kept until the contact has confirmed it. */
  public void chosen(OfferId offer, Why why) {
    whys.put(offer, why);
  }

  public Why why(OfferId offer) {
    return whys.get(offer);
  }

  /** Follows the agent's slots after a change. */
  public void follow(Agent agent, Instant now) {
    open.keySet().removeIf(o -> !isReserved(agent, o));
    whys.keySet().removeIf(o -> open.containsKey(o) || !isReserved(agent, o));
    held.removeIf(o -> agent.slot(o).filter(s -> s.status() == Slot.Status.ENGAGED).isEmpty());
    nextAsk.keySet().removeIf(o -> agent.slot(o).isEmpty());
    for (var slot : agent.slots()) {
      switch (slot.status()) {
        case RESERVED -> nextAsk.putIfAbsent(slot.offer(), again(slot, now));
        case ENGAGED -> {
          var due = nextAsk.get(slot.offer());
          if (due == null || due.isBefore(slot.since().plus(SLOWLY)))
            nextAsk.put(slot.offer(), slot.since().plus(SLOWLY));
        }
        case WRAP_UP ->
            nextAsk.merge(slot.offer(), again(slot, now), (a, b) -> a.isBefore(b) ? a : b);
      }
    }
  }

  /** What to ask now; asking sets the next time. */
  public List<Told> questions(Agent agent, Instant now) {
    var questions = new ArrayList<Told>();
    for (var slot : agent.slots()) {
      var due = nextAsk.get(slot.offer());
      if (due == null || due.isAfter(now)) continue;
      questions.add(agent.question(slot, now));
      nextAsk.put(slot.offer(), again(slot, now));
    }
    return questions;
  }

  /** A wrap-up is asked about as well: its end may have been said while nobody was awake. */
  private static Instant again(Slot slot, Instant now) {
    var slowly = now.plus(SLOWLY);
    return switch (slot.status()) {
      case RESERVED -> now.plus(SOON);
      case ENGAGED -> slowly;
      case WRAP_UP -> {
        if (slot.until() == null) yield slowly;
        if (!now.isBefore(slot.until())) yield now.plus(SOON);
        yield slot.until().isBefore(slowly) ? slot.until() : slowly;
      }
    };
  }

  /** After waking nothing is certain: asks about every slot. */
  public List<Told> woken(Agent agent, Instant now) {
    follow(agent, now);
    nextAsk.replaceAll((offer, due) -> now);
    return questions(agent, now);
  }

  /** The next moment something is to be asked, or comes due by itself; or null. */
  public Instant due(Agent agent) {
    return Stream.of(
            nextAsk.values().stream(),
            Stream.ofNullable(agent.duty().silence().next()),
            Stream.ofNullable(lease.due(agent)))
        .flatMap(due -> due)
        .min(Instant::compareTo)
        .orElse(null);
  }

  /** What has come due of itself. */
  public Decision<AgentEvent, Told> comesDue(Agent agent, Instant now) {
    var back = agent.returns(now);
    return back.events().isEmpty() ? lease.comesDue(agent, now) : back;
  }

  public DeskView view(Agent agent) {
    return new DeskView(
        agent,
        agent.slots().stream()
            .map(s -> open.get(s.offer()))
            .filter(java.util.Objects::nonNull)
            .toList(),
        held);
  }

  private static boolean isReserved(Agent agent, OfferId o) {
    return agent.slot(o).filter(s -> s.status() == Slot.Status.RESERVED).isPresent();
  }
}
