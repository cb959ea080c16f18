package usher.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import usher.demo.Visit.Medium;
import usher.replay.BankProfile;
import usher.replay.Loop;
import usher.replay.Pace;
import usher.replay.UsherApi;

/** Everything that is simulated, and its clock. All of it is changed by the loop's thread alone. */
final class World {
  /** The first half hour played: ten o'clock, when there is much to do. */
  static final int BEGINS = 6;

  /** So many at once mean that the server does not get on: nobody else comes then. */
  private static final int MOST_AT_ONCE = 500;

  private static final int TROUBLES_TOLD = 20;

  private final Demo.Options options;
  private final String run;
  private final UsherApi api;
  private final Consumer<String> told;
  private final Loop loop;
  private final LeftOvers leftOvers;
  private final Book book = new Book();
  private final Map<String, Visitor> visitors = new LinkedHashMap<>();
  private final List<Worker> workers = new ArrayList<>();
  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private final Arrivals arrivals;
  private Pace pace;
  private long begun;
  private int troubles;
  private boolean playing;
  private boolean over;

  /**
   * @param run part of every contact's id, of no other run
   * @param told is given lines about what should not have happened
   */
  World(Demo.Options options, String run, UsherApi api, Consumer<String> told) {
    this.options = options;
    this.run = run;
    this.api = api;
    this.told = told;
    loop = new Loop("demo", failure -> trouble("The demo", failure.toString()));
    leftOvers = new LeftOvers(api);
    pace = Pace.beginning(options.speed(), BEGINS * BankProfile.HALF_HOUR);
    arrivals = new Arrivals(options.seed(), BEGINS * BankProfile.HALF_HOUR);
    Centre.PEOPLE.forEach(person -> workers.add(new Worker(person, this, api, loop)));
  }

  // ---- its course

  /** Makes queues and agents known; says how many contacts of an earlier run it ended. */
  CompletableFuture<Integer> open() {
    var parts = new ArrayList<CompletableFuture<?>>();
    for (var queue : Centre.QUEUES) {
      var path = "/v1/queues/" + queue.id();
      parts.add(
          api.put(path, queue.definition(options.speed()))
              .thenAccept(
                  answer -> {
                    if (!answer.isOk()) throw UsherApi.refused("PUT", path, answer);
                  }));
    }
    workers.forEach(worker -> parts.add(worker.open()));
    return LeftOvers.all(parts)
        .thenCompose(known -> leftOvers.find())
        .thenCompose(found -> leftOvers.end(found).thenApply(ended -> found.size()));
  }

  /** When everybody is at work, the first contacts come. */
  void play() {
    loop.run(
        () -> {
          playing = true;
          loop.when(
              turn(BEGINS),
              atWork -> {
                pace = Pace.beginning(options.speed(), BEGINS * BankProfile.HALF_HOUR);
                turnAt(BEGINS + 1);
                nextArrival();
              });
        });
  }

  private CompletableFuture<Void> turn(long halfHour) {
    var ofDay = (int) (halfHour % BankProfile.ARRIVALS.length);
    return LeftOvers.all(workers.stream().map(worker -> worker.turn(ofDay)).toList());
  }

  private void turnAt(long halfHour) {
    at(
        halfHour * BankProfile.HALF_HOUR,
        () -> {
          turn(halfHour);
          turnAt(halfHour + 1);
        });
  }

  private void nextArrival() {
    if (begun == options.contacts()) {
      if (visitors.isEmpty()) empty.complete(null);
      return;
    }
    var visit = arrivals.next();
    at(
        visit.at(),
        () -> {
          begin(visit);
          nextArrival();
        });
  }

  private void begin(Visit visit) {
    begun++;
    if (visitors.size() >= MOST_AT_ONCE) {
      trouble("The demo", "leaves contacts out: " + MOST_AT_ONCE + " are under way already");
      return;
    }
    var id = Centre.contact(run, visit.number());
    var voice = visit.medium() == Medium.VOICE;
    var carrier = voice ? new Carrier.Telephone(id, api) : new Carrier.Desktop(id, api);
    var visitor = new Visitor(visit, id, carrier, this);
    visitors.put(id, visitor);
    book.offered(visit);
    visitor.arrive();
  }

