package usher.load;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

/**
 * An ordinary day: calls at a constant rate, enough agents. Nobody hears an error, and every call
 * is answered once. {@code -Drate=100 -Dagents=500 -DtalkMillis=2000 -DwarmUp=60 -Dseconds=60}
 */
public final class SteadyCalls extends Calls {
  private static final int RATE = Centre.number("rate", 100);

  public SteadyCalls() {
    super(Centre.number("agents", 500), Centre.number("talkMillis", 2_000));
    var day =
        callers("steady")
            .injectOpen(
                rampUsersPerSec(1).to(RATE).during(Math.max(1, WARM_UP / 2)),
                constantUsersPerSec(RATE).during(Math.max(1, WARM_UP / 2)),
                constantUsersPerSec(RATE).during(SECONDS));
    setUp(day.andThen(counted().injectOpen(atOnceUsers(1))))
        .protocols(protocol)
        .assertions(global().failedRequests().count().is(0L));
  }

  @Override
  public void before() {
    centre.beReady();
    centre.measure(WARM_UP, SECONDS);
  }
}
