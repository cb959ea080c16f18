package usher.routing;

import java.util.Arrays;

/**
 * Who gets whom for the greatest value in all, where each of some gets one of at least as many:
 * shortest augmenting paths with potentials (H. W. Kuhn 1955, J. Munkres 1957, in the form of R.
 * Jonker and A. Volgenant 1987). Takes time in rows² × columns.
 */
final class Assignment {
  /** Of a pair that must not be made. It is made all the same where a row has no other choice. */
  static final double FORBIDDEN = -1000;

  private static final int NONE = -1;

  private final double[][] value;
  private final int columns;
  private final double[] rowPrice;
  private final double[] columnPrice;
  private final int[] rowOf;
  private final int[] before;
  private final double[] distance;
  private final boolean[] done;

  private Assignment(double[][] value, int columns) {
    this.value = value;
    this.columns = columns;
    rowPrice = new double[value.length];
    columnPrice = new double[columns];
    rowOf = new int[columns];
    before = new int[columns];
    distance = new double[columns];
    done = new boolean[columns];
    Arrays.fill(rowOf, NONE);
  }

  /**
   * @param value of each row with each column; not more rows than columns
   * @return the column of each row
   */
  static int[] best(double[][] value) {
    if (value.length == 0) return new int[0];
    var assignment = new Assignment(value, value[0].length);
    for (var row = 0; row < value.length; row++) assignment.seat(row);
    var columnOf = new int[value.length];
    for (var column = 0; column < assignment.columns; column++)
      if (assignment.rowOf[column] != NONE) columnOf[assignment.rowOf[column]] = column;
    return columnOf;
  }

  /** Finds the row a column, and moves others where that is worth more in all. */
  private void seat(int row) {
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    Arrays.fill(done, false);
    var at = NONE;
    var on = row;
    var gone = 0.0;
    do {
      at = relax(on, at, gone);
      gone = distance[at];
      done[at] = true;
      on = rowOf[at];
    } while (on != NONE);
    settle(row, gone);
    while (at != NONE) {
      var from = before[at];
      rowOf[at] = from == NONE ? row : rowOf[from];
      at = from;
    }
  }

  /** Looks from a row, so far on the way, at all columns not done yet; returns the nearest. */
  private int relax(int row, int from, double gone) {
    var worth = value[row];
    var nearest = NONE;
    var least = Double.POSITIVE_INFINITY;
    var start = gone - rowPrice[row];
    for (var column = 0; column < columns; column++) {
      if (done[column]) continue;
      var far = start - worth[column] - columnPrice[column];
      if (far < distance[column]) {
        distance[column] = far;
        before[column] = from;
      } else far = distance[column];
      if (far < least) {
        least = far;
        nearest = column;
      }
    }
    return nearest;
  }

  /** Prices after a way so long, at which no pair is worth more than its row and column cost. */
  private void settle(int row, double gone) {
    rowPrice[row] += gone;
    for (var column = 0; column < columns; column++) {
      if (!done[column] || rowOf[column] == NONE) continue;
      rowPrice[rowOf[column]] += gone - distance[column];
      columnPrice[column] -= gone - distance[column];
    }
  }
}
