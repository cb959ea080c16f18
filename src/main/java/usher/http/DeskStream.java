package usher.http;

import static usher.http.Json.object;

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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import usher.agent.Agent;
import usher.agent.AgentEntity.Command;
import usher.agent.AgentEvent;
import usher.agent.AgentService;
import usher.agent.AgentService.News;
import usher.agent.DeskView;
import usher.kernel.OfferId;

/**
 * One desk's live stream: turns an agent's news into events, and finds the agent again if it moves.
 */
final class DeskStream extends AbstractBehavior<DeskStream.Message> {
  private static final int BEHIND = 256;
  private static final Duration COMMENT = Duration.ofSeconds(15);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  sealed interface Message {}

  private record Heard(News news) implements Message {}

  private enum Happening implements Message {
    READER_GONE,
    AGENT_GONE,
    LISTEN
  }

  private final String agent;
  private final AgentService agents;
  private final SourceQueueWithComplete<ServerSentEvent> out;
  private final TimerScheduler<Message> timers;
  private final ActorRef<News> ear;

  /** By what it shows; the value is the handle it was shown under. */
  private final Map<OfferId, String> shown = new HashMap<>();

  private Set<OfferId> held = Set.of();
  private ActorRef<Command> watched;

  /** The events of one connection; a reader that falls behind is cut off and comes back. */
  static Source<ServerSentEvent, NotUsed> open(
      ActorSystem<?> system, AgentService agents, String agent) {
    return Source.<ServerSentEvent>queue(BEHIND, OverflowStrategy.fail())
        .mapMaterializedValue(
            out -> {
              system.systemActorOf(
                  create(agent, agents, out), "desk-" + java.util.UUID.randomUUID(), Props.empty());
              return NotUsed.getInstance();
            })
        .keepAlive(COMMENT, ServerSentEvent::heartbeat);
  }

  private static Behavior<Message> create(
      String agent, AgentService agents, SourceQueueWithComplete<ServerSentEvent> out) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new DeskStream(agent, agents, out, timers, context)));
  }

  private DeskStream(
      String agent,
      AgentService agents,
      SourceQueueWithComplete<ServerSentEvent> out,
      TimerScheduler<Message> timers,
      ActorContext<Message> context) {
    super(context);
    this.agent = agent;
    this.agents = agents;
    this.out = out;
    this.timers = timers;
    ear = context.messageAdapter(News.class, Heard::new);
    context.pipeToSelf(out.watchCompletion(), (done, failure) -> Happening.READER_GONE);
    agents.listen(agent, ear);
    timers.startTimerWithFixedDelay(Happening.LISTEN, COMMENT);
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Heard.class, this::heard)
        .onMessageEquals(Happening.READER_GONE, Behaviors::stopped)
        .onMessageEquals(Happening.AGENT_GONE, this::lookAgain)
        .onMessageEquals(Happening.LISTEN, this::listen)
        .build();
  }

  private Behavior<Message> lookAgain() {
    watched = null;
    timers.startSingleTimer("look again", Happening.LISTEN, LOOK_AGAIN);
    return this;
  }

  /** Harmless where the agent listens to us already. */
  private Behavior<Message> listen() {
    agents.listen(agent, ear);
    return this;
  }

  private Behavior<Message> heard(Heard heard) {
    var news = heard.news;
    var first = !news.from().equals(watched);
    if (first) {
      if (watched != null) getContext().unwatch(watched);
      watched = news.from();
      getContext().watchWith(watched, Happening.AGENT_GONE);
    }
    if (first || news.whole()) snapshot(news.desk());
    else if (news.event() == null) confirmed(news.desk());
    else changed(news.desk().agent(), news.event());
    return this;
  }

  private void snapshot(DeskView desk) {
    shown.clear();
    desk.offers().forEach(o -> shown.put(o.id(), o.handle()));
    held = desk.held();
    send("snapshot", desk.agent(), AgentViews.view(desk));
  }

  /** A contact has said more of an offer, or of a conversation. */
  private void confirmed(DeskView desk) {
    for (var slot : desk.agent().slots())
      if (held.contains(slot.offer()) != desk.held().contains(slot.offer()))
        send("interaction", desk.agent(), AgentViews.interaction(slot, desk.held()));
    held = desk.held();
    for (var offer : desk.offers()) {
      shown.put(offer.id(), offer.handle());
      send("offer", desk.agent(), AgentViews.offer(desk.agent(), offer));
    }
  }

  private void changed(Agent after, AgentEvent event) {
    if (event instanceof AgentEvent.Engaged e) interaction(after, e.offer());
    else if (event instanceof AgentEvent.WrapUpStarted e) interaction(after, e.offer());
    else if (event instanceof AgentEvent.TookOver e) tookOver(after, e);
    else if (event instanceof AgentEvent.Freed e) freed(after, e);
    else if (event instanceof AgentEvent.PresenceSet
        || event instanceof AgentEvent.PresencePlanned
        || event instanceof AgentEvent.Returned) send("state", after, AgentViews.state(after));
  }

  private void interaction(Agent after, OfferId o) {
    shown.remove(o);
    after
        .slot(o)
        .map(slot -> AgentViews.interaction(slot, held))
        .ifPresent(json -> send("interaction", after, json));
  }

  private void tookOver(Agent after, AgentEvent.TookOver e) {
    ended(after, e.instead(), "moved");
    interaction(after, e.offer());
  }

  private void ended(Agent after, OfferId o, String reason) {
    send("interaction", after, object("id", o.interaction(), "state", "ended", "reason", reason));
  }

  private void freed(Agent after, AgentEvent.Freed e) {
    var reason = e.ending().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    var handle = shown.remove(e.offer());
    if (handle != null)
      send(
          "offer-ended",
          after,
          object("id", handle, "interaction", e.offer().interaction(), "reason", reason));
    else ended(after, e.offer(), reason);
    if (Agent.RONA.equals(after.reason()) && e.at().equals(after.presenceSince()))
      send("state", after, AgentViews.state(after));
  }

  private void send(String type, Agent agent, Object json) {
    out.offer(
        ServerSentEvent.create(
            Json.text(json),
            Optional.of(type),
            Optional.of(String.valueOf(agent.revision())),
            java.util.OptionalInt.empty()));
  }
}
