package usher.load;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.scenario;

/**
 * Half a minute (or {@code -DsurgeSeconds}) of far more calls than the server can take in. It may
 * refuse some (503, to be sent again), but whom it promised is served, and ten seconds later it is
 * at its old rate without an error. {@code -Drate=400 -Dtimes=4 -Dagents=1000}
 */
public final class Overload extends Calls {
  private static final int RATE = Centre.number("rate", 400);
  private static final int SURGE = RATE * Centre.number("times", 4);
  private static final int SURGE_SECONDS = Centre.number("surgeSeconds", 30);
  private static final int RECOVERS_SECONDS = 10;
  private static final String RECOVERED = "call offered after the surge";
  private long begunAt;

  public Overload() {
    super(Centre.number("agents", 1_000), Centre.number("talkMillis", 500));
    setUp(
            scenario("calls")
                .exec(call(session -> isRecovered() ? RECOVERED : "call offered"))
                .injectOpen(
                    constantUsersPerSec(RATE).during(WARM_UP),
                    constantUsersPerSec(SURGE).during(SURGE_SECONDS),
                    constantUsersPerSec(RATE).during(RECOVERS_SECONDS + SECONDS / 2))
                .andThen(counted(true).injectOpen(atOnceUsers(1))))
        .protocols(protocol)
        .assertions(
            details(RECOVERED).failedRequests().count().is(0L),
            details("every call counted").failedRequests().count().is(0L));
  }

  /**
   * By the clock: it has these ten seconds from the surge's last call, whenever that is answered.
   */
  private boolean isRecovered() {
    var recovered = WARM_UP + SURGE_SECONDS + RECOVERS_SECONDS;
    return System.nanoTime() - begunAt >= recovered * 1_000_000_000L;
  }

  @Override
  public void before() {
    centre.beReady();
    centre.measure(WARM_UP, SURGE_SECONDS + RECOVERS_SECONDS + SECONDS / 2);
    begunAt = System.nanoTime();
  }
}
