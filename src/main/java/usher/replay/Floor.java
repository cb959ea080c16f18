package usher.replay;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * The call centre's floor for one day: callers, desks and the clock. Everything that changes is
 * changed by one thread, the loop's; requests are answered elsewhere and come back to it.
 */
final class Floor implements AutoCloseable {
  /** Our name as a switch. */
  static final String SWITCH = "bank";

  private static final long OPEN_WITHIN_SECONDS = 30;
  private static final long NOTHING_MOVES_SECONDS = 60;

  private final Day day;
  private final double speed;
  private final UsherApi api;
  private final LiveLine line;
  private final Loop loop;
  private final Map<String, Caller> callers = new LinkedHashMap<>();
  private final List<Desk> desks = new ArrayList<>();
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final Histogram answers = new Histogram(2);
  private Pace pace;
  private int gone;
  private int keptWaitingAtClosing;
  private Progress lastProgress;
  private long lastMoved = System.nanoTime();

  Floor(Day day, String run, double speed, UsherApi api, PrintStream out) {
    this.day = day;
    this.speed = speed;
    this.api = api;
    line = new LiveLine(out);
    loop = new Loop("replay", this::fail);
    for (var call : day.calls()) {
      var id = String.format("bank-%s-%s-%05d", day.date(), run, call.number());
      callers.put(id, new Caller(call, id, this));
    }
    day.agents().forEach(agent -> desks.add(new Desk(agent, this)));
  }

  // ---- the day

  /** Makes queues and agents known. */
  void open() {
    var ready = new ArrayList<CompletableFuture<?>>();
    for (var type : day.types())
      for (var ahead : List.of(false, true)) {
        var path = "/v1/queues/" + Queues.id(type, ahead);
        ready.add(
            api.put(path, Queues.definition(type, ahead, speed))
                .thenAccept(
                    answer -> {
                      if (!answer.isOk()) throw UsherApi.refused("PUT", path, answer);
                    }));
      }
    desks.forEach(desk -> ready.add(desk.open()));
    await(all(ready), OPEN_WITHIN_SECONDS, "Queues and agents could not be set up");
  }

  /** Plays until the last caller has gone. */
  void play() {
    if (day.calls().isEmpty()) return;
    pace = Pace.beginning(speed, day.begins());
    for (var desk : desks)
      for (var shift : desk.agent().shifts()) {
        at(shift.from(), desk::signIn);
        at(shift.to(), desk::signOut);
      }
    var number = 0;
    for (var caller : callers.values()) at(day.calls().get(number++).arrivesAt(), caller::arrive);
    at(day.closes() + 1, this::stayForThoseWhoWait);
    loop.every(Duration.ofSeconds(1), this::progress);
    await(over, Long.MAX_VALUE, "The day was not played to its end");
    loop.run(this::progress);
    await(all(desks.stream().map(Desk::signOut).toList()), 30, "Agents could not be signed out");
  }

  /** Nobody is sent away at closing time: whoever worked that day stays until the line is empty. */
  private void stayForThoseWhoWait() {
    keptWaitingAtClosing = (int) callers.values().stream().filter(Caller::waits).count();
    if (gone < callers.size()) desks.forEach(Desk::signIn);
  }

  void oneGone() {
    if (++gone == callers.size()) over.complete(null);
  }

  /** A call of a replay that broke off before: this switch has no such call. */
  void hangUpLeftOver(String interaction, String how) {
    var event = SwitchEvent.of(SWITCH, interaction, "call." + how, "left-over");
    loop.when(api.report(List.of(event)), results -> {});
  }

  // ---- what it looks like

  private void progress() {
    var now = Progress.of(callers.values());
    if (!now.equals(lastProgress)) lastMoved = System.nanoTime();
    lastProgress = now;
    line.show(Pace.clock(pace.now()) + "  " + now);
    var stuck =
        now.talking() == 0
            && pace.now() > day.closes()
            && System.nanoTime() - lastMoved > TimeUnit.SECONDS.toNanos(NOTHING_MOVES_SECONDS);
    if (stuck)
      fail(
          new ReplayFailure(
              now.waiting()
                  + " callers wait, everybody is at work, and nobody was offered them for "
                  + NOTHING_MOVES_SECONDS
                  + " s. Look at GET /v1/queues/{id}/waiting of the queues bank-*"));
  }

  Collection<Caller> callers() {
    return callers.values();
  }

  void answerTook(long nanos) {
    answers.recordValue(nanos);
  }

  /** Ms within which the server answered half of the switch's events. */
  double medianAnswerMillis() {
    return answers.getValueAtPercentile(50) / 1e6;
  }

  int keptWaitingAtClosing() {
    return keptWaitingAtClosing;
  }

  int missedOffers() {
    return desks.stream().mapToInt(Desk::missed).sum();
  }

  // ---- what callers and desks need

  Caller caller(String id) {
    return callers.get(id);
  }

  UsherApi api() {
    return api;
  }

  Pace pace() {
    return pace;
  }

  Loop loop() {
    return loop;
  }

  /** Does it so many ms of the day after that {@link System#nanoTime}. */
  void after(long nanoTime, long millis, Runnable work) {
    loop.later(nanoTime + pace.nanosFor(millis) - System.nanoTime(), work);
  }

  private void at(long timeOfDay, Runnable work) {
    loop.later(pace.nanosUntil(timeOfDay), work);
  }

  private void fail(Throwable failure) {
    over.completeExceptionally(failure);
  }

  private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> parts) {
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
  }

  private static void await(CompletableFuture<?> future, long seconds, String otherwise) {
    try {
      future.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      while (cause instanceof CompletionException && cause.getCause() != null)
        cause = cause.getCause();
      throw cause instanceof ReplayFailure failure
          ? failure
          : new ReplayFailure(otherwise + ": " + cause, cause);
    } catch (TimeoutException e) {
      throw new ReplayFailure(otherwise + " within " + seconds + " s. Is the server well?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReplayFailure("Interrupted", e);
    }
  }

  @Override
  public void close() {
    loop.end(() -> desks.forEach(Desk::close));
  }
}
