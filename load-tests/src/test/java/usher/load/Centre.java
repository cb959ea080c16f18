package usher.load;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A call centre beside the generator: agents at desks with live streams, and the switch that
 * connects them. Notes when each call is reported and when a desk hears of it; at the end every
 * call is looked up and counted.
 */
final class Centre implements Switch.Ear {
  private static final int AT_ONCE = 64;

  final String run = "load-" + Long.toString(System.currentTimeMillis(), 36);
  final Tally tally = new Tally();
  private final Server server = new Server(to(), tally);
  final Team team;
  private final Switch carrier;
  private final List<Desk> desks = new ArrayList<>();
  private final Map<String, Long> reportedAt = new ConcurrentHashMap<>();
  private final Map<String, Long> freeSince = new ConcurrentHashMap<>();
  private final Queue<String> created = new ConcurrentLinkedQueue<>();
  private final Set<String> established = ConcurrentHashMap.newKeySet();
  private final Set<String> unclear = ConcurrentHashMap.newKeySet();
  private final Set<String> hungUp = ConcurrentHashMap.newKeySet();
  private final Set<String> givenUp = ConcurrentHashMap.newKeySet();

  /** Where the server under load is: {@code -Dto=http://127.0.0.1:8080}. */
  static URI to() {
    return URI.create(System.getProperty("to", "http://127.0.0.1:8080"));
  }

  static int number(String name, int otherwise) {
    return Integer.getInteger(name, otherwise);
  }

  /**
   * A queue without wrap-up, and so many agents for it who are not at work yet.
   *
   * @param talkMillis how long each call takes
   */
  Centre(int agents, long talkMillis) {
    carrier = new Switch(run, server, tally, talkMillis, this);
    team = new Team(run, server);
    team.define(run, team.queue().put("wrapUp", new JsonObject().put("mode", "none")));
    team.hire(agents);
    for (var n = 0; n < agents; n++) {
      var agent = team.agent(n);
      desks.add(new Desk(agent, server, tally, offer -> offered(agent, offer)));
    }
    atOnce(some -> some.stream().map(Desk::open).toList().forEach(CompletableFuture::join));
    carrier.open();
  }

  /** All of them say that they are at work. */
  void beReady() {
    atOnce(some -> some.stream().map(Desk::beReady).toList().forEach(server::must));
  }

  /** So many at once, then the next ones. */
  private void atOnce(Consumer<List<Desk>> work) {
    for (var from = 0; from < desks.size(); from += AT_ONCE)
      work.accept(desks.subList(from, Math.min(desks.size(), from + AT_ONCE)));
  }

  /** One after the other, so that not all of them hang up in the same moment ever after. */
  void beReadyWithin(long millis) {
    var step = millis / desks.size();
    for (var n = 0; n < desks.size(); n++) server.later(1 + n * step, desks.get(n)::beReady);
  }

  /** What happens from so many seconds from now on, and for so many, is in the figures. */
  void measure(int after, int seconds) {
    server.later(Math.max(1, after * 1_000L), () -> tally.measure(true));
    server.later((after + seconds) * 1_000L, () -> tally.measure(false));
  }

  // ---- what calls do

  /** The event by which a switch reports a call, from now. */
  String arrives(String call) {
    reportedAt.put(call, System.nanoTime());
    return Switch.event(run, "offered", call, call)
        .put("data", new JsonObject().put("queue", run).put("from", "+6421555001"))
        .encode();
  }

  String abandons(String call) {
    hungUp.add(call);
    return Switch.event(run, "abandoned", call, call).encode();
  }

  /** Its report was answered with a promise: from now on it must not be lost. */
  void promised(String call) {
    created.add(call);
  }

  /** Its hang-up has been answered so; one that was not talked to is given up now. */
  void abandoned(String call, String status) {
    if (status.equals("applied")) givenUp.add(call);
  }

  // ---- what the switch says

  @Override
  public void established(String call) {
    established.add(call);
  }

  @Override
  public void unclear(String call) {
    unclear.add(call);
  }

  @Override
  public void hangsUp(String call, String agent) {
    freeSince.put(agent, System.nanoTime());
  }

  @Override
  public void released(String call) {
    tally.completed();
  }

  @Override
  public boolean isGivenUp(String call) {
    return hungUp.contains(call);
  }

  private void offered(String agent, String offer) {
    var reported = reportedAt.remove(offer.substring(0, offer.lastIndexOf('~')));
    if (reported == null) return; // heard already
    tally.took("event to offer", reported);
    var free = freeSince.remove(agent);
    if (free != null) tally.took("free to offer", Math.max(free, reported));
  }

  // ---- the end

  /** How many wait, are being offered, or talk; by a view that may be a second old. */
  private int underWay() {
    var live = queue().getJsonObject("live");
    return live.getInteger("waiting") + live.getInteger("offered") + live.getInteger("connected");
  }

  JsonObject queue() {
    return new JsonObject(server.must("GET", "/v1/queues/" + run, null).body());
  }

  /** What a promised call must have come to. */
  private Audit.Ending ending(String call) {
    if (established.contains(call) || !givenUp.contains(call)) return Audit.Ending.SERVED;
    return unclear.contains(call) ? Audit.Ending.EITHER : Audit.Ending.GIVEN_UP;
  }

  /**
   * Waits until nobody is under way, then looks at every call that was promised: null, or what is
   * wrong.
   *
   * @param mayFail requests of switch and desks may be refused, as long as they are heard in the
   *     end
   */
  String count(int seconds, boolean mayFail) {
    var until = System.nanoTime() + seconds * 1_000_000_000L;
    var left = underWay();
    var quiet = 0;
    while (quiet < 3 && System.nanoTime() < until) {
      LockSupport.parkNanos(500_000_000);
      left = underWay();
      quiet = left == 0 ? quiet + 1 : 0;
    }
    desks.forEach(Desk::close);
    carrier.close();
    tally.measure(false);
    tally.print();
    System.out.println("Promised: " + created.size() + ", under way at the end: " + left);
    var right = Audit.of(server, created, this::ending, seconds);
    server.close();
    if (!mayFail && !tally.faults().isEmpty()) return "there were faults";
    if (left > 0) return left + " are under way still";
    return right ? null : "not every call came to its end once";
  }
}
