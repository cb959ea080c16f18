package usher.interaction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
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
    return each(c -> c.fate() == Fate.OPEN ? new Consult(c.id(), Fate.OVER) : c);
  }

  Consults now(String consult, Fate fate) {
    return each(c -> c.id().equals(consult) ? new Consult(consult, fate) : c);
  }

  private Consults each(UnaryOperator<Consult> change) {
    return new Consults(all.stream().map(change).toList());
  }
}
