package usher.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import usher.queue.Definition;

/**
 * Whom a queue looks for, wider with the time in line. Steps follow each other by the time since
 * the contact entered the queue; a step adds its target to the earlier ones or replaces them.
 * Computed, never written.
 */
public final class Expansion {
  private final List<Definition.Step> steps;
  private final long[] begins;
  private final List<List<String>> skills = new ArrayList<>();

  public Expansion(List<Definition.Step> steps) {
    this(steps, new BitSet());
  }

  /** {@code skipped}: steps that take no time, because nobody is meant by them. */
  Expansion(List<Definition.Step> steps, BitSet skipped) {
    this.steps = steps;
    begins = new long[steps.size()];
    for (var s = 1; s < begins.length; s++) {
      var before = skipped.get(s - 1) ? Duration.ZERO : steps.get(s - 1).lasts();
      begins[s] =
          before == null || begins[s - 1] == Long.MAX_VALUE
              ? Long.MAX_VALUE
              : begins[s - 1] + before.toMillis();
    }
    for (var s = 0; s < begins.length; s++) skills.add(skillsOf(s));
  }

  private List<String> skillsOf(int step) {
    var all = new TreeSet<String>();
    for (var s = first(step); s <= step; s++) all.addAll(steps.get(s).skills().keySet());
    return List.copyOf(all);
  }

  public int size() {
    return steps.size();
  }

  public Definition.Step step(int index) {
    return steps.get(index);
  }

  /** The index of the step that is on after {@code waited} ms in this line. */
  public int at(long waited) {
    var s = 0;
    while (s + 1 < begins.length && waited >= begins[s + 1]) s++;
    return s;
  }

  /** ms in line at which the step after this one begins; {@code Long.MAX_VALUE} for never. */
  public long next(int step) {
    return step + 1 < begins.length ? begins[step + 1] : Long.MAX_VALUE;
  }

  /** ms in line at which this step began. */
  public long begin(int step) {
    return begins[step];
  }

  /** The earliest step whose target counts while {@code step} is on. */
  int first(int step) {
    var first = step;
    while (first > 0 && !steps.get(first).replace()) first--;
    return first;
  }

  /** What is asked of whoever takes a contact while {@code step} is on: skills by name. */
  List<String> skills(int step) {
    return skills.get(step);
  }

  /** Points the steps have added by now, in thousandths. */
  public long milliPoints(int step) {
    var sum = 0L;
    for (var s = 0; s <= step; s++) sum += Priority.milli(steps.get(s).points());
    return sum;
  }
}
