package usher.routing;

import java.util.BitSet;

/** Everything that waits for the same kind of agent; in which order, each {@link Slope} knows. */
final class Bucket {
  final int index;
  final Target target;

  /** The agents who suit, by their number in the matcher. */
  final BitSet agents = new BitSet();

  private int waiting;

  Bucket(int index, Target target) {
    this.index = index;
    this.target = target;
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
