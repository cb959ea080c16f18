package usher.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;

/**
 * Numbers of payment cards, which must not be kept: 13 to 19 digits that pass the Luhn check, with
 * single spaces or dashes between them. Of each the last four digits stay.
 */
final class CardNumbers {
  private static final int SHORTEST = 13;
  private static final int LONGEST = 19;
  private static final int SHOWN = 4;

  /** Two zeros and the fifteen digits of an international number. */
  private static final int LONGEST_DIALLED = 17;

  /** What people and systems write freely; in all other fields stand ids, addresses and numbers. */
  private static final Set<String> FREE =
      Set.of("name", "comment", "disposition", "reason", "message", "status", "result");

  private static final String ATTRIBUTES = "attributes";

  private CardNumbers() {}

  /** May there be one in it? Quick, and right where it says no. */
  static boolean mayBeIn(CharSequence text) {
    var digits = 0;
    for (var n = 0; n < text.length(); n++) {
      var c = text.charAt(n);
      if (isDigit(c)) {
        if (++digits >= SHORTEST) return true;
      } else if (!isSeparator(c)) digits = 0;
    }
    return false;
  }

  /** A text without them. */
  static String masked(String text) {
    if (text == null || !mayBeIn(text)) return text;
    var out = new StringBuilder(text);
    for (var n = 0; n < text.length(); n++)
      if (isDigit(text.charAt(n))) {
        var end = end(text, n);
        mask(text, n, end, out);
        n = end - 1;
      }
    return out.toString();
  }

  /** Where digits, with single separators between them, are over. */
  private static int end(String text, int begin) {
    var end = begin + 1;
    while (end < text.length()) {
      if (isDigit(text.charAt(end))) end++;
      else if (end + 1 < text.length()
          && isSeparator(text.charAt(end))
          && isDigit(text.charAt(end + 1))) end += 2;
      else break;
    }
    return end;
  }

  /** Something else may stand before or behind the number: each part between separators counts. */
  private static void mask(String text, int begin, int end, StringBuilder out) {
    if (isTelephone(text, begin, end)) return;
    for (var from = begin; from < end; from++) {
      if (from > begin && !isSeparator(text.charAt(from - 1))) continue;
      for (var to = from + SHORTEST; to <= end; to++)
        if ((to == end || isSeparator(text.charAt(to))) && isCard(text, from, to))
          mask(out, from, to);
    }
  }

  /** Behind a plus, or with a zero at its front, and short enough (E.164). */
  private static boolean isTelephone(String text, int begin, int end) {
    var isDialled = text.charAt(begin) == '0' || (begin > 0 && text.charAt(begin - 1) == '+');
    return isDialled && digits(text, begin, end).length <= LONGEST_DIALLED;
  }

  /** Between letters it is part of a name. */
  private static boolean isCard(String text, int begin, int end) {
    if (begin > 0 && isPartOfMore(text.charAt(begin - 1))) return false;
    if (end < text.length() && Character.isLetter(text.charAt(end))) return false;
    var digits = digits(text, begin, end);
    if (digits.length < SHORTEST || digits.length > LONGEST || digits[0] == '0') return false;
    var sum = 0;
    for (var n = 0; n < digits.length; n++) {
      var digit = digits[digits.length - 1 - n] - '0';
      var counted = n % 2 == 0 ? digit : 2 * digit;
      sum += counted > 9 ? counted - 9 : counted;
    }
    return sum % 10 == 0;
  }

  private static int[] digits(String text, int begin, int end) {
    return text.substring(begin, end).chars().filter(c -> isDigit((char) c)).toArray();
  }

  private static boolean isPartOfMore(char before) {
    return before == '+' || before == '_' || Character.isLetter(before);
  }

  private static void mask(StringBuilder out, int begin, int end) {
    var shown = 0;
    for (var n = end - 1; n >= begin; n--)
      if (!isSeparator(out.charAt(n)) && ++shown > SHOWN) out.setCharAt(n, '*');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isSeparator(char c) {
    return c == ' ' || c == '-';
  }

  // ---- in what is sent

  /** Takes them out of a request's free texts. */
  static void mask(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (var name : names(object)) {
        var value = object.get(name);
        if (name.equals(ATTRIBUTES) && value instanceof ObjectNode attributes) maskAll(attributes);
        else if (value.isTextual() && FREE.contains(name))
          object.set(name, TextNode.valueOf(masked(value.textValue())));
        else mask(value);
      }
    } else node.forEach(CardNumbers::mask);
  }

  /** Attributes: their names are as free as their values. */
  static void maskAll(ObjectNode attributes) {
    for (var name : names(attributes)) {
      var value = attributes.get(name);
      var clean = masked(name);
      if (!clean.equals(name)) attributes.remove(name);
      if (value.isTextual()) attributes.set(clean, TextNode.valueOf(masked(value.textValue())));
      else if (!clean.equals(name)) attributes.set(clean, value);
    }
  }

  private static Set<String> names(ObjectNode object) {
    var names = new java.util.LinkedHashSet<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
