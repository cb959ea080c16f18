package usher.load;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import usher.agent.Agent;
import usher.agent.Presence;
import usher.kernel.Contact;
import usher.kernel.Media;
import usher.queue.Definition;
import usher.queue.Entry;
import usher.queue.Follower;
import usher.routing.Board;
import usher.routing.Told;

/**
 * So many wait in a hundred queues of two steps, known to the coordinator's board: what each
 * weighs, and whether the board still decides. {@code java -Xmx4g … usher.load.BoardWeight
 * [waiting=1000000]}
 */
public final class BoardWeight {
  private static final int QUEUES = 100;
  private static final int PAGE = 1_000;
  private static final int PICKS = 20_000;
  private static final Instant NOW = Instant.parse("2026-03-04T08:00:00Z");

  private final Random random = new Random(7);
  private final int waiting;
  private final Agent agent;
  private final Board board;

  private BoardWeight(int waiting) {
    this.waiting = waiting;
    var skills = random.ints(0, QUEUES).distinct().limit(QUEUES / 2).toArray();
    agent = Made.ready("ann", skills, random, NOW);
    var queues = new HashSet<String>();
    for (var q = 0; q < QUEUES; q++) queues.add("q" + q);
    board = new Board(1, queues, Set.of("ann"), NOW);
  }

  /** The first argument is how many wait. */
  public static void main(String[] args) {
    new BoardWeight(args.length == 0 ? 1_000_000 : Integer.parseInt(args[0])).run();
  }

  private void run() {
    board.agent(with(Presence.NOT_READY), NOW);
    var empty = heap();
    var begun = System.nanoTime();
    for (var q = 0; q < QUEUES; q++) fill(q);
    var filled = System.nanoTime();
    var full = heap();
    System.out.printf(
        Locale.ROOT,
        "%d wait on the board, taken in in %.1f s: %d MiB, %d bytes each%n",
        board.waiting(),
        (filled - begun) / 1e9,
        full >> 20,
        (full - empty) / waiting);
    pick();
  }

  private void fill(int q) {
    var id = "q" + q;
    var steps =
        List.of(
            Made.step("s" + q, 7, Duration.ofMinutes(2)), Made.step("s" + q, 1, null));
    var aging = List.of(new Definition.Aging(Duration.ofSeconds(1 + q % 3), null));
    var definition = Made.queue(id, aging, steps);
    var mine = waiting / QUEUES;
    var pages = (mine + PAGE - 1) / PAGE;
    for (var p = 0; p < pages; p++) {
      var entries = new ArrayList<Entry>();
      for (var n = p * PAGE; n < Math.min(mine, (p + 1) * PAGE); n++) entries.add(entry(q, n));
      board.page(new Follower.Page(id, mine, 1, definition, p + 1, pages, entries), NOW);
    }
    board.drain();
  }

  /** As a switch reports them. */
  private Entry entry(int q, int n) {
    var at = NOW.minusMillis(random.nextInt(600_000));
    var id = "sip-" + q + "-" + n + "-7f3a9c";
    var from = "+6421" + (5_000_000 + random.nextInt(1_000_000));
    var contact =
        new Contact(
            id, 0, 1, at, Media.VOICE, new String("pbx"), from, null, null, null);
    return new Entry(contact, at);
  }

  /** As often as said, it becomes free, is given who comes first, and does it in no time. */
  private void pick() {
    var took = new long[PICKS];
    var offers = 0;
    for (var n = 0; n < PICKS; n++) {
      var ready = with(n % 2 == 0 ? Presence.READY : Presence.NOT_READY);
      var begun = System.nanoTime();
      board.agent(ready, NOW);
      board.decide(NOW);
      took[n] = System.nanoTime() - begun;
      for (var told : board.drain()) if (told instanceof Told.Propose) offers++;
    }
    java.util.Arrays.sort(took);
    System.out.printf(
        Locale.ROOT,
        "%d offers proposed; an agent's news and what follows from it: p50 %.1f, p99 %.1f µs%n",
        offers,
        took[PICKS / 2] / 1e3,
        took[PICKS * 99 / 100] / 1e3);
    if (offers == 0) throw new IllegalStateException("Nobody was offered anything");
  }

  private Agent known;

  /** Each is a later word of the same agent; a proposal is answered by it. */
  private Agent with(Presence presence) {
    if (known == null) known = agent;
    for (var event : known.setPresence(presence, null, NOW).events()) known = event.applyTo(known);
    return known;
  }

  private static long heap() {
    for (var n = 0; n < 3; n++) System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
