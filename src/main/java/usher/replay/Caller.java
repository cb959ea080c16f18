package usher.replay;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import usher.replay.UsherApi.Result;

/**
 * One call at the switch, from its arrival to its end. The switch decides by itself who is through
 * to whom, so a caller never hangs up while the conversation is being reported.
 */
final class Caller {
  enum State {
    EXPECTED,
    WAITING,
    /** An agent has picked up; the server is being told. */
    ANSWERING,
    TALKING,
    /** Has hung up; the server is being told. */
    LEAVING,
    GONE
  }

  private final Call call;
  private final String id;
  private final Floor floor;
  private State state = State.EXPECTED;
  private boolean answered;
  private boolean outOfPatience;
  private String trouble;
  private long beganNanos;

  Caller(Call call, String id, Floor floor) {
    this.call = call;
    this.id = id;
    this.floor = floor;
  }

  String id() {
    return id;
  }

  State state() {
    return state;
  }

  boolean wasAnswered() {
    return answered;
  }

  /** What the server said that it should not have; null for nothing. */
  String trouble() {
    return trouble;
  }

  boolean waits() {
    return state == State.WAITING;
  }

  void arrive() {
    state = call.leavesAtOnce() ? State.LEAVING : State.WAITING;
    beganNanos = System.nanoTime();
    var offered = event("offered", null);
    offered.put(
        "data", Map.of("queue", Queues.of(call), "attributes", Map.of("type", call.type())));
    var news = call.leavesAtOnce() ? List.of(offered, event("abandoned", null)) : List.of(offered);
    report(news, this::admitted);
  }

  private void admitted(List<Result> results) {
    if (results.stream().anyMatch(r -> !r.holds())) gone("was not taken: " + results);
    else if (state == State.LEAVING) gone(null);
    else if (!call.waitsForever()) floor.after(beganNanos, call.patience(), this::hangUp);
  }

  private void hangUp() {
    outOfPatience = true;
    if (state != State.WAITING) return;
    state = State.LEAVING;
    report(List.of(event("abandoned", null)), results -> ended(results, "abandoned"));
  }

  /** The agent's phone is off the hook. */
  void pickUp(String agent, String offer) {
    if (state != State.WAITING) return;
    state = State.ANSWERING;
    beganNanos = System.nanoTime();
    var round = offer.substring(offer.lastIndexOf('~') + 1);
    var established = event("established", round);
    established.put("agent", agent);
    established.put("data", Map.of("offer", offer));
    report(List.of(established), results -> established(results.get(0)));
  }

  private void established(Result result) {
    if (result.holds()) {
      answered = true;
      state = State.TALKING;
      floor.after(beganNanos, call.service(), this::release);
    } else { // that offer was over: the next one will come
      state = State.WAITING;
      if (outOfPatience) hangUp();
    }
  }

  private void release() {
    state = State.LEAVING;
    report(List.of(event("released", null)), results -> ended(results, "released"));
  }

  private void ended(List<Result> results, String what) {
    gone(results.get(0).holds() ? null : "was not " + what + ": " + results);
  }

  private void gone(String why) {
    state = State.GONE;
    trouble = why;
    floor.oneGone();
  }

  private void report(List<Map<String, Object>> events, Consumer<List<Result>> then) {
    var asked = System.nanoTime();
    floor
        .loop()
        .when(
            floor.api().report(events),
            results -> {
              floor.answerTook(System.nanoTime() - asked);
              then.accept(results);
            });
  }

  private Map<String, Object> event(String what, String which) {
    return SwitchEvent.of(Floor.SWITCH, id, "call." + what, which);
  }
}
