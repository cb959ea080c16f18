package usher.queue;

import java.util.List;

/** Whoever keeps a copy of a queue's ledger: the routing coordinator. */
public interface Follower {
  /** Changes number {@code first}, {@code first + 1}, and so on. */
  void changes(String queue, long first, List<Change> changes);

  /** What a copy should have by now. */
  void digest(String queue, long number, int entries);

  /** The whole ledger as of {@code number}, in pages; {@code definition} is null when deleted. */
  void page(Page page);

  /** One page; {@code of} in all. */
  record Page(
      String queue,
      long number,
      int version,
      Definition definition,
      int page,
      int of,
      List<Entry> entries)
      implements usher.kernel.Wire {
    public Page {
      entries = List.copyOf(entries);
    }
  }
}
