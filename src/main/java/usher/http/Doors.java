package usher.http;

import java.time.Clock;
import usher.agent.AgentService;
import usher.interaction.InteractionService;
import usher.queue.QueueService;
import usher.routing.RoutingService;

/** The front doors of the other rooms, and the time. */
public record Doors(
    InteractionService interactions,
    AgentService agents,
    QueueService queues,
    RoutingService routing,
    Clock clock) {}
