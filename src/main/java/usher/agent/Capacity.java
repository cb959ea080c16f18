package usher.agent;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import usher.kernel.Media;
import usher.kernel.Wire;

/**
 * How much work a person can have at once: one model for all media.
 *
 * @param total points in all
 * @param media for each medium what one contact costs and how many at most
 * @param interrupts for a medium those it may interrupt: they take no room from it
 */
public record Capacity(int total, Map<Media, Share> media, Map<Media, Set<Media>> interrupts)
    implements Wire {

  public record Share(int cost, int max) implements Wire {}

  /** One call, or three chats, or two e-mails or tasks. */
  public static final Capacity DEFAULT =
      new Capacity(
          100,
          Map.of(
              Media.VOICE, new Share(100, 1),
              Media.CALLBACK, new Share(100, 1),
              Media.OUTBOUND, new Share(100, 1),
              Media.CHAT, new Share(30, 3),
              Media.SMS, new Share(30, 3),
              Media.UC, new Share(30, 3),
              Media.EMAIL, new Share(30, 2),
              Media.TASK, new Share(30, 2)),
          Map.of());

  public Capacity {
    media = media.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(media));
    interrupts = interrupts == null ? Map.of() : Map.copyOf(interrupts);
  }

  /** The media of which one more contact fits beside what is held. */
  Set<Media> open(Collection<Media> held) {
    var open = EnumSet.noneOf(Media.class);
    for (var medium : media.keySet()) if (fits(medium, held)) open.add(medium);
    return open;
  }

  /** Does one more contact of this medium fit beside what is held already? */
  public boolean fits(Media wanted, Collection<Media> held) {
    var share = media.get(wanted);
    if (share == null) return false;
    var goesOn = interrupts.getOrDefault(wanted, Set.of());
    var same = 0;
    var used = 0;
    for (var medium : held) {
      if (medium == wanted) same++;
      if (medium == wanted || !goesOn.contains(medium)) used += cost(medium);
    }
    return same < share.max() && used + share.cost() <= total;
  }

  public int used(Collection<Media> held) {
    var sum = 0;
    for (var medium : held) sum += cost(medium);
    return sum;
  }

  private int cost(Media medium) {
    var share = media.get(medium);
    return share == null ? total : share.cost();
  }
}
