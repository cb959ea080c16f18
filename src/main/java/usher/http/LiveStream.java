package usher.http;

import static akka.http.javadsl.server.Directives.completeOK;
import static akka.http.javadsl.server.Directives.mapResponseEntity;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.http.javadsl.marshalling.sse.EventStreamMarshalling;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.ResponseEntity;
import akka.http.javadsl.model.sse.ServerSentEvent;
import akka.http.javadsl.server.Route;
import akka.stream.OverflowStrategy;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.SourceQueueWithComplete;
import akka.util.ByteString;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * One connection that hears somebody's news as events. Finds whoever tells them again where that
 * one moves; a reader that falls behind is cut off and comes back.
 *
 * @param <N> the news
 */
final class LiveStream<N> extends AbstractBehavior<LiveStream.Message> {
  private static final Duration COMMENT = Duration.ofSeconds(15);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  /** Whose news these are, and what they are for the reader of one connection. */
  interface Station<N> {
    /** Asks for the news: all as it is, then each change. Harmless where they come already. */
    void listen(ActorRef<N> ear);

    ActorRef<?> from(N news);

    /**
     * @param found the first of whoever tells them now, so that the reader knows nothing of it
     */
    void hear(N news, boolean found, Reader reader);
  }

  /** Who reads one connection. */
  record Reader(SourceQueueWithComplete<ServerSentEvent> events) {
    void send(String type, long id, Object json) {
      events.offer(
          ServerSentEvent.create(
              Json.text(json),
              Optional.of(type),
              Optional.of(String.valueOf(id)),
              OptionalInt.empty()));
    }
  }

  sealed interface Message {}

  private record Heard<N>(N news) implements Message {}

  private enum Happening implements Message {
    READER_GONE,
    TELLER_GONE,
    LISTEN
  }

  private final Station<N> station;
  private final Reader reader;
  private final ActorRef<N> ear;
  private final TimerScheduler<Message> timers;
  private ActorRef<?> watched;

  /**
   * The answer that is one connection.
   *
   * @param behind so many events may the reader be behind
   */
  static <N> Route open(ActorSystem<?> system, Station<N> station, Class<N> news, int behind) {
    return mapResponseEntity(
        entity -> commented(entity, COMMENT),
        () ->
            completeOK(
                events(system, station, news, behind), EventStreamMarshalling.toEventStream()));
  }

  /**
   * With a comment whenever nothing was said for so long, so that proxies keep the connection and
   * we notice that it is gone. The library's own heartbeat is an event without data: browsers would
   * hear it.
   */
  static ResponseEntity commented(ResponseEntity entity, Duration every) {
    var said = entity.getDataBytes().keepAlive(every, () -> ByteString.fromString(":\n\n"));
    return HttpEntities.create(entity.getContentType(), said);
  }

  private static <N> Source<ServerSentEvent, NotUsed> events(
      ActorSystem<?> system, Station<N> station, Class<N> news, int behind) {
    return Source.<ServerSentEvent>queue(behind, OverflowStrategy.fail())
        .mapMaterializedValue(
            events -> {
              var reader = new Reader(events);
              system.systemActorOf(
                  create(station, news, reader), "live-" + UUID.randomUUID(), Props.empty());
              return NotUsed.getInstance();
            });
  }

  private static <N> Behavior<Message> create(Station<N> station, Class<N> news, Reader reader) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new LiveStream<>(station, news, reader, timers, context)));
  }

  private LiveStream(
      Station<N> station,
      Class<N> news,
      Reader reader,
      TimerScheduler<Message> timers,
      ActorContext<Message> context) {
    super(context);
    this.station = station;
    this.reader = reader;
    this.timers = timers;
    ear = context.messageAdapter(news, Heard::new);
    context.pipeToSelf(reader.events().watchCompletion(), (done, failure) -> Happening.READER_GONE);
    station.listen(ear);
    timers.startTimerWithFixedDelay(Happening.LISTEN, COMMENT);
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .<Heard<N>>onMessageUnchecked(Heard.class, heard -> hear(heard.news()))
        .onMessageEquals(Happening.READER_GONE, Behaviors::stopped)
        .onMessageEquals(Happening.TELLER_GONE, this::lookAgain)
        .onMessageEquals(Happening.LISTEN, this::listen)
        .build();
  }

  private Behavior<Message> hear(N news) {
    var from = station.from(news);
    var found = !from.equals(watched);
    if (found) {
      if (watched != null) getContext().unwatch(watched);
      watched = from;
      getContext().watchWith(watched, Happening.TELLER_GONE);
    }
    station.hear(news, found, reader);
    return this;
  }

  private Behavior<Message> lookAgain() {
    watched = null;
    timers.startSingleTimer("look again", Happening.LISTEN, LOOK_AGAIN);
    return this;
  }

  private Behavior<Message> listen() {
    station.listen(ear);
    return this;
  }
}
