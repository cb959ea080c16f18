package usher.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import usher.demo.Centre.Person;
import usher.replay.Loop;
import usher.replay.Station;
import usher.replay.UsherApi;

/** One agent at work: comes and goes as the hour wants, and shows offers to their contacts. */
final class Worker {
  /** How long a missed offer keeps an agent away, ms. */
  private static final long AWAY_AFTER_MISS = 120_000;

  private final Person person;
  private final World world;
  private final Station station;
  private String word = "offline";
  private boolean missed;

  Worker(Person person, World world, UsherApi api, Loop loop) {
    this.person = person;
    this.world = world;
    station = new Station(person.id(), api, loop, this::hear);
  }

  CompletableFuture<Void> open() {
    return station.open(person.profile());
  }

  /** On a break whoever is needed again within the hour. Done when the server knows. */
  CompletableFuture<?> turn(int halfHour) {
    var soon = person.worksIn(halfHour + 1) || person.worksIn(halfHour + 2);
    if (person.worksIn(halfHour)) return say("ready", null);
    return soon ? say("not-ready", "break") : say("offline", null);
  }

  CompletableFuture<?> goHome() {
    word = "offline";
    return station.say(word, null);
  }

  void close() {
    station.close();
  }

  private CompletableFuture<?> say(String newWord, String reason) {
    if (newWord.equals(word)) return CompletableFuture.completedFuture(null);
    word = newWord;
    return station.say(word, reason);
  }

  private void hear(String type, JsonNode event) {
    switch (type) {
      case "snapshot" -> {
        event.path("offers").forEach(this::offer);
        event.path("interactions").forEach(i -> world.onDesk(i.path("id").asText()));
        backAfterMiss(event);
      }
      case "offer" -> offer(event);
      case "interaction" -> {
        if (event.path("state").asText().equals("ended")) world.takenOff(event.path("id").asText());
      }
      case "state" -> backAfterMiss(event);
      default -> {} // whoever plays the contact knows
    }
  }

  private void offer(JsonNode offer) {
    var interaction = offer.path("interaction").asText();
    world.offered(
        person.id(), interaction, offer.path("id").asText(), offer.path("media").asText());
  }

  private void backAfterMiss(JsonNode state) {
    if (missed || !state.path("reason").asText().equals("rona")) return;
    missed = true;
    world.after(
        AWAY_AFTER_MISS,
        () -> {
          missed = false;
          if (word.equals("ready")) station.say("ready", null);
        });
  }
}
