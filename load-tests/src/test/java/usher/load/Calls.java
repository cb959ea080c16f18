package usher.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.util.function.Function;

/** What the simulations share: how a call arrives and is given up, and the count at the end. */
abstract class Calls extends Simulation {
  static final int SECONDS = Centre.number("seconds", 60);
  static final int WARM_UP = Centre.number("warmUp", 60);
  private static final int COUNT_SECONDS = 180;

  final Centre centre;
  final HttpProtocolBuilder protocol =
      http.baseUrl(Centre.to().toString())
          .contentTypeHeader("application/json")
          .shareConnections()
          .disableCaching();

  Calls(int agents, long talkMillis) {
    centre = new Centre(agents, talkMillis);
  }

  /** One virtual user is one caller. */
  ScenarioBuilder callers(String name) {
    return scenario(name).exec(call(session -> "call offered"));
  }

  /** Who is not answered by then hangs up. */
  ScenarioBuilder impatient(String name, int patienceSeconds) {
    return scenario(name)
        .exec(call(session -> "call offered"))
        .pause(patienceSeconds)
        .exec(
            http("gives up")
                .post("/v1/switch-events")
                .body(StringBody(session -> centre.abandons(id(session))))
                .check(
                    status().is(200),
                    jsonPath("$.results[0].status")
                        .in("applied", "duplicate", "ignored")
                        .saveAs("heard")))
        .exec(
            session -> {
              if (!session.isFailed()) centre.abandoned(id(session), session.getString("heard"));
              return session;
            });
  }

  /**
   * @param step what the report of the call is named in Gatling's own reports
   */
  ChainBuilder call(Function<Session, String> step) {
    return exec(http(step)
            .post("/v1/switch-events")
            .body(StringBody(session -> centre.arrives(id(session))))
            .check(status().is(200), jsonPath("$.results[0].status").in("applied", "duplicate")))
        .exec(
            session -> {
              if (!session.isFailed()) centre.promised(id(session));
              return session;
            });
  }

  private String id(Session session) {
    return centre.run + ":" + session.scenario() + ":" + session.userId();
  }

  /**
   * The last word of each simulation: red where a promised call was lost or doubled, or a switch or
   * a desk was refused.
   */
  ScenarioBuilder counted() {
    return counted(false);
  }

  ScenarioBuilder counted(boolean mayFail) {
    return scenario("count")
        .exec(session -> session.set("wrong", String.valueOf(centre.count(COUNT_SECONDS, mayFail))))
        .exec(
            http("every call counted")
                .get("/health/ready")
                .check(
                    status().is(session -> session.getString("wrong").equals("null") ? 200 : 0)));
  }
}
