package usher.load;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

/**
 * Many wait, nobody is there; then a hundred agents begin, each with calls of one second, who do
 * not begin in the same moment. How much of their time is used, and how soon after a call is the
 * next one on the desk? {@code -Dwaiting=1000 -Dagents=100 -DtalkMillis=1000}
 */
public final class BacklogDrain extends Calls {
  private static final int WAITING = Centre.number("waiting", 1_000);
  private static final int AGENTS = Centre.number("agents", 100);
  private static final int TALK_MILLIS = Centre.number("talkMillis", 1_000);

  public BacklogDrain() {
    super(AGENTS, TALK_MILLIS);
    var supply = AGENTS * 1_000 / TALK_MILLIS; // so many calls a second keep everybody busy
    var arrive =
        callers("waiting").injectOpen(rampUsers(WAITING).during(Math.max(1, WAITING / 200)));
    var begin =
        scenario("begin")
            .exec(
                session -> {
                  centre.beReadyWithin(TALK_MILLIS);
                  centre.measure(WARM_UP / 2, SECONDS);
                  return session;
                })
            .injectOpen(atOnceUsers(1));
    var goOn =
        callers("more").injectOpen(constantUsersPerSec(supply).during(WARM_UP / 2 + SECONDS));
    setUp(arrive.andThen(begin.andThen(goOn.andThen(counted().injectOpen(atOnceUsers(1))))))
        .protocols(protocol)
        .assertions(global().failedRequests().count().is(0L));
  }
}
