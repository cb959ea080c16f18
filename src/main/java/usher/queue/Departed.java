package usher.queue;

import java.util.HashMap;
import java.util.Map;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * Who left the line lately, and the round each was in: an arrival of such a round that was on its
 * way for long is an echo, and lets nobody in again. The last thousand at least are remembered.
 */
public record Departed(PMap<String, Integer> young, PMap<String, Integer> old) {
  private static final int GENERATION = 1_000;
  static final Departed NONE = new Departed(HashTreePMap.empty(), HashTreePMap.empty());

  Departed with(String interaction, int round) {
    return young.size() < GENERATION
        ? new Departed(young.plus(interaction, round), old)
        : new Departed(HashTreePMap.singleton(interaction, round), young);
  }

  boolean has(String interaction, int round) {
    return Math.max(young.getOrDefault(interaction, -1), old.getOrDefault(interaction, -1))
        >= round;
  }

  Map<String, Integer> rounds() {
    var all = new HashMap<String, Integer>(old);
    all.putAll(young);
    return all;
  }

  static Departed of(Map<String, Integer> rounds) {
    return new Departed(HashTreePMap.empty(), HashTreePMap.from(rounds));
  }
}
