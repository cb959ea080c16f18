package usher.load;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
import usher.agent.Capacity;
import usher.agent.Presence;
import usher.agent.Profile;
import usher.kernel.Contact;
import usher.kernel.Handling;
import usher.kernel.Media;
import usher.kernel.Rona;
import usher.kernel.WrapUp;
import usher.queue.Definition;
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
    for (var s = 0; s < SKILLS; s++) policies.add(policy("s" + s));
    for (var a = 0; a < pairs; a++) {
      var levels = new HashMap<String, Integer>();
      random
          .ints(0, SKILLS)
          .distinct()
          .limit(6 + random.nextInt(7))
          .forEach(s -> levels.put("s" + s, 1 + random.nextInt(10)));
      var profile = new Profile("a" + a, null, levels, List.of(), Capacity.DEFAULT, Map.of());
      var at = Instant.ofEpochMilli(random.nextInt(1_000_000));
      var agent = Agent.unknown("a" + a);
      for (var event : agent.define(profile, at).events()) agent = event.applyTo(agent);
      for (var event : agent.setPresence(Presence.READY, null, at).events())
        agent = event.applyTo(agent);
      staff.add(agent);
    }
  }

  private static Policy policy(String skill) {
    var rank = List.of(Definition.Rank.BEST_SKILL, Definition.Rank.LONGEST_IDLE);
    var step =
        new Definition.Step(
            Map.of(skill, 1), List.of(), List.of(), null, false, null, false, 0, 1, rank, null);
    return new Policy(
        new Definition(
            skill,
            Set.of(),
            null,
            Handling.OFFER_TIMEOUT,
            Handling.CONNECT_TIMEOUT,
            WrapUp.NONE,
            Rona.DEFAULT,
            null,
            null,
            null,
            null,
            0,
            List.of(),
            List.of(step)),
        1);
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
