package usher.definitions;

import java.util.Collection;
import java.util.Locale;

/** The word that somebody most likely meant. */
final class Nearest {
  private Nearest() {}

  /** {@code : did you mean billing?}, or nothing where no known word is near. */
  static String hint(String wrong, Collection<String> known) {
    var meant = to(wrong, known);
    return meant == null ? "" : ": did you mean " + meant + "?";
  }

  /** {@code : did you mean billing? Known are [billing, care]}. */
  static String among(String wrong, Collection<String> known) {
    var hint = hint(wrong, known);
    return (hint.isEmpty() ? "; known are " : hint + " Known are ") + known;
  }

  /** Null where no known word is near. */
  static String to(String wrong, Collection<String> known) {
    String best = null;
    var least = Math.max(2, wrong.length() / 3) + 1;
    for (var word : known) {
      var steps = steps(plain(wrong), plain(word), least);
      if (steps < least) {
        least = steps;
        best = word;
      }
    }
    return best;
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }

  /** Letters to add, drop or change; {@code limit} where it is that many or more. */
  private static int steps(String from, String to, int limit) {
    if (Math.abs(from.length() - to.length()) >= limit) return limit;
    var last = new int[to.length() + 1];
    for (var n = 0; n <= to.length(); n++) last[n] = n;
    for (var i = 1; i <= from.length(); i++) {
      var next = new int[to.length() + 1];
      next[0] = i;
      for (var n = 1; n <= to.length(); n++) {
        var change = from.charAt(i - 1) == to.charAt(n - 1) ? 0 : 1;
        next[n] = Math.min(Math.min(next[n - 1], last[n]) + 1, last[n - 1] + change);
      }
      last = next;
    }
    return Math.min(limit, last[to.length()]);
  }
}
