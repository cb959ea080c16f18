package usher.load;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;

/**
 * Something has broken down, and eight times as many call as there are agents for. Who is not
 * answered within half a minute gives up; nobody hears an error, everybody is accounted for. {@code
 * -Drate=25 -Dagents=50}
 */
public final class MassIncident extends Calls {
  private static final int RATE = Centre.number("rate", 25);
  private static final int PATIENCE_SECONDS = 30;

  public MassIncident() {
    super(Centre.number("agents", RATE * 2), Centre.number("talkMillis", 2_000));
    setUp(
            impatient("incident", PATIENCE_SECONDS)
                .injectOpen(
                    constantUsersPerSec(RATE).during(Math.max(1, SECONDS / 4)),
                    constantUsersPerSec(RATE * 8).during(Math.max(1, SECONDS / 2)),
                    constantUsersPerSec(RATE).during(Math.max(1, SECONDS / 4)))
                .andThen(counted().injectOpen(atOnceUsers(1))))
        .protocols(protocol)
        .assertions(global().failedRequests().count().is(0L));
  }

  @Override
  public void before() {
    centre.beReady();
    centre.measure(0, SECONDS);
  }
}
