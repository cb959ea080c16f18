package usher.interaction;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Map;
import usher.kernel.OfferId;
import usher.kernel.Wire;

/** What somebody outside wants done with a contact; {@link Life} decides. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
  @JsonSubTypes.Type(value = Order.Create.class, name = "create"),
  @JsonSubTypes.Type(value = Order.Accept.class, name = "accept"),
  @JsonSubTypes.Type(value = Order.Reject.class, name = "reject"),
  @JsonSubTypes.Type(value = Order.Established.class, name = "established"),
  @JsonSubTypes.Type(value = Order.NoAnswer.class, name = "no-answer"),
  @JsonSubTypes.Type(value = Order.HungUp.class, name = "hung-up"),
  @JsonSubTypes.Type(value = Order.LegReleased.class, name = "leg-released"),
  @JsonSubTypes.Type(value = Order.LegHeld.class, name = "leg-held"),
  @JsonSubTypes.Type(value = Order.Release.class, name = "release"),
  @JsonSubTypes.Type(value = Order.Complete.class, name = "complete"),
  @JsonSubTypes.Type(value = Order.Cancel.class, name = "cancel"),
  @JsonSubTypes.Type(value = Order.Requeue.class, name = "requeue"),
  @JsonSubTypes.Type(value = Order.Transfer.class, name = "transfer"),
  @JsonSubTypes.Type(value = Order.Hold.class, name = "hold"),
  @JsonSubTypes.Type(value = Order.Retrieve.class, name = "retrieve"),
  @JsonSubTypes.Type(value = Order.Join.class, name = "join"),
  @JsonSubTypes.Type(value = Order.HandOver.class, name = "hand-over"),
  @JsonSubTypes.Type(value = Order.SetAttributes.class, name = "set-attributes"),
  @JsonSubTypes.Type(value = Order.SetPriority.class, name = "set-priority"),
  @JsonSubTypes.Type(value = Order.Assign.class, name = "assign"),
  @JsonSubTypes.Type(value = Order.Listed.class, name = "listed"),
  @JsonSubTypes.Type(value = Order.Lost.class, name = "lost")
})
public sealed interface Order extends Wire {

  record Create(Facts facts) implements Order {}

  /** {@code number} is the n of the offer's handle. */
  record Accept(int number) implements Order {}

  record Reject(int number, String reason) implements Order {}

  /** {@code number} as the switch echoes it; 0 where it does not. */
  record Established(String agent, int number) implements Order {}

  record NoAnswer(String agent, int number) implements Order {}

  /** The customer's leg has ended. */
  record HungUp() implements Order {}

  /** An agent's leg has ended. */
  record LegReleased(String agent, int number) implements Order {}

  /**
   * An agent's leg was put on hold, or taken back; {@code agent} null where the switch is silent.
   */
  record LegHeld(String agent, int number, boolean held) implements Order {}

  /** {@code wrapUp}: the agent wants time for it, where the queue leaves that to the agent. */
  record Release(boolean wrapUp) implements Order {}

  record Complete(String disposition, String comment) implements Order {}

  record Cancel() implements Order {}

  /** Within the lines: {@code queue} null for the one it was in last. */
  record Requeue(String queue) implements Order {}

  /** To another queue, or to an agent (of its present queue, where that one does not take it). */
  record Transfer(String queue, String agent) implements Order {}

  /** {@code consult} names the contact in which the agent asks somebody meanwhile; or null. */
  record Hold(String consult) implements Order {}

  record Retrieve() implements Order {}

  /** Whoever answered this consult talks with the customer too. */
  record Join(OfferId consulted) implements Order {}

  /** Whoever answered this consult takes the contact over. */
  record HandOver(OfferId consulted) implements Order {}

  /** Null values take attributes away. */
  record SetAttributes(Map<String, String> changes) implements Order {}

  record SetPriority(Double basePoints) implements Order {}

  /** A supervisor's word; {@code ignoreCapacity}: though the agent may have enough already. */
  record Assign(String agent, boolean ignoreCapacity) implements Order {}

  /** Its switch has it on its list of live calls, as of then. */
  record Listed(String source, Instant asOf) implements Order {}

  /** Its switch has not listed it twice, the first time as of then. */
  record Lost(String source, Instant asOf) implements Order {}
}
