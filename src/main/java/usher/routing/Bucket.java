package usher.routing;

import java.util.BitSet;

/** Everything that waits for the same kind of agent; in which order, each {@link Slope} knows. */
final class Bucket {
  final int index;
  final Target target;

  /** The agents who suit, by their number in the matcher. */
  final BitSet agents = new BitSet();

  private int suiting;
  private int there;
  private int waiting;

  Bucket(int index, Target target) {
    this.index = index;
    this.target = target;
  }

  /** One more agent suits; {@code works}: and is there. */
  void gains(boolean works) {
    suiting++;
    if (works) there++;
  }

  void loses(boolean worked) {
    suiting--;
    if (worked) there--;
  }

  /** How many agents suit. */
  int suiting() {
    return suiting;
  }

  /** How many of them are at work. */
  int there() {
    return there;
  }

  void came() {
    waiting++;
  }

  void left() {
    waiting--;
  }

  boolean isEmpty() {
    return waiting == 0;
  }
}
