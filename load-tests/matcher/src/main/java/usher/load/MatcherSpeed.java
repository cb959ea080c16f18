package usher.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
import usher.kernel.Contact;
import usher.kernel.Media;
import usher.queue.Definition;
import usher.queue.Entry;
import usher.routing.Matcher;
import usher.routing.Policy;
import usher.routing.Waiting;

/**
 * A full house: everybody works, so many wait. An agent becomes free, the matcher picks and says
 * why, another contact arrives; what came due by itself (two expansions a contact) is in it. As in
 * the yardstick, mean waits are about 120 s, proficiency 7, 4 and 1 is asked for, and demand
 * follows what agents can do.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = {"-Xmx5g", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 10)
@Measurement(iterations = 3, time = 10)
public class MatcherSpeed {
  private static final int[] LEVELS = {7, 4, 1};
  private static final String[] SLOPES = {"1", "2", "5"};

  @Param({"1000", "10000", "100000"})
  int waiting;

  @Param({"10000"})
  int agents;

  /** Of 50 skills, or of 200: about 20 and 200 kinds of contacts an agent serves. */
  @Param({"8", "80"})
  int skillsAnAgent;

  private final Random random = new Random(7);
  private final Matcher matcher = new Matcher();
  private final List<Agent> staff = new ArrayList<>();
  private final List<Policy> policies = new ArrayList<>();
  private final List<int[]> can = new ArrayList<>();
  private final Histogram picks = new Histogram(3);
  private double clock = 1_700_000_000_000.0;
  private double step;
  private long made;
  private long missed;

  @Setup(Level.Trial)
  public void open() {
    var skills = skillsAnAgent > 20 ? 200 : 50;
    for (var s = 0; s < skills; s++) for (var slope : SLOPES) policies.add(policy("s" + s, slope));
    for (var a = 0; a < agents; a++) hire(a, skills);
    step = 120_000.0 / waiting;
    for (var n = 0; n < waiting; n++) arrive();
  }

  private static Policy policy(String skill, String slope) {
    var steps = new ArrayList<Definition.Step>();
    for (var n = 0; n < LEVELS.length; n++)
      steps.add(Made.step(skill, LEVELS[n], n < 2 ? Duration.ofSeconds(30) : null));
    var aging = List.of(new Definition.Aging(Duration.ofSeconds(Long.parseLong(slope)), null));
    return new Policy(Made.queue(skill, aging, steps), 1);
  }

  private void hire(int number, int skills) {
    var mine = random.ints(0, skills).distinct().limit(skillsAnAgent).toArray();
    can.add(mine);
    var at = Instant.ofEpochMilli((long) clock - random.nextInt(100_000));
    var agent = Made.ready("a" + number, mine, random, at);
    staff.add(agent);
    matcher.put(agent, true);
  }

  private void arrive() {
    clock += step;
    var now = (long) clock;
    var wanted = can.get(random.nextInt(agents));
    var skill = wanted[random.nextInt(wanted.length)];
    var slope = random.nextInt(SLOPES.length);
    var at = Instant.ofEpochMilli(now);
    var points = 100.0 * random.nextInt(10);
    var contact = Contact.of("c" + made++, 0, at, points, Media.VOICE);
    var policy = policies.get(skill * SLOPES.length + slope);
    matcher.add(new Waiting("q" + skill + "-" + slope, policy, new Entry(contact, at), now), now);
    matcher.match(now);
  }

  @Setup(Level.Iteration)
  public void forget() {
    picks.reset();
    missed = 0;
  }

  @TearDown(Level.Iteration)
  public void tell() {
    System.out.printf(
        " [pick p50 %.2f p99 %.2f p99.9 %.2f µs, %d without anybody] ",
        picks.getValueAtPercentile(50) / 1000.0,
        picks.getValueAtPercentile(99) / 1000.0,
        picks.getValueAtPercentile(99.9) / 1000.0,
        missed);
  }

  /** Pick with its explanation, remove, arrive, timers. */
  @Benchmark
  public Object cycle() {
    var agent = staff.get(random.nextInt(agents));
    var now = (long) clock;
    var began = System.nanoTime();
    matcher.put(agent, false);
    var matches = matcher.match(now);
    picks.recordValue(System.nanoTime() - began);
    if (matches.isEmpty()) {
      missed++;
      matcher.put(agent, true);
    } else arrive();
    return matches;
  }
}
