package usher.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

/**
 * Everybody comes to work within half a minute while calls are coming in already: all are let in,
 * and no call is lost. {@code -Dagents=3000 -Drate=50}
 */
public final class ShiftStart extends Calls {
  private static final int AGENTS = Centre.number("agents", 1_000);
  private static final int WITHIN_SECONDS = 30;

  public ShiftStart() {
    super(AGENTS, Centre.number("talkMillis", 2_000));
    var signIn =
        scenario("sign in")
            .exec(
                http("ready")
                    .put(
                        session ->
                            "/v1/agents/"
                                + centre.team.agent((int) (session.userId() % AGENTS))
                                + "/state")
                    .body(StringBody("{\"state\": \"ready\"}"))
                    .check(status().is(200)));
    setUp(
            signIn.injectOpen(rampUsers(AGENTS).during(WITHIN_SECONDS)),
            callers("early")
                .injectOpen(
                    constantUsersPerSec(Centre.number("rate", 50))
                        .during(WITHIN_SECONDS + SECONDS / 2))
                .andThen(counted().injectOpen(atOnceUsers(1))))
        .protocols(protocol)
        .assertions(global().failedRequests().count().is(0L));
  }

  @Override
  public void before() {
    centre.measure(0, WITHIN_SECONDS + SECONDS / 2);
  }
}
