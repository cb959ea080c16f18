package usher.definitions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Collects what is wrong in what somebody wrote, so that all of it is said at once. */
public class Check {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:@-]{1,128}");
  private static final int LONGEST_TEXT = 1000;
  private static final int MOST_ENTRIES = 100;
  private static final int MOST_SKILLS = 200;
  public static final String ID_HINT = "An id is 1 to 128 of A-Z a-z 0-9 . _ : @ -";

  private final List<Fault> faults = new ArrayList<>();

  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** The pointer (RFC 6901) to a field of what {@code pointer} names. */
  public static String under(String pointer, String field) {
    return pointer + "/" + field.replace("~", "~0").replace("/", "~1");
  }

  public void fault(String pointer, String code, String message) {
    faults.add(new Fault(pointer, code, message));
  }

  public List<Fault> faults() {
    return List.copyOf(faults);
  }

  public <T> T required(String pointer, T value) {
    if (value == null) fault(pointer, "field.missing", "This field is needed");
    return value;
  }

  public String id(String pointer, String value) {
    if (value != null && !isId(value)) fault(pointer, "id.invalid", ID_HINT);
    return value;
  }

  public List<String> ids(String pointer, List<String> values) {
    var given = list(pointer, values);
    for (var n = 0; n < given.size(); n++) id(pointer + "/" + n, given.get(n));
    return given;
  }

  public String text(String pointer, String value) {
    if (value != null && value.length() > LONGEST_TEXT)
      fault(pointer, "text.long", "At most " + LONGEST_TEXT + " characters");
    return value;
  }

  public Map<String, String> texts(String pointer, Map<String, String> values) {
    if (values == null) return Map.of();
    if (values.size() > MOST_ENTRIES)
      fault(pointer, "list.long", "At most " + MOST_ENTRIES + " entries");
    var sound = new LinkedHashMap<String, String>();
    values.forEach(
        (name, value) -> {
          text(under(pointer, name), name);
          text(under(pointer, name), value);
          if (value == null)
            fault(under(pointer, name), "field.null", "Leave it out or give a text");
          else sound.put(name, value);
        });
    return sound;
  }

  public Map<String, Integer> skills(String pointer, Map<String, Integer> levels) {
    if (levels == null) return Map.of();
    if (levels.size() > MOST_SKILLS)
      fault(pointer, "list.long", "At most " + MOST_SKILLS + " skills");
    var sound = new LinkedHashMap<String, Integer>();
    levels.forEach(
        (skill, level) -> {
          id(under(pointer, skill), skill);
          if (level == null || level < 1 || level > 10)
            fault(under(pointer, skill), "number.range", "Proficiency is 1 to 10");
          else sound.put(skill, level);
        });
    return sound;
  }

  public <T> List<T> list(String pointer, List<T> values) {
    if (values == null) return List.of();
    if (values.size() > MOST_ENTRIES)
      fault(pointer, "list.long", "At most " + MOST_ENTRIES + " entries");
    for (var n = 0; n < values.size(); n++)
      if (values.get(n) == null) fault(pointer + "/" + n, "field.null", "Leave it out");
    return values.stream().filter(java.util.Objects::nonNull).toList();
  }

  public int number(String pointer, Integer value, int byDefault, int least, int most) {
    if (value == null) return byDefault;
    if (value < least || value > most)
      fault(pointer, "number.range", "A whole number from " + least + " to " + most);
    return value;
  }

  public double number(String pointer, Double value, double byDefault, double most) {
    if (value == null) return byDefault;
    if (!(Math.abs(value) <= most)) fault(pointer, "number.range", "At most ±" + (long) most);
    return value;
  }

  public Duration duration(
      String pointer, String text, Duration byDefault, Duration least, Duration most) {
    if (text == null) return byDefault;
    var duration = Durations.parse(text);
    if (duration == null) {
      fault(pointer, "duration.invalid", Durations.HINT);
      return byDefault;
    }
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0)
      fault(
          pointer,
          "duration.range",
          "From " + Durations.text(least) + " to " + Durations.text(most));
    return duration;
  }

  public <E extends Enum<E>> E oneOf(String pointer, String text, E[] values) {
    if (text == null) return null;
    for (var value : values) if (word(value).equals(text)) return value;
    var known = new ArrayList<String>();
    for (var value : values) known.add(word(value));
    fault(pointer, "word.unknown", "One of " + known);
    return null;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
