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
  private static final int SURGE_SECONDS = Centre.number("surgeSeconds", 30);
  private static final int RECOVERS_SECONDS = 10;

  public Overload() {
    super(Centre.number("agents", 1_000), Centre.number("talkMillis", 500));
    var surge = RATE * Centre.number("times", 4);
    setUp(
            callers("warm-up")
                .injectOpen(constantUsersPerSec(RATE).during(Math.max(1, WARM_UP)))
                .andThen(
                    callers("surge")
                        .injectOpen(constantUsersPerSec(surge).during(SURGE_SECONDS))
                        .andThen(
                            callers("recovering")
                                .injectOpen(constantUsersPerSec(RATE).during(RECOVERS_SECONDS))
                                .andThen(
                                    scenario("recovered")
                                        .exec(call("call offered after the surge"))
                                        .injectOpen(constantUsersPerSec(RATE).during(SECONDS / 2))
                                        .andThen(counted().injectOpen(atOnceUsers(1)))))))
        .protocols(protocol)
        .assertions(
            details("call offered after the surge").failedRequests().count().is(0L),
            details("every call counted").failedRequests().count().is(0L));
  }

  @Override
  public void before() {
    centre.beReady();
    centre.measure(WARM_UP, SURGE_SECONDS + RECOVERS_SECONDS + SECONDS / 2);
  }
}
