package usher.demo;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import usher.demo.Visit.First;
import usher.demo.Visit.Medium;
import usher.demo.Visit.Stay;

/**
 * One contact from its arrival to its end, with whichever agent has it. Customer and conversation
 * are one thing here, so nobody hangs up while an agent picks up.
 */
final class Visitor {
  enum State {
    WAITING,
    /** An agent picks up; the server is being told. */
    ANSWERING,
    TALKING,
    /** The conversation is over, the agent writes. */
    WRITING,
    /** Has given up; the server is being told. */
    LEAVING,
    GONE
  }

  /** From the first ring to the hand on the receiver, and how long a switch rings; ms. */
  private static final long PICK_UP = 4_000;

  private static final long RINGING = 30_000;

  private final Visit visit;
  private final String id;
  private final Carrier carrier;
  private final World world;
  private State state = State.WAITING;
  private CompletableFuture<?> told = CompletableFuture.completedFuture(null);
  private long arrivedAt;
  private Stay stay;
  private boolean impatient;
  private boolean answered;
  private boolean moved;
  private int offers;
  private String agent;
  private String offer;

  Visitor(Visit visit, String id, Carrier carrier, World world) {
    this.visit = visit;
    this.id = id;
    this.carrier = carrier;
    this.world = world;
    stay = visit.stay();
  }

  String id() {
    return id;
  }

  Visit visit() {
    return visit;
  }

  // ---- the customer

  void arrive() {
    arrivedAt = world.now();
    tell(
        () -> carrier.arrive(visit),
        said -> {
          if (said.holds()) beginWaiting();
          else {
            world.book().refused(visit);
            gone("was not taken: " + said.why());
          }
        });
  }

  private void beginWaiting() {
    var now = stay;
    impatient = false;
    if (stay.patience() != Stay.ENDLESS) world.after(stay.patience(), () -> outOfPatience(now));
  }

  private void outOfPatience(Stay of) {
    if (of != stay) return;
    impatient = true;
    if (state == State.WAITING) leave();
  }

  private void leave() {
    state = State.LEAVING;
    if (!answered) world.book().gaveUp(visit, world.now() - arrivedAt);
    tell(
        () -> carrier.giveUp(),
        said -> gone(said.holds() ? null : "could not leave: " + said.why()));
  }

  // ---- the agent

  /** That agent's desk shows an offer of this contact, perhaps not for the first time. */
  void offered(String toAgent, String newOffer) {
    if (newOffer.equals(offer)) return;
    agent = toAgent;
    offer = newOffer;
    if (state == State.WAITING) consider();
  }

  private void consider() {
    var of = offer;
    switch (offers++ == 0 ? visit.first() : First.TAKEN) {
      case TAKEN -> world.after(PICK_UP, () -> ifOpen(of, this::pickUp));
      case REJECTED -> world.after(PICK_UP, () -> ifOpen(of, this::reject));
      case NO_ANSWER -> world.after(RINGING, () -> ifOpen(of, this::noAnswer));
      case LEFT -> {} // the server has a clock
    }
  }

  private void ifOpen(String of, Runnable then) {
    if (state == State.WAITING && of.equals(offer)) then.run();
  }

  private void reject() {
    var rejected = "/v1/offers/" + offer + "/reject";
    var body = Map.of("reason", "not now");
    tell(() -> world.post(rejected, body), said -> unlessLost("rejected", said));
  }

  private void noAnswer() {
    var missed = offer;
    var by = agent;
    tell(() -> carrier.noAnswer(by, missed), said -> unlessLost("left unanswered", said));
  }

  private void unlessLost(String what, Said said) {
    if (!said.holds() && !said.lost())
      world.trouble(id, "could not be " + what + ": " + said.why());
  }

  private void pickUp() {
    state = State.ANSWERING;
    var picked = offer;
    var by = agent;
    tell(
        () ->
            world
                .post("/v1/offers/" + picked + "/accept", null)
                .thenCompose(
                    said ->
                        said.holds()
                            ? carrier.connect(by, picked)
                            : CompletableFuture.completedFuture(said)),
        said -> {
          if (said.holds()) talk();
          else missed(picked, said);
        });
  }

  private void talk() {
    state = State.TALKING;
    if (!answered) world.book().answered(visit, world.now() - arrivedAt);
    answered = true;
    var half = stay.service() / 2;
    if (visit.holds() && !moved) {
      world.after(half, () -> hold(true));
      world.after(half + half / 2, () -> hold(false));
    }
    world.after(stay.service(), this::hangUp);
  }

  private void hold(boolean on) {
    var by = agent;
    tell(() -> carrier.hold(by, on), said -> unlessLost(on ? "held" : "retrieved", said));
  }

  /** That offer was over: another one comes, or is there already. */
  private void missed(String picked, Said said) {
    unlessLost("answered", said);
    state = State.WAITING;
    if (visit.isGuest()) gone(null);
    else if (impatient) leave();
    else if (!picked.equals(offer)) consider();
  }

  private void hangUp() {
    if (visit.movedTo() != null && !moved) move();
    else if (visit.medium() == Medium.EMAIL) complete();
    else release();
  }

  /** Back in line; the next agent may be asked before the server's answer is here. */
  private void move() {
    moved = true;
    state = State.WAITING;
    stay = visit.next();
    tell(
        () -> carrier.transfer(visit.movedTo()),
        said -> {
          if (said.holds()) beginWaiting();
          else {
            world.trouble(id, "was not transferred: " + said.why());
            if (state == State.WAITING) release();
          }
        });
  }

  private void release() {
    state = State.WRITING;
    tell(
        () -> carrier.release(),
        said -> {
          if (!said.holds()) gone("was not released: " + said.why());
          else if (visit.forgotten()) world.after(4 * Centre.WRAP_UP * 1000, () -> gone(null));
          else world.after(visit.wrapUp(), this::complete);
        });
  }

  /** The server has taken it off the desk, for its wrap-up took too long. */
  void takenOff() {
    if (state == State.WRITING && visit.forgotten()) gone(null);
  }

  private void complete() {
    state = State.WRITING;
    tell(
        () -> world.post("/v1/interactions/" + id + "/complete", Map.of("disposition", "solved")),
        said -> gone(said.holds() ? null : "was not completed: " + said.why()));
  }

  // ---- its end

  /** Done when the server has answered whatever it was told of this contact until now. */
  CompletableFuture<?> settled() {
    return told;
  }

  private void gone(String trouble) {
    if (state == State.GONE) return;
    state = State.GONE;
    if (trouble != null && !visit.isGuest()) world.trouble(id, trouble);
    world.gone(this);
  }

  /**
   * Tells the server, each thing after the answer to the one before, as one stream of events would;
   * its answer is heard on the loop. Who gets none is of no use to the demo any more.
   */
  private void tell(Supplier<CompletableFuture<Said>> what, Consumer<Said> then) {
    var answer = told.handle((before, failure) -> null).thenCompose(next -> what.get());
    told = answer;
    world.hear(answer, then, failure -> gone("got no answer: " + failure.getMessage()));
  }
}
