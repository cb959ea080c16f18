package usher.http;

import java.time.Clock;
import usher.agent.AgentService;
import usher.definitions.PolicyBook;
import usher.interaction.InteractionService;
import usher.queue.QueueService;
import usher.routing.RoutingService;

/** The front doors of the other rooms, the policies that were read, and the time. */
public record Doors(
    InteractionService interactions,
    AgentService agents,
    QueueService queues,
    RoutingService routing,
    PolicyBook policies,
    Clock clock) {}
