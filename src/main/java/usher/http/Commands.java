package usher.http;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import usher.access.Grant;
import usher.interaction.InteractionEntity.Reply;
import usher.interaction.InteractionService;
import usher.interaction.Order;
import usher.interaction.Own;
import usher.kernel.Cause;

/**
 * What a command says of itself in its headers, and in what capacity it is given.
 *
 * @param name of the command
 * @param key by which a repeat is known, or null
 * @param ifRevision the revision it is meant for; null for any
 */
record Commands(String name, String key, Long ifRevision, Grant grant) {
  /** A revision that nothing ever has. */
  private static final long NONE = -1;

  /** A key that is no id is as good as none: nothing was promised for it. */
  static Commands of(String name, Optional<String> key, Optional<String> ifMatch, Grant grant) {
    return new Commands(name, key.filter(Check::isId).orElse(null), revision(ifMatch), grant);
  }

  /** {@code asked}: all that tells the command from others to the same contact. */
  Cause cause(Object asked) {
    if (key == null) return Cause.by(grant.by());
    var print =
        grant.caller() == null
            ? InteractionForms.fingerprint(name, asked)
            : InteractionForms.fingerprint(name, asked, grant.by()); // keys are each caller's own
    return new Cause(grant.by(), key, print);
  }

  CompletionStage<Reply> order(InteractionService contacts, String id, Order order, Cause cause) {
    return contacts.order(id, order, cause, ifRevision, own(grant));
  }

  CompletionStage<Reply> order(InteractionService contacts, String id, Order order) {
    return order(contacts, id, order, cause(order));
  }

  /** Whose contacts they may be. */
  static Own own(Grant grant) {
    return grant.isForAll() ? Own.ANY : new Own(grant.agent(), grant.source());
  }

  /** Strong tags of ours only: what is none matches nothing. */
  static Long revision(Optional<String> ifMatch) {
    if (ifMatch.isEmpty() || ifMatch.get().trim().equals("*")) return null;
    var tag = ifMatch.get().trim();
    return tag.matches("\"[0-9]{1,18}\"") ? Long.valueOf(tag.substring(1, tag.length() - 1)) : NONE;
  }
}
