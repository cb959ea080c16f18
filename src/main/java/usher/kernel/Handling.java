package usher.kernel;

import java.time.Duration;

/**
 * How an offer is to be handled, as the queue's policy said when it was proposed.
 *
 * @param offerTimeout for the agent to answer
 * @param connectTimeout from the agent's word to the conversation, where a switch connects
 * @param offers how many agents are asked at once
 * @param policyVersion the queue's definition that was followed
 * @param step the expansion step it was made in, from 1
 * @param goal what the contact should come to; null where the queue does not say
 */
public record Handling(
    Duration offerTimeout,
    Duration connectTimeout,
    WrapUp wrapUp,
    Rona rona,
    int offers,
    int policyVersion,
    int step,
    Goal goal)
    implements Wire {

  public static final Duration OFFER_TIMEOUT = Duration.ofSeconds(15);
  public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Where no queue has said anything. */
  public static final Handling DEFAULT =
      new Handling(OFFER_TIMEOUT, CONNECT_TIMEOUT, WrapUp.DEFAULT, Rona.DEFAULT, 1, 0, 1, null);
}
