package usher.access;

/**
 * In what capacity an operation may be done.
 *
 * @param by who does it, as histories and the audit trail have it
 * @param agent whose contacts alone it may touch, or null
 * @param source the switch whose contacts alone it may touch, or null
 * @param caller who asks; null where nobody is asked who it is
 */
public record Grant(String by, String agent, String source, Caller caller) {
  /** Of a server without credentials. */
  public static final Grant OPEN = new Grant("api", null, null, null);

  /** May it touch what belongs to others? */
  public boolean isForAll() {
    return agent == null && source == null;
  }

  /** May it speak for this switch? */
  public boolean speaksFor(String other) {
    return source == null || source.equals(other);
  }
}
