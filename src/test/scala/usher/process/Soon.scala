package usher.process

import org.scalatest.concurrent.Eventually
import org.scalatest.time.{Millis, Seconds, Span}

/** For what follows an answer a little later, such as a queue's list: awaited, and red when it does not come about. */
trait Soon extends Eventually {
  implicit override val patienceConfig: PatienceConfig =
    PatienceConfig(timeout = Span(30, Seconds), interval = Span(20, Millis))
}
