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
  private final double[] slack;
  private final boolean[] done;

  private Assignment(double[][] value, int columns) {
    this.value = value;
    this.columns = columns;
    rowPrice = new double[value.length];
    columnPrice = new double[columns];
    rowOf = new int[columns];
    before = new int[columns];
    slack = new double[columns];
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
    Arrays.fill(slack, Double.POSITIVE_INFINITY);
    Arrays.fill(done, false);
    Arrays.fill(before, NONE);
    var at = NONE;
    var on = row;
    while (true) {
      var next = relax(on, at);
      shift(row, slack[next]);
      done[next] = true;
      at = next;
      if (rowOf[at] == NONE) break;
      on = rowOf[at];
    }
    while (at != NONE) {
      var from = before[at];
      rowOf[at] = from == NONE ? row : rowOf[from];
      at = from;
    }
  }

  /** Looks from a row at all columns not done yet; returns the nearest. */
  private int relax(int row, int from) {
    var nearest = NONE;
    for (var column = 0; column < columns; column++) {
      if (done[column]) continue;
      var cost = -value[row][column] - rowPrice[row] - columnPrice[column];
      if (cost < slack[column]) {
        slack[column] = cost;
        before[column] = from;
      }
      if (nearest == NONE || slack[column] < slack[nearest]) nearest = column;
    }
    return nearest;
  }

  private void shift(int row, double by) {
    rowPrice[row] += by;
    for (var column = 0; column < columns; column++)
      if (done[column]) {
        rowPrice[rowOf[column]] += by;
        columnPrice[column] -= by;
      } else slack[column] -= by;
  }
}
