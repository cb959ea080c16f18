package usher.http;

import static usher.http.Json.object;

import akka.actor.typed.ActorRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import usher.agent.Agent;
import usher.agent.AgentEvent;
import usher.agent.AgentService;
import usher.agent.AgentService.News;
import usher.agent.DeskView;
import usher.kernel.OfferId;

/** One desk's live stream: turns an agent's news into events. */
final class DeskStream implements LiveStream.Station<News> {
  static final int BEHIND = 256;

  private final String agent;
  private final AgentService agents;

  /** By what it shows; the value is the handle it was shown under. */
  private final Map<OfferId, String> shown = new HashMap<>();

  private Set<OfferId> held = Set.of();
  private LiveStream.Reader reader;

  DeskStream(String agent, AgentService agents) {
    this.agent = agent;
    this.agents = agents;
  }

  @Override
  public void listen(ActorRef<News> ear) {
    agents.listen(agent, ear);
  }

  @Override
  public ActorRef<?> from(News news) {
    return news.from();
  }

  @Override
  public void hear(News news, boolean found, LiveStream.Reader by) {
    reader = by;
    if (found || news.whole()) snapshot(news.desk());
    else if (news.event() == null) confirmed(news.desk());
    else changed(news.desk().agent(), news.event());
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
    reader.send(type, agent.revision(), json);
  }
}
