package usher.access;

import java.util.Locale;
import java.util.Optional;

/** What somebody is to this server; the columns of {@link Permissions}. */
public enum Role {
  /** Reports for one source, and is told what to do. */
  SWITCH,
  /** One person's own desk. */
  AGENT,
  SUPERVISOR,
  ADMIN,
  /** Sees, and changes nothing. */
  AUDITOR;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Role> of(String word) {
    for (var role : values()) if (role.word().equals(word)) return Optional.of(role);
    return Optional.empty();
  }
}
