// What no room may do, done on purpose: shows that each rule of ArchitectureSpec can fail.
package usher.kernel {
  final class Trespass { def learns(agent: usher.agent.Agent): String = agent.id }
}

package usher.interaction {
  final class Trespass { def learns(queue: usher.queue.Queue): String = queue.id }
}

package usher.agent {
  final class Trespass { def learns(seen: usher.routing.Seen): Any = seen.hashCode }
}

package usher.queue {
  final class Trespass { def learns(settings: usher.settings.Settings): Int = settings.httpPort }
}

package usher.switching {
  final class Trespass { def learns(queue: usher.queue.Queue): String = queue.id }
}

package usher.routing {
  final class Trespass {
    def calls(agents: usher.agent.AgentService): Any = agents.get("ann")
    def orders: Any = usher.agent.AgentEntity.Report.NOW
    def learns(settings: usher.settings.Settings): Int = settings.httpPort
  }
}

package usher.access {
  final class Trespass { def learns(settings: usher.settings.Settings): Int = settings.httpPort }
}

package usher.audit {
  final class Trespass { def learns(queue: usher.queue.Queue): String = queue.id }
}

package usher.rules {
  final class Trespass { def learns(agent: usher.agent.Agent): String = agent.id }
}

package usher.definitions {
  final class Trespass {
    def gives(queues: usher.queue.QueueService): Any = queues.get("billing")
    def learns(settings: usher.settings.Settings): Int = settings.httpPort
  }
}

package usher.http {
  final class Trespass {
    def orders: Any = usher.queue.QueueEntity.Heard.HEARD
    def decides: Any = usher.routing.RoutingCoordinator.Wake.WAKE
    def judges(rule: usher.rules.Condition): Any = rule.toString
  }
}

package usher.journal {
  final class Trespass { def answers(doors: usher.http.Doors): Any = doors.clock }
}

package usher.keeping {
  final class Trespass { def reads(event: usher.interaction.InteractionEvent): Any = event.at }
}

package usher.settings {
  final class Trespass { def learns(queue: usher.queue.Queue): String = queue.id }
}

package usher.simulation {
  final class Trespass { def asks(doors: usher.http.Doors): Any = doors.clock }
}

package usher.replay {
  final class Trespass { def knows(agent: usher.agent.Agent): String = agent.id }
}

package usher.demo {
  final class Trespass { def knows(agent: usher.agent.Agent): String = agent.id }
}

package usher.nowhere {
  final class Trespass
}

package usher {
  final class Trespass {
    import java.time.{Clock, Instant}

    def carries(system: akka.actor.ActorSystem): String = system.name
    def waits(): Unit = Thread.sleep(1)
    def looksAtAClock: Instant = Instant.now
    def throwsDice: Int = new java.util.Random().nextInt
    def looksLater: java.util.function.Supplier[Instant] = () => Instant.now
  }
}

package usher.queue {
  final class ClockTrespass { def now(clock: java.time.Clock): Any = clock.instant }
}
