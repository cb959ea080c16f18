package usher.kernel;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * What a switch is asked to do with a call.
 *
 * @param source the switch
 * @param id names this order for ever: the same order again is no second one
 * @param round the contact's period in line: of one contact the switch drops orders of a lower one
 * @param offer the offer's handle, which the switch echoes; null where it is about none
 * @param agent whom it concerns, or null
 * @param until after which nobody wants it done any more
 * @param data what else the switch needs: {@code endpoint}, {@code message}
 */
public record SwitchOrder(
    String source,
    String id,
    Kind kind,
    String interaction,
    int round,
    String offer,
    String agent,
    Instant until,
    Map<String, String> data)
    implements Wire {

  /** What switches can be asked. */
  public enum Kind {
    ROUTE,
    CANCEL_ROUTE,
    PLAY,
    COLLECT,
    DIAL,
    HANGUP;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public SwitchOrder {
    data = Map.copyOf(data);
  }

  public SwitchOrder inRound(int higher) {
    return new SwitchOrder(source, id, kind, interaction, higher, offer, agent, until, data);
  }
}
