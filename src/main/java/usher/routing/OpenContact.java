package usher.routing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import usher.agent.Agent;
import usher.agent.Slot;
import usher.queue.Entry;
import usher.routing.Seen.State;

/** A contact that a queue or an agent has, put together from what both say. */
final class OpenContact {
  private record Held(String agent, Slot slot) {}

  final String id;
  private String line;
  private Entry entry;
  private Seen.ContactRow row;
  private final List<Held> slots = new ArrayList<>(1);

  OpenContact(String id) {
    this.id = id;
  }

  /** Between two queues it may have an entry in both: the later round is where it is. */
  void waits(String queue, Entry one) {
    if (entry != null && entry.round() >= one.round()) return;
    line = queue;
    entry = one;
  }

  void held(Agent agent, Slot slot) {
    slots.add(new Held(agent.id(), slot));
  }

  Entry entry() {
    return entry;
  }

  String line() {
    return line;
  }

  Seen.ContactRow row() {
    if (row == null) row = find();
    return row;
  }

  /** An offer counts for its round: what agents have of an earlier one is about to end. */
  private Seen.ContactRow find() {
    if (slots.isEmpty()) return queued();
    var newest = slots.stream().mapToInt(h -> h.slot.offer().round()).max().orElse(-1);
    if (entry != null && entry.round() > newest) return queued();
    var now = slots.stream().filter(h -> h.slot.offer().round() == newest).toList();
    for (var status : List.of(Slot.Status.ENGAGED, Slot.Status.RESERVED)) {
      var some = now.stream().filter(h -> h.slot.status() == status).toList();
      if (!some.isEmpty()) return held(some);
    }
    return held(now);
  }

  private Seen.ContactRow queued() {
    var c = entry.contact();
    return new Seen.ContactRow(
        id,
        c.media(),
        c.source(),
        c.customer(),
        State.QUEUED,
        line,
        List.of(),
        c.arrivedAt(),
        entry.enteredAt());
  }

  private Seen.ContactRow held(List<Held> some) {
    var first = some.get(0).slot;
    var since = some.stream().map(h -> h.slot.since()).min(Instant::compareTo).orElseThrow();
    return new Seen.ContactRow(
        id,
        first.media(),
        first.subject().source(),
        first.subject().customer(),
        state(first.status()),
        first.queue(),
        some.stream().map(Held::agent).sorted().toList(),
        entry == null ? null : entry.arrivedAt(),
        since);
  }

  private static State state(Slot.Status status) {
    if (status == Slot.Status.RESERVED) return State.OFFERED;
    return status == Slot.Status.WRAP_UP ? State.WRAP_UP : State.CONNECTED;
  }
}
