package usher.switching;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import usher.kernel.SwitchOrder;
import usher.kernel.Wire;

/** One change of what a switch is owed. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = Change.Ordered.class, name = "ordered"),
  @JsonSubTypes.Type(value = Change.Taken.class, name = "taken"),
  @JsonSubTypes.Type(value = Change.Over.class, name = "over"),
  @JsonSubTypes.Type(value = Change.Heard.class, name = "heard")
})
public sealed interface Change extends Wire {

  record Ordered(SwitchOrder order) implements Change {}

  record Taken(String id) implements Change {}

  record Over(String id) implements Change {}

  /**
   * Somebody listens for this switch.
   *
   * @param held all there is, where nothing was written before; else null
   */
  record Heard(Instant at, long number, List<Entry> held) implements Change {
    public Heard {
      held = held == null ? null : List.copyOf(held);
    }
  }
}
