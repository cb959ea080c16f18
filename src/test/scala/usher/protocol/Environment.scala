package usher.protocol

import scala.jdk.CollectionConverters._

import usher.agent.{Presence, Slot}
import usher.interaction.{Life, Status}
import usher.kernel.Cause

/** Customers, switches, agents and supervisors: what they do, in good and in bad moments. */
object Environment {
  private val test = Cause.by("test")

  /** One thing somebody might do at any time. */
  def act(world: World): Unit = {
    val r = world.random
    val i = world.interactions(r.nextInt(3))
    r.nextInt(20) match {
      case 0 | 1 | 2 | 3 | 4 if !i.acknowledged =>
        val first = if (i.state.status == Status.UNBORN) s"q${r.nextInt(2)}" else i.state.facts.queue
        i.post(first)
      case 5 => i.call((s, _, now) => Life.hungUp(s, test, now))
      case 6 => i.move(s"q${r.nextInt(2)}")
      case 7 if i.state.offer != null =>
        i.call((s, _, now) => Life.reject(s, s.offer.id.round, null, test, now))
      case 8 | 9 | 10 if i.state.offer != null => i.accept(i.state.offer.id.round)
      case 11 | 12 if i.state.offer != null =>
        i.call((s, _, now) => Life.established(s, s.offer.id.agent, null, test, now))
      case 13 => i.call((s, _, now) => Life.complete(s, null, null, test, now))
      case 14 if r.nextBoolean() => i.call((s, _, now) => Life.release(s, test, now))
      case 14 => i.call((s, _, now) => Life.legReleased(s, s"a${r.nextInt(3)}", null, test, now))
      case 15 if r.nextInt(4) == 0 => i.call((s, _, now) => Life.cancel(s, test, now))
      case 16 if r.nextInt(3) == 0 => world.queues(r.nextInt(2)).hear(Open(r.nextInt(3) > 0))
      case 17 =>
        world.agents(r.nextInt(3)).intend(if (r.nextBoolean()) Presence.OFFLINE else Presence.NOT_READY)
      case _ => world.agents(r.nextInt(3)).intend(Presence.READY)
    }
  }

  /** The calm end: reports are repeated until acknowledged, offers taken, conversations ended. */
  def work(world: World, staffed: Boolean): Unit = {
    for (i <- world.interactions) {
      i.state.status match {
        case Status.UNBORN => i.post("q0")
        case Status.QUEUED => if (!i.acknowledged) i.post(i.state.facts.queue)
        case Status.OFFERED if world.random.nextInt(3) > 0 =>
          if (!i.state.offer.accepted) i.accept(i.state.offer.id.round)
          if (i.state.status == Status.OFFERED && i.isAwake)
            i.call((s, _, now) => Life.established(s, s.offer.id.agent, null, test, now))
        case Status.CONNECTED => i.call((s, _, now) => Life.release(s, test, now))
        case Status.WRAP_UP if world.random.nextBoolean() =>
          i.call((s, _, now) => Life.complete(s, null, null, test, now))
        case _ =>
      }
    }
    if (staffed) for (a <- world.agents if a.state.presence != Presence.READY) a.intend(Presence.READY)
  }
}
