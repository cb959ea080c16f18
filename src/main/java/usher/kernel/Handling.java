package usher.kernel;

import java.time.Duration;

/**
 * How long each part of an offer may take, as the queue's policy said when it was proposed.
 *
 * @param offerTimeout for the agent to answer
 * @param connectTimeout from the agent's word to the conversation, where a switch connects
 * @param wrapUp longest wrap-up; zero for none; null without limit
 * @param policyVersion the queue's definition that was followed
 * @param step the expansion step it was made in, from 1
 */
public record Handling(
    Duration offerTimeout, Duration connectTimeout, Duration wrapUp, int policyVersion, int step)
    implements Wire {

  public static final Duration OFFER_TIMEOUT = Duration.ofSeconds(15);
  public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  public static final Duration WRAP_UP = Duration.ofSeconds(60);

  public boolean hasWrapUp() {
    return wrapUp == null || !wrapUp.isZero();
  }
}
