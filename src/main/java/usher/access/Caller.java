package usher.access;

import java.time.Instant;
import java.util.Set;

/**
 * Somebody who has shown who it is.
 *
 * @param name as histories and the audit trail have it: {@code key:crm}, {@code user:…}
 * @param agent whose desk this is, or null
 * @param source the switch this is, or null
 * @param until when that must be shown anew; null for keys
 */
public record Caller(String name, Set<Role> roles, String agent, String source, Instant until) {
  public Caller {
    roles = Set.copyOf(roles);
  }
}
