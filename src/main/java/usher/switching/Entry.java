package usher.switching;

import java.time.Instant;
import usher.kernel.SwitchOrder;
import usher.kernel.Wire;

/**
 * An order and how far it has come.
 *
 * @param number counts the orders of this switch
 */
public record Entry(SwitchOrder order, long number, Stage stage) implements Wire {

  /** How far an order has come. */
  public enum Stage {
    /** Not acknowledged: said to everybody who begins to listen. */
    OWED,
    /** The switch has it. What it led to is not known. */
    TAKEN,
    /** Answered or superseded; remembered for a while, so that a repeat is known. */
    OVER
  }

  Entry at(Stage next) {
    return new Entry(order, number, next);
  }

  boolean isOwed(Instant now) {
    return stage == Stage.OWED && now.isBefore(order.until());
  }

  /** Nobody knows what became of it. */
  boolean isOpenRoute() {
    return order.kind() == SwitchOrder.Kind.ROUTE && stage != Stage.OVER;
  }
}
