package usher;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * Wall time that neither leaps nor goes back while the process runs, whatever happens to the
 * machine's clock: it goes on with the monotonic one, and follows the wall by a thousandth at most.
 * So a deadline is neither early nor put off for as long as a clock was set back.
 */
public final class SteadyClock extends Clock {
  private static final long SLOWEST = 1000;
  private static final long NANOS = 1_000_000; // in a ms

  private final LongSupplier wallMillis;
  private final LongSupplier nanos;
  private long nanosBefore;
  private long now; // ns since 1970

  public SteadyClock() {
    this(System::currentTimeMillis, System::nanoTime);
  }

  SteadyClock(LongSupplier wallMillis, LongSupplier nanos) {
    this.wallMillis = wallMillis;
    this.nanos = nanos;
    nanosBefore = nanos.getAsLong();
    now = wallMillis.getAsLong() * NANOS;
  }

  @Override
  public synchronized long millis() {
    var tick = nanos.getAsLong();
    var passed = tick - nanosBefore;
    nanosBefore = tick;
    var most = passed / SLOWEST;
    var off = wallMillis.getAsLong() * NANOS - (now + passed);
    now += passed + Math.max(-most, Math.min(most, off));
    return now / NANOS;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this; // an instant has none
  }
}
