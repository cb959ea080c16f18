package usher.load;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;
import usher.agent.Agent;
import usher.kernel.Contact;
import usher.kernel.Media;
import usher.queue.Entry;
import usher.routing.Matcher;
import usher.routing.Policy;
import usher.routing.Waiting;

/** As many agents as contacts at one moment: all are decided together, with their explanations. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseParallelGC")
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 3, time = 5)
public class MomentSpeed {
  private static final int SKILLS = 50;

  @Param({"50", "100"})
  int pairs;

  private final Random random = new Random(7);
  private final List<Policy> policies = new ArrayList<>();
  private final List<Agent> staff = new ArrayList<>();
  private Matcher matcher;
  private long made;

  @Setup(Level.Trial)
  public void hire() {
    for (var s = 0; s < SKILLS; s++) {
      var step = Made.step("s" + s, 1, null);
      policies.add(new Policy(Made.queue("q" + s, List.of(), List.of(step)), 1));
    }
    for (var a = 0; a < pairs; a++) {
      var skills = random.ints(0, SKILLS).distinct().limit(6 + random.nextInt(7)).toArray();
      var at = Instant.ofEpochMilli(random.nextInt(1_000_000));
      staff.add(Made.ready("a" + a, skills, random, at));
    }
  }

  @Setup(Level.Invocation)
  public void meet() {
    matcher = new Matcher();
    for (var agent : staff) matcher.put(agent, false);
    for (var n = 0; n < pairs; n++) {
      var at = Instant.ofEpochMilli(2_000_000 + n);
      var s = random.nextInt(SKILLS);
      var entry = new Entry(Contact.of("c" + made++, 0, at, null, Media.VOICE), at);
      matcher.add(new Waiting("q" + s, policies.get(s), entry, 3_000_000), 3_000_000);
    }
  }

  @Benchmark
  public Object moment() {
    return matcher.match(3_000_000);
  }
}
