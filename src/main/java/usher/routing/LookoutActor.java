package usher.routing;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Instant;
import usher.agent.Presence;
import usher.queue.Entry;

/**
 * Answers people's questions beside the coordinator, so that sorting and counting never keep it
 * from deciding.
 */
final class LookoutActor {
  private LookoutActor() {}

  /** What may be asked; the coordinator hands it on. */
  sealed interface Query extends RoutingCoordinator.Command {
    ActorRef<Seen> replyTo();

    Seen in(Lookout lookout);
  }

  record ListAgents(
      Presence presence, String team, String skill, String after, int limit, ActorRef<Seen> replyTo)
      implements Query {
    @Override
    public Seen in(Lookout lookout) {
      return lookout.agents(presence, team, skill, after, limit);
    }
  }

  record ListContacts(
      Seen.State state,
      String queue,
      String agent,
      String customer,
      String after,
      int limit,
      ActorRef<Seen> replyTo)
      implements Query {
    @Override
    public Seen in(Lookout lookout) {
      return lookout.contacts(state, queue, agent, customer, after, limit);
    }
  }

  record ListCalls(String source, String after, int limit, ActorRef<Seen> replyTo)
      implements Query {
    @Override
    public Seen in(Lookout lookout) {
      return lookout.calls(source, after, limit);
    }
  }

  record ListQueues(String after, int limit, ActorRef<Seen> replyTo) implements Query {
    @Override
    public Seen in(Lookout lookout) {
      return lookout.queues(after, limit);
    }
  }

  record GetLine(String queue, int from, int limit, ActorRef<Seen> replyTo) implements Query {
    @Override
    public Seen in(Lookout lookout) {
      return lookout.line(queue, from, limit);
    }
  }

  record GetStand(String queue, Entry entry, Instant now, ActorRef<Seen> replyTo) implements Query {
    @Override
    public Seen in(Lookout lookout) {
      return lookout.stand(queue, entry, now);
    }
  }

  record GetFigures(String queue, ActorRef<Seen> replyTo) implements Query {
    @Override
    public Seen in(Lookout lookout) {
      return lookout.figures(queue);
    }
  }

  record GetWait(String interaction, ActorRef<Seen> replyTo) implements Query {
    @Override
    public Seen in(Lookout lookout) {
      return WhyWaiting.of(lookout, interaction);
    }
  }

  record GetIdle(String agent, ActorRef<Seen> replyTo) implements Query {
    @Override
    public Seen in(Lookout lookout) {
      return WhyIdle.of(lookout, agent);
    }
  }

  /** A question, and the picture to answer it from; {@code null} both: look away. */
  record Look(Picture picture, Query query) {}

  /** Nobody has asked for a while: an old picture would only fill the memory. */
  static final Look AWAY = new Look(null, null);

  /** Questions that may be waiting; who comes when it is full asks again. */
  static final int MOST_QUESTIONS = 1000;

  static Behavior<Look> create() {
    return Behaviors.supervise(looking(null, null)).onFailure(SupervisorStrategy.resume());
  }

  private static Behavior<Look> looking(Picture picture, Lookout lookout) {
    return Behaviors.receiveMessage(
        look -> {
          if (look == AWAY) return looking(null, null);
          var now = look.picture == picture ? lookout : new Lookout(look.picture);
          look.query.replyTo().tell(look.query.in(now));
          return look.picture == picture ? Behaviors.same() : looking(look.picture, now);
        });
  }
}
