package usher.http;

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
import akka.http.javadsl.model.sse.ServerSentEvent;
import akka.stream.OverflowStrategy;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.SourceQueueWithComplete;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import usher.switching.SwitchEntity.Command;
import usher.switching.SwitchService;
import usher.switching.SwitchService.News;

/**
 * One switch's live stream of commands: first all that is owed, then each new one. Finds the outbox
 * again if it moves, and then says all that is owed once more.
 */
final class SwitchStream extends AbstractBehavior<SwitchStream.Message> {
  private static final int BEHIND = 4_096;
  private static final Duration COMMENT = Duration.ofSeconds(15);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  sealed interface Message {}

  private record Heard(News news) implements Message {}

  private enum Happening implements Message {
    READER_GONE,
    OUTBOX_GONE,
    LISTEN
  }

  private final String source;
  private final SwitchService switches;
  private final SourceQueueWithComplete<ServerSentEvent> out;
  private final TimerScheduler<Message> timers;
  private final ActorRef<News> ear;
  private ActorRef<Command> watched;

  /**
   * The events of one connection; a reader that falls behind is cut off and comes back.
   *
   * @param resumes the reader has heard a stream before: it is told to forget what it knows
   */
  static Source<ServerSentEvent, NotUsed> open(
      ActorSystem<?> system, SwitchService switches, String source, boolean resumes) {
    return Source.<ServerSentEvent>queue(BEHIND, OverflowStrategy.fail())
        .mapMaterializedValue(
            out -> {
              if (resumes) out.offer(event("{}", "reset", 0));
              system.systemActorOf(
                  create(source, switches, out),
                  "switch-" + java.util.UUID.randomUUID(),
                  Props.empty());
              return NotUsed.getInstance();
            })
        .keepAlive(COMMENT, ServerSentEvent::heartbeat);
  }

  private static Behavior<Message> create(
      String source, SwitchService switches, SourceQueueWithComplete<ServerSentEvent> out) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new SwitchStream(source, switches, out, timers, context)));
  }

  private SwitchStream(
      String source,
      SwitchService switches,
      SourceQueueWithComplete<ServerSentEvent> out,
      TimerScheduler<Message> timers,
      ActorContext<Message> context) {
    super(context);
    this.source = source;
    this.switches = switches;
    this.out = out;
    this.timers = timers;
    ear = context.messageAdapter(News.class, Heard::new);
    context.pipeToSelf(out.watchCompletion(), (done, failure) -> Happening.READER_GONE);
    switches.listen(source, ear);
    timers.startTimerWithFixedDelay(Happening.LISTEN, COMMENT);
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Heard.class, this::heard)
        .onMessageEquals(Happening.READER_GONE, Behaviors::stopped)
        .onMessageEquals(Happening.OUTBOX_GONE, this::lookAgain)
        .onMessageEquals(Happening.LISTEN, this::listen)
        .build();
  }

  private Behavior<Message> lookAgain() {
    watched = null;
    timers.startSingleTimer("look again", Happening.LISTEN, LOOK_AGAIN);
    return this;
  }

  /** Harmless where the outbox speaks to us already. */
  private Behavior<Message> listen() {
    switches.listen(source, ear);
    return this;
  }

  private Behavior<Message> heard(Heard heard) {
    var news = heard.news;
    if (!news.from().equals(watched)) {
      if (watched != null) getContext().unwatch(watched);
      watched = news.from();
      getContext().watchWith(watched, Happening.OUTBOX_GONE);
    }
    if (news.whole())
      out.offer(event(Json.text(SwitchViews.snapshot(source, news)), "snapshot", news.number()));
    else
      for (var entry : news.orders())
        out.offer(
            event(
                Json.text(SwitchViews.command(entry)),
                entry.order().kind().word(),
                entry.number()));
    return this;
  }

  private static ServerSentEvent event(String data, String type, long id) {
    return ServerSentEvent.create(
        data, Optional.of(type), Optional.of(String.valueOf(id)), OptionalInt.empty());
  }
}
