package usher.fuzz

import java.util.concurrent.atomic.AtomicLong
import scala.util.{Random, Try}
import usher.process.Contract.operations
import usher.process.{Answer, RawHttp}

/** One connection at a time, and one request after the other: parts of contacts' lives, and what does not belong there. */
final class Caller(port: Int, number: Int, dice: Random, judge: Judge) extends AutoCloseable {
  private val names = new Names(number, dice)
  // A backup is a copy of everything: a thousand of them would be all that is done here.
  val requests = new Requests(operations.filterNot(_.id == "getBackup"), names, dice)
  val noHttp = new NoHttp(requests, dice)
  private var connection: RawHttp = _
  private var ahead = Seq.empty[() => Attempt]

  /** Goes on while there is something left. */
  def ask(left: AtomicLong): Unit =
    while (left.getAndDecrement() > 0) send(next())

  override def close(): Unit = if (connection != null) connection.close()

  /** Whose fate is unknown is sent once more, and then it must be known. */
  def send(attempt: Attempt): Option[Answer] = {
    def isOpen(answer: Option[Answer]) = answer.exists(_.code == Judge.Unknown)
    val answer = sendOnce(attempt)
    if (!isOpen(answer)) answer
    else {
      val again = sendOnce(attempt)
      if (isOpen(again)) judge.note(attempt, "it is unknown twice", again.fold("")(_.text))
      again
    }
  }

  private def sendOnce(attempt: Attempt): Option[Answer] = {
    if (connection == null || !connection.isOpen || attempt.isLast) {
      if (connection != null) connection.close()
      connection = new RawHttp(port)
    }
    val begun = System.nanoTime()
    val answer = Try(connection.exchange(attempt.bytes(port), attempt.method, attempt.isLast)).recover { case e =>
      judge.silence(attempt, e)
      connection.close()
      connection = null
      None
    }.get
    judge.judge(attempt, answer, (System.nanoTime() - begun) / 1000000)
    answer.foreach(names.learn)
    answer.filter(_.status == 201).map(_.json.path("id").asText).filterNot(names.isOurs).foreach(end)
    answer
  }

  private def next(): Attempt =
    if (ahead.nonEmpty && dice.nextInt(3) > 0) {
      val now = ahead.head
      ahead = ahead.tail
      now()
    } else dice.nextInt(20) match {
      case 0 | 1         => ahead ++= life(); next()
      case 2 | 3         => noHttp.any()
      case 4 | 5 | 6 | 7 => requests.any()
      case _             => requests.odd()
    }

  /** So that lines stay short, and new contacts meet agents. */
  private def end(contact: String): Unit =
    ahead ++= Seq("releaseInteraction", "completeInteraction", "cancelInteraction").map(id => () => requests.of(id, contact))

  /** A contact's way in some order: a queue and an agent for it, and what may be done with it. */
  private def life(): Seq[() => Attempt] = {
    val (contact, old) = names.newContact()
    old.foreach(end)
    val way = dice.shuffle(Caller.Way).take(3 + dice.nextInt(5)).flatMap(id => Seq(id, "getInteraction"))
    val rest = (way ++ Caller.End.take(dice.nextInt(4))).map(id => () => requests.of(id, contact))
    val hold = if (dice.nextBoolean()) Caller.Hold else Nil // by chance alone few are ever held
    Caller.Begin.map(id => () => requests.of(id, contact)) ++
      (offered(contact, 20) +: hold.map(id => () => requests.of(id, contact))) ++ rest
  }

  /** Looks at it until it is offered, at most so often, and takes it. */
  private def offered(contact: String, more: Int): () => Attempt = () =>
    if (more == 0 || names.offerOf(contact).isDefined) requests.of("acceptOffer", contact)
    else {
      ahead = offered(contact, more - 1) +: ahead
      requests.of("getInteraction", contact)
    }
}

object Caller {
  private val Begin = Seq("defineQueue", "defineAgent", "setAgentState", "createInteraction")
  private val Way = Seq("acceptOffer", "holdInteraction", "retrieveInteraction", "requeueInteraction", "transferInteraction", "consultInteraction",
    "conferenceInteraction", "assignInteraction", "prioritiseInteraction", "changeAttributes", "rejectOffer", "setAgentState", "postSwitchEvents")
  private val Hold = Seq("holdInteraction", "getInteraction")
  private val End = Seq("releaseInteraction", "getInteraction", "completeInteraction")
}
