package usher.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Everybody comes to work within half a minute while calls are coming in already: all are let in,
 * and no call is lost. {@code -Dagents=3000 -Drate=50}
 */
public final class ShiftStart extends Calls {
  private static final int AGENTS = Centre.number("agents", 1_000);
  private static final int WITHIN_SECONDS = 30;

  /** What is seen may be a second old, more on a busy machine. */
  private static final int LOOK_SECONDS = 3;

  private final AtomicInteger came = new AtomicInteger();

  public ShiftStart() {
    super(AGENTS, Centre.number("talkMillis", 2_000));
    var signIn =
        scenario("sign in")
            .exec(
                http("ready")
                    .put(
                        session ->
                            "/v1/agents/" + centre.team.agent(came.getAndIncrement()) + "/state")
                    .body(StringBody("{\"state\": \"ready\"}"))
                    .check(status().is(200)));
    var look =
        scenario("look")
            .exec(
                http("all are at work")
                    .get("/v1/queues/" + centre.run)
                    .check(jsonPath("$.live.agentsReady").ofInt().is(AGENTS)));
    setUp(
            signIn
                .injectOpen(rampUsers(AGENTS).during(WITHIN_SECONDS))
                .andThen(look.injectOpen(nothingFor(LOOK_SECONDS), atOnceUsers(1))),
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
