package usher.interaction;

import java.util.ArrayList;
import java.util.List;
import usher.kernel.Wire;

/** The contacts in which its agents asked others, the oldest first; at most one is open. */
public record Consults(List<Consult> all) implements Wire {

  /** What has become of a consult, as the contact it is about sees it. */
  public enum Fate {
    /** Its agent asks, or talks with who has answered. */
    OPEN,
    /** What it was about has gone on without it. */
    OVER,
    /** Whoever answered it has the contact now, in its place. */
    TAKEN
  }

  public record Consult(String id, Fate fate) implements Wire {}

  static final Consults NONE = new Consults(List.of());

  public Consults {
    all = List.copyOf(all);
  }

  /** The one that is open or was last, or null. */
  public String current() {
    return all.isEmpty() ? null : all.get(all.size() - 1).id();
  }

  /** Of one it does not know: {@link Fate#OVER}. */
  Fate fateOf(String consult) {
    for (var c : all) if (c.id().equals(consult)) return c.fate();
    return Fate.OVER;
  }

  /** The id of the open one, or null. */
  String open() {
    var last = current();
    return last != null && fateOf(last) == Fate.OPEN ? last : null;
  }

  Consults asking(String consult) {
    var more = new ArrayList<>(ended().all);
    more.add(new Consult(consult, Fate.OPEN));
    return new Consults(more);
  }

  Consults ended() {
    var open = open();
    return open == null ? this : now(open, Fate.OVER);
  }

  Consults now(String consult, Fate fate) {
    var changed = new Consult(consult, fate);
    return new Consults(all.stream().map(c -> c.id().equals(consult) ? changed : c).toList());
  }
}
