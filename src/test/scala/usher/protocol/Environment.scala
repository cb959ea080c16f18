package usher.protocol

import java.util.{Map => JMap}

import scala.jdk.CollectionConverters._

import usher.agent.Presence
import usher.interaction.{Order, Status}

/** Customers, switches, agents and supervisors: what they do, in good and in bad moments. */
object Environment {

  /** One thing somebody might do at any time. */
  def act(world: World): Unit = {
    val r = world.random
    if (world.talkative && r.nextInt(3) == 0) consult(world)
    else anything(world, world.customers(r.nextInt(3)))
  }

  private def anything(world: World, i: SimInteraction): Unit = {
    val r = world.random
    r.nextInt(24) match {
      case 0 | 1 | 2 | 3 | 4 if !i.acknowledged =>
        val first = if (i.state.status == Status.UNBORN) s"q${r.nextInt(2)}" else i.state.facts.queue
        i.post(first)
      case 5 => i.order(new Order.HungUp)
      case 6 => i.move(new Order.Transfer(s"q${r.nextInt(2)}", null))
      case 7 => i.move(new Order.Requeue(null))
      case 8 => anOffer(world, i).foreach(o => i.order(new Order.Reject(o.number, null)))
      case 9 | 10 | 11 => anOffer(world, i).foreach(o => i.accept(o.number))
      case 12 | 13 => anOffer(world, i).foreach(o => i.order(new Order.Established(o.id.agent, 0)))
      case 14 => i.order(new Order.Complete(null, null))
      case 15 if r.nextBoolean() => i.order(new Order.Release(false))
      case 15 => i.order(new Order.LegReleased(s"a${r.nextInt(3)}", 0))
      case 16 if r.nextInt(4) == 0 => i.order(new Order.Cancel)
      case 17 if r.nextInt(3) == 0 => world.queues(r.nextInt(2)).hear(Open(r.nextInt(3) > 0))
      case 18 => person(world, i)
      case 19 => consult(world)
      case 20 =>
        world.agents(r.nextInt(3)).intend(if (r.nextBoolean()) Presence.OFFLINE else Presence.NOT_READY)
      case _ => world.agents(r.nextInt(3)).intend(Presence.READY)
    }
  }

  private def anOffer(world: World, i: SimInteraction): Option[usher.interaction.Offer] = {
    val open = i.state.offers
    if (open.isEmpty) None else Some(open.get(world.random.nextInt(open.size)))
  }

  /** Supervisors and desks that name an agent, or change what is known. */
  private def person(world: World, i: SimInteraction): Unit = {
    val r = world.random
    val agent = s"a${r.nextInt(3)}"
    r.nextInt(6) match {
      case 0 | 1 => i.order(new Order.Assign(agent, false))
      case 2 => i.move(new Order.Transfer(null, agent))
      case 3 => i.order(new Order.SetPriority(r.nextInt(20).toDouble))
      case 4 => i.order(new Order.SetAttributes(JMap.of("a", r.nextInt(3).toString)))
      case _ => i.order(if (r.nextBoolean()) new Order.Hold(null) else new Order.Retrieve)
    }
  }

  /** An agent asks another one, who may answer, join or take the contact over; and legs end meanwhile. */
  private def consult(world: World): Unit = {
    val r = world.random
    val c = world.interactions(3 + r.nextInt(2))
    val about = world.consulted(c.id)
    r.nextInt(16) match {
      case 0 | 1 | 2 if c.state.status == Status.UNBORN => ask(world, c)
      case 3 if c.state.status == Status.UNBORN && about.isConsulting(c.id) => c.post(s"q${r.nextInt(2)}") // late
      case 4 | 5 | 6 => anOffer(world, c).foreach(o => c.order(new Order.Established(o.id.agent, 0)))
      case 7 | 8 | 9 if c.state.talks => about.order(new Order.HandOver(c.state.talk.offer.id))
      case 10 | 11 if c.state.talks => about.order(new Order.Join(c.state.talk.offer.id))
      case 12 => about.order(new Order.HungUp)
      case 13 => legEnds(about, about)
      case 14 => legEnds(if (r.nextBoolean()) about else c, c)
      case _ => c.order(new Order.HungUp)
    }
  }

  /** The consult is made by a second request, which may come late. */
  def ask(world: World, c: SimInteraction): Unit = {
    val about = world.consulted(c.id)
    val held = about.order(new Order.Hold(c.id)) && about.isConsulting(c.id)
    if (held && world.random.nextInt(4) > 0) c.post(s"q${world.random.nextInt(2)}")
  }

  /** That of whoever has `of`, reported as a leg of `call`; or of whoever has just been left. */
  private def legEnds(call: SimInteraction, of: SimInteraction): Unit = {
    val s = of.state
    val before = Option(s.stay).flatMap(x => Option(x.leaving)).flatMap(x => Option(x.offer)).map(_.id.agent)
    val now = Option(s.talk).map(_.offer.id.agent)
    val agents = (before ++ now).toSeq
    if (agents.nonEmpty) call.order(new Order.LegReleased(agents(call.random.nextInt(agents.size)), 0))
  }

  /** The calm end: reports are repeated until acknowledged, offers taken, conversations ended by whoever
    * has them; a wrap-up ends by itself where nobody is tidy.
    */
  def work(world: World, staffed: Boolean): Unit = {
    for (i <- world.interactions) {
      i.state.status match {
        case Status.UNBORN => if (!world.isConsult(i.id)) i.post("q0")
        case Status.QUEUED => if (!i.acknowledged) i.post(i.state.facts.queue)
        case Status.OFFERED if world.random.nextInt(3) > 0 => answer(i)
        case Status.CONNECTED | Status.HELD if world.isHeld(i) => i.order(new Order.Release(false))
        case Status.WRAP_UP if world.isHeld(i) && world.tidy && world.random.nextBoolean() =>
          i.order(new Order.Complete(null, null))
        case _ =>
      }
    }
    if (staffed) for (a <- world.agents if a.state.presence != Presence.READY) a.intend(Presence.READY)
  }

  def answer(i: SimInteraction): Unit = i.state.offers.asScala.headOption.foreach { o =>
    if (!o.accepted) i.accept(o.number)
    if (i.state.status == Status.OFFERED && i.isAwake) i.order(new Order.Established(o.id.agent, 0))
  }
}
