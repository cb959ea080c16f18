package usher.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The few best of many, without sorting the others. */
final class Best<T> {
  private final int most;
  private final Comparator<T> order;
  private final List<T> best;

  Best(int most, Comparator<T> order) {
    this.most = most;
    this.order = order;
    best = new ArrayList<>(most + 1);
  }

  void add(T one) {
    var at = best.size();
    if (at == most && order.compare(one, best.get(at - 1)) >= 0) return;
    while (at > 0 && order.compare(one, best.get(at - 1)) < 0) at--;
    best.add(at, one);
    if (best.size() > most) best.remove(most);
  }

  boolean isFull() {
    return best.size() == most;
  }

  /** The last of those kept. */
  T last() {
    return best.get(best.size() - 1);
  }

  List<T> inOrder() {
    return best;
  }
}