  void gone(Visitor visitor) {
    visitors.remove(visitor.id(), visitor);
    if (begun == options.contacts() && visitors.isEmpty()) empty.complete(null);
  }

  /** Completed when the last of a bounded number of contacts has gone. */
  CompletableFuture<Void> empty() {
    return empty;
  }

  /** Agents go home, and whoever is under way is hung up on: done when the server knows. */
  CompletableFuture<Void> end() {
    var ended = new CompletableFuture<Void>();
    loop.run(
        () -> {
          over = true;
          var left = List.copyOf(visitors.keySet());
          var told = visitors.values().stream().map(Visitor::settled).toList();
          LeftOvers.all(workers.stream().map(Worker::goHome).toList())
              .thenCompose(home -> LeftOvers.all(told).handle((done, failure) -> null))
              .thenCompose(settled -> leftOvers.end(left))
              .whenComplete(
                  (done, failure) -> {
                    if (failure == null) ended.complete(null);
                    else ended.completeExceptionally(failure);
                  });
        });
    return ended;
  }

  void close() {
    loop.end(() -> workers.forEach(Worker::close));
  }

  // ---- what desks hear

  void offered(String agent, String interaction, String offer, String media) {
    if (over) return;
    var visitor = visitors.get(interaction);
    if (visitor != null) visitor.offered(agent, offer);
    else if (Centre.isContact(interaction)) endLeftOver(interaction);
    else welcome(agent, interaction, offer, media);
  }

  void onDesk(String interaction) {
    var known = visitors.containsKey(interaction) || !Centre.isContact(interaction);
    if (playing && !over && !known) endLeftOver(interaction);
  }

  void takenOff(String interaction) {
    var visitor = visitors.get(interaction);
    if (visitor != null) visitor.takenOff();
  }

  private void endLeftOver(String interaction) {
    loop.when(leftOvers.end(interaction), ended -> {});
  }

  /** Whoever was put into a queue of the demo by hand is served as well, unless a switch does. */
  private void welcome(String agent, String interaction, String offer, String media) {
    loop.when(
        api.get("/v1/interactions/" + interaction),
        answer -> {
          if (!answer.body().path("source").isNull() || visitors.size() >= MOST_AT_ONCE) return;
          var medium = media.equals("email") ? Medium.EMAIL : Medium.CHAT;
          var carrier = new Carrier.Desktop(interaction, api);
          var guest = new Visitor(Visit.guest(medium), interaction, carrier, this);
          if (visitors.putIfAbsent(interaction, guest) == null) guest.offered(agent, offer);
        });
  }

  // ---- what visitors and workers need

  Book book() {
    return book;
  }

  CompletableFuture<Said> post(String path, Object body) {
    return api.post(path, body).thenApply(Said::of);
  }

  /** One of both on the loop, unless the demo is over. */
  <T> void hear(CompletableFuture<T> answer, Consumer<T> then, Consumer<Throwable> otherwise) {
    CompletableFuture<Runnable> outcome =
        answer.handle(
            (value, failure) -> {
              if (failure == null) return () -> then.accept(value);
              return () -> otherwise.accept(failure);
            });
    loop.when(outcome, work -> unlessOver(work));
  }

  /** So many ms of the demo's clock from now. */
  void after(long millis, Runnable work) {
    loop.later(pace.nanosFor(millis), () -> unlessOver(work));
  }

  private void at(long millis, Runnable work) {
    loop.later(pace.nanosUntil(millis), () -> unlessOver(work));
  }

  private void unlessOver(Runnable work) {
    if (!over) work.run();
  }

  void every(Duration pause, Runnable work) {
    loop.every(pause, () -> unlessOver(work));
  }

  <T> void when(CompletableFuture<T> answer, Consumer<T> then) {
    loop.when(answer, then);
  }

  /** Ms on the demo's clock, which stands still by night. */
  long now() {
    return pace.now();
  }

  void trouble(String whose, String what) {
    loop.run(
        () -> {
          if (++troubles <= TROUBLES_TOLD) told.accept(whose + " " + what);
        });
  }

  int troubles() {
    return troubles;
  }
}
