package usher.queue;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import usher.kernel.Parting;
import usher.kernel.Wire;

/** One numbered change of a queue's ledger. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = Change.Defined.class, name = "defined"),
  @JsonSubTypes.Type(value = Change.OpenSet.class, name = "open"),
  @JsonSubTypes.Type(value = Change.Listed.class, name = "listed"),
  @JsonSubTypes.Type(value = Change.Added.class, name = "added"),
  @JsonSubTypes.Type(value = Change.Raised.class, name = "raised"),
  @JsonSubTypes.Type(value = Change.Updated.class, name = "updated"),
  @JsonSubTypes.Type(value = Change.Removed.class, name = "removed"),
  @JsonSubTypes.Type(value = Change.Deleted.class, name = "deleted")
})
public sealed interface Change extends Wire {

  record Defined(Definition definition) implements Change {}

  record OpenSet(boolean open, String message) implements Change {}

  /** The routing domain knows this queue, and wakes it whenever it should be awake. */
  record Listed() implements Change {}

  record Added(Entry entry) implements Change {}

  record Raised(String interaction, int round) implements Change {}

  /** More is known about a contact in line. */
  record Updated(Entry entry) implements Change {}

  /**
   * @param round the contact's when it left: it may have been further than its entry knew
   * @param waited in this line
   */
  record Removed(String interaction, int round, Parting how, Duration waited) implements Change {}

  record Deleted() implements Change {}
}
