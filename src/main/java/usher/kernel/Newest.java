package usher.kernel;

import java.util.ArrayList;
import java.util.List;

/** Memory with an end: the newest of something, the oldest first. */
public final class Newest {
  private Newest() {}

  /** With one more, and without the oldest where there were {@code most} already. */
  public static <T> List<T> with(List<T> known, T next, int most) {
    var all = new ArrayList<>(known);
    all.add(next);
    return all.size() > most ? all.subList(1, all.size()) : all;
  }
}
