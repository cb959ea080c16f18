package usher.http;

import java.time.Clock;
import usher.access.Credentials;
import usher.agent.AgentService;
import usher.audit.AuditService;
import usher.definitions.PolicyBook;
import usher.interaction.InteractionService;
import usher.journal.PulseService;
import usher.keeping.SpaceService;
import usher.queue.QueueService;
import usher.routing.RoutingService;
import usher.switching.LiveCalls;
import usher.switching.SwitchService;

/**
 * The front doors of the other rooms, the policies that were read, the journal's pulse and size,
 * and the time.
 *
 * @param credentials null where nobody is asked who it is
 */
public record Doors(
    InteractionService interactions,
    AgentService agents,
    QueueService queues,
    RoutingService routing,
    SwitchService switches,
    LiveCalls liveCalls,
    PolicyBook policies,
    PulseService journal,
    SpaceService space,
    AuditService audit,
    Credentials credentials,
    Clock clock) {}
