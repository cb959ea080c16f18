package usher.process

import java.time.{Clock, Duration, Instant, ZoneId, ZoneOffset}
import java.util.concurrent.atomic.AtomicReference

/** Goes on like any clock, and leaps when it is told to: hours need not be waited for. A server
  * notices a leap when it looks at the clock next; what it has set a timer for, at its next change.
  */
final class LeapClock(from: Instant) extends Clock {
  private val wall = Clock.tickMillis(ZoneOffset.UTC)
  private val ahead = new AtomicReference(Duration.between(wall.instant(), from))

  def leap(by: Duration): Unit = ahead.updateAndGet(_.plus(by))

  override def instant(): Instant = wall.instant().plus(ahead.get)
  override def getZone: ZoneId = ZoneOffset.UTC
  override def withZone(zone: ZoneId): Clock = this
}
