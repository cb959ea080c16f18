package usher.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a list, as its caller wrote them; everything wrong is said at once. */
final class ListQuery {
  static final int LONGEST_PAGE = 200;
  static final int PAGE = 50;

  private final Map<String, String> given = new HashMap<>();
  private final Check check = new Check();

  /** {@code filters}: what this list knows besides limit and cursor. */
  ListQuery(List<Map.Entry<String, String>> parameters, List<String> filters) {
    for (var one : parameters) {
      var name = one.getKey();
      if (!filters.contains(name) && !name.equals("limit") && !name.equals("cursor"))
        check.fault(
            "?" + name, "parameter.unknown", "Known here are " + filters + ", limit and cursor");
      else if (given.put(name, one.getValue()) != null)
        check.fault("?" + name, "parameter.twice", "Give it once");
    }
  }

  int limit() {
    var text = given.get("limit");
    if (text == null) return PAGE;
    try {
      var n = Integer.parseInt(text);
      if (n >= 1 && n <= LONGEST_PAGE) return n;
    } catch (NumberFormatException e) {
      // said below
    }
    check.fault("?limit", "number.range", "limit is a whole number from 1 to " + LONGEST_PAGE);
    return PAGE;
  }

  /** The id the page begins behind; null for the first page. */
  String after() {
    var text = given.get("cursor");
    if (text == null) return null;
    try {
      var id = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      if (Check.isId(id)) return id;
    } catch (IllegalArgumentException e) {
      // said below
    }
    check.fault(
        "?cursor", "cursor.invalid", "Take next of the page before as it is, or leave it out");
    return null;
  }

  /** The same where the ids are numbers that fall; the highest there is for the first page. */
  long numberAfter() {
    var id = after();
    if (id == null) return Long.MAX_VALUE;
    if (id.matches("[0-9]{1,18}")) return Long.parseLong(id);
    check.fault(
        "?cursor", "cursor.invalid", "Take next of the page before as it is, or leave it out");
    return Long.MAX_VALUE;
  }

  static String cursor(String last) {
    return last == null
        ? null
        : Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(last.getBytes(StandardCharsets.UTF_8));
  }

  String id(String name) {
    return check.id("?" + name, given.get(name));
  }

  /** In a query a + means a blank, and no address begins with one: +64… was meant. */
  String address(String name) {
    var text = check.text("?" + name, given.get(name));
    return text != null && text.startsWith(" ") ? "+" + text.substring(1) : text;
  }

  <E extends Enum<E>> E word(String name, E[] values) {
    return check.oneOf("?" + name, given.get(name), values);
  }

  String raw(String name) {
    return given.get(name);
  }

  void done() {
    check.done();
  }
}
