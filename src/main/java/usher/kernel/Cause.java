package usher.kernel;

/**
 * Who made something happen, and the key by which a repeat is known.
 *
 * @param by {@code switch:sw1}, {@code agent:ann}, {@code api}, {@code timer}, {@code routing}
 * @param key the switch's event id or the caller's Idempotency-Key; null where there is none
 */
public record Cause(String by, String key) implements Wire {

  public static final Cause TIMER = new Cause("timer", null);
  public static final Cause ROUTING = new Cause("routing", null);

  public static Cause by(String who) {
    return new Cause(who, null);
  }
}
