package usher.kernel;

/**
 * Who made something happen, and the key by which a repeat is known.
 *
 * @param by {@code switch:sw1}, {@code agent:ann}, {@code api}, {@code timer}, {@code routing}
 * @param key the switch's event id or the caller's Idempotency-Key; null where there is none
 * @param digest of what was asked for, so that the same key for something else is noticed; null
 *     where the key alone says it
 */
public record Cause(String by, String key, String digest) implements Wire {

  public static final Cause TIMER = by("timer");
  public static final Cause ROUTING = by("routing");

  public Cause(String by, String key) {
    this(by, key, null);
  }

  public static Cause by(String who) {
    return new Cause(who, null);
  }
}
