package usher.load;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import usher.agent.Agent;
import usher.agent.Experience;
import usher.kernel.Contact;
import usher.kernel.Goal;
import usher.kernel.Media;
import usher.queue.Entry;
import usher.routing.Matcher;
import usher.routing.Policy;
import usher.routing.Waiting;

/**
 * Everybody is free and may take it: a contact with twenty traits arrives, and goes to whoever will
 * most likely reach its queue's goal, with the reason why.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseParallelGC")
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 3, time = 5)
public class RankSpeed {
  private static final int TRAITS = 20;
  private static final int VALUES = 4;

  @Param({"1500"})
  int agents;

  private final Random random = new Random(7);
  private final Matcher matcher = new Matcher();
  private final Histogram ranked = new Histogram(3);
  private Policy policy;
  private long made;

  @Setup(Level.Trial)
  public void hire() {
    var by = new ArrayList<String>();
    for (var n = 0; n < TRAITS; n++) by.add("f" + n);
    var goal = new Goal(Set.of("solved"), by);
    policy = new Policy(Made.predicting("q", goal), 1);
    for (var a = 0; a < agents; a++) {
      var at = Instant.ofEpochMilli(random.nextInt(1_000_000));
      var agent = Made.ready("a" + a, new int[] {0}, random, at);
      matcher.put(knowing(agent, goal), false);
    }
  }

  private Agent knowing(Agent a, Goal goal) {
    var counts = new HashMap<String, Experience.Count>();
    for (var value = 0; value < VALUES; value++)
      for (var trait : goal.traits("q", attributes(value))) {
        var all = 1 + random.nextInt(400);
        counts.put(trait, new Experience.Count(random.nextInt(all + 1), all));
      }
    return new Agent(
        a.id(),
        a.profile(),
        a.duty(),
        List.of(),
        0,
        a.idleSince(),
        Map.of(),
        List.of(),
        new Experience(counts),
        a.revision(),
        a.last());
  }

  /** {@code value} of each; any where it is negative. */
  private Map<String, String> attributes(int value) {
    var all = new HashMap<String, String>();
    for (var n = 0; n < TRAITS; n++)
      all.put("f" + n, "v" + (value < 0 ? random.nextInt(VALUES) : value));
    return all;
  }

  @Setup(Level.Iteration)
  public void forget() {
    ranked.reset();
  }

  @TearDown(Level.Iteration)
  public void tell() {
    System.out.printf(
        " [arrival → pick p50 %.1f p99 %.1f p99.9 %.1f µs] ",
        ranked.getValueAtPercentile(50) / 1000.0,
        ranked.getValueAtPercentile(99) / 1000.0,
        ranked.getValueAtPercentile(99.9) / 1000.0);
  }

  /** Arrive, rank all of them, pick and explain; then whoever got it is free again. */
  @Benchmark
  public Object rank() {
    var now = 2_000_000 + made;
    var at = Instant.ofEpochMilli(now);
    var contact = Contact.of("c" + made++, 0, at, null, Media.VOICE).keeping(attributes(-1));
    var waiting = new Waiting("q", policy, new Entry(contact, at), now);
    var began = System.nanoTime();
    matcher.add(waiting, now);
    var match = matcher.match(now).get(0);
    ranked.recordValue(System.nanoTime() - began);
    matcher.put(match.agent(), false);
    matcher.match(now);
    return match;
  }
}
