package usher.kernel;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Locale;

/**
 * Work after a conversation, as a queue's policy allows it.
 *
 * @param limit after which it is over by itself; null without limit
 */
public record WrapUp(Mode mode, Duration limit) implements Wire {

  /** When there is wrap-up at all. */
  public enum Mode {
    /** Never. */
    NONE,
    /** Only where the agent asked for it before the conversation ended; then up to the limit. */
    ON_REQUEST,
    /** Always, up to the limit; the agent may end it early. */
    TIMEBOXED,
    /** Always, until the agent ends it. */
    UNLIMITED;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public static final Duration LIMIT = Duration.ofSeconds(60);
  public static final WrapUp DEFAULT = new WrapUp(Mode.TIMEBOXED, LIMIT);
  public static final WrapUp NONE = new WrapUp(Mode.NONE, Duration.ZERO);

  public static WrapUp upTo(Duration limit) {
    return limit.isZero() ? NONE : new WrapUp(Mode.TIMEBOXED, limit);
  }

  /** {@code asked}: the agent wants one. */
  @JsonIgnore
  public boolean follows(boolean asked) {
    return switch (mode) {
      case NONE -> false;
      case ON_REQUEST -> asked;
      case TIMEBOXED, UNLIMITED -> true;
    };
  }
}
