package usher.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Pages of what is sorted by id: the next one begins after an id, whatever has changed since. */
final class Paging {
  /**
   * Characters on one page. A page travels between nodes in one message, and one of more than 256
   * KiB would not arrive.
   */
  static final int ROOM = 60_000;

  private Paging() {}

  /** {@code next} is null on the last page. */
  record Page<T>(List<T> items, String next) {}

  /**
   * @param sorted by {@code id}
   * @param after the page begins behind this id; null for the first one
   * @param weight characters an item takes; a page has at least one item, and may end early
   */
  static <T> Page<T> page(
      List<T> sorted,
      Function<T, String> id,
      String after,
      int limit,
      Predicate<T> wanted,
      ToIntFunction<T> weight) {
    var items = new ArrayList<T>();
    var room = ROOM;
    for (var n = after == null ? 0 : firstAfter(sorted, id, after); n < sorted.size(); n++) {
      var item = sorted.get(n);
      if (!wanted.test(item)) continue;
      room -= weight.applyAsInt(item);
      if (items.size() == limit || (room < 0 && !items.isEmpty()))
        return new Page<>(items, id.apply(items.get(items.size() - 1)));
      items.add(item);
    }
    return new Page<>(items, null);
  }

  private static <T> int firstAfter(List<T> sorted, Function<T, String> id, String after) {
    var low = 0;
    var high = sorted.size();
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (id.apply(sorted.get(middle)).compareTo(after) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
