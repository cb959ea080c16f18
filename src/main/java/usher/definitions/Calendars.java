package usher.definitions;

import java.util.Map;
import java.util.TreeMap;
import usher.queue.Calendar;

/** Calendars that a queue may name. */
public record Calendars(Map<String, Calendar> byName) {
  public static final Calendars NONE = new Calendars(Map.of());

  public Calendars {
    byName = Map.copyOf(byName);
  }

  /** Null, and a fault, where there is no such calendar. */
  Calendar named(String name, String at, Check check) {
    if (!Check.isId(name)) {
      check.id(at, name);
      return null;
    }
    var found = byName.get(name);
    if (found == null) check.fault(at, "calendar.unknown", unknown(name));
    return found;
  }

  private String unknown(String name) {
    var names = new TreeMap<>(byName).keySet();
    return names.isEmpty()
        ? "There is no calendar "
            + name
            + ", the policy files here hold none: write one in a calendars.yaml, or here as"
            + " {\"zone\": …, \"hours\": […]}"
        : "There is no calendar " + name + Nearest.among(name, names);
  }
}
