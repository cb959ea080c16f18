package usher.definitions;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import usher.queue.Calendar;

/**
 * When a queue takes contacts: the name of a calendar in the policy files, or the calendar itself.
 */
public final class CalendarForm {
  private static final Pattern TIME = Pattern.compile("([01]\\d|2[0-3]):[0-5]\\d");
  private static final String END_OF_DAY = "24:00";
  private static final int LONGEST_ZONE = 60;
  private static final int MOST_CLOSED = 1000;

  /** Null where the calendar is written out. */
  private final String name;

  private final String zone;
  private final List<HoursForm> hours;
  private final List<String> closed;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  CalendarForm(String name) {
    this.name = name;
    zone = null;
    hours = null;
    closed = null;
  }

  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  CalendarForm(
      @JsonProperty("zone") String zone,
      @JsonProperty("hours") List<HoursForm> hours,
      @JsonProperty("closed") List<String> closed) {
    name = null;
    this.zone = zone;
    this.hours = hours;
    this.closed = closed;
  }

  private enum Day {
    MON,
    TUE,
    WED,
    THU,
    FRI,
    SAT,
    SUN
  }

  record HoursForm(List<String> days, String from, String to) {
    Calendar.Hours check(String at, Check check) {
      var on = EnumSet.noneOf(DayOfWeek.class);
      var words = check.list(at + "/days", check.required(at + "/days", days));
      if (days != null && words.isEmpty())
        check.fault(at + "/days", "list.empty", "Name at least one day, such as \"mon\"");
      for (var n = 0; n < words.size(); n++) {
        var day = check.oneOf(at + "/days/" + n, words.get(n), Day.values());
        if (day != null) on.add(DayOfWeek.of(day.ordinal() + 1));
      }
      var opens = time(at + "/from", check.required(at + "/from", from), false, check);
      var closes = time(at + "/to", check.required(at + "/to", to), true, check);
      return new Calendar.Hours(on, opens, closes);
    }

    private static LocalTime time(String at, String text, boolean ends, Check check) {
      if (text == null) return LocalTime.MIDNIGHT;
      if (ends && text.equals(END_OF_DAY)) return LocalTime.MIDNIGHT;
      if (TIME.matcher(text).matches()) return LocalTime.parse(text);
      check.fault(at, "time.invalid", "Write a time of day such as \"09:00\" or \"18:30\"");
      return LocalTime.MIDNIGHT;
    }
  }

  /** A calendar written out; {@code called} is its name in the files, or null. */
  Calendar check(String at, String called, Check check) {
    var where = zone(at + "/zone", check.required(at + "/zone", zone), check);
    var open = new ArrayList<Calendar.Hours>();
    var given = check.list(at + "/hours", check.required(at + "/hours", hours));
    if (hours != null && given.isEmpty())
      check.fault(at + "/hours", "list.empty", "Name at least one period, or it never opens");
    for (var n = 0; n < given.size(); n++) open.add(given.get(n).check(at + "/hours/" + n, check));
    return new Calendar(called, where, open, dates(at + "/closed", check));
  }

  Calendar resolve(String at, Calendars known, Check check) {
    return name == null ? check(at, null, check) : known.named(name, at, check);
  }

  /** The same as somebody would write it. */
  public static Map<String, Object> json(Calendar calendar) {
    var json = new LinkedHashMap<String, Object>();
    json.put("zone", calendar.zone().getId());
    json.put("hours", calendar.hours().stream().map(CalendarForm::json).toList());
    if (!calendar.closed().isEmpty())
      json.put("closed", calendar.closed().stream().sorted().map(LocalDate::toString).toList());
    return json;
  }

  private static Map<String, Object> json(Calendar.Hours hours) {
    var json = new LinkedHashMap<String, Object>();
    json.put("days", hours.days().stream().sorted().map(CalendarForm::word).toList());
    json.put("from", hours.from().toString());
    json.put("to", hours.to().equals(LocalTime.MIDNIGHT) ? END_OF_DAY : hours.to().toString());
    return json;
  }

  private static String word(DayOfWeek day) {
    return Day.values()[day.ordinal()].name().toLowerCase(Locale.ROOT);
  }

  private static ZoneId zone(String at, String text, Check check) {
    if (text == null) return ZoneId.of("UTC");
    if (ZoneId.getAvailableZoneIds().contains(text)) return ZoneId.of(text);
    var brief = text.length() > LONGEST_ZONE ? text.substring(0, LONGEST_ZONE) + "…" : text;
    check.fault(
        at,
        "zone.unknown",
        "There is no time zone "
            + brief
            + Nearest.hint(brief, ZoneId.getAvailableZoneIds())
            + " Write one such as \"Europe/Moscow\" or \"UTC\"");
    return ZoneId.of("UTC");
  }

  private TreeSet<LocalDate> dates(String at, Check check) {
    var dates = new TreeSet<LocalDate>();
    if (closed == null) return dates;
    if (closed.size() > MOST_CLOSED)
      check.fault(at, "list.long", "At most " + MOST_CLOSED + " days");
    for (var n = 0; n < closed.size(); n++) {
      try {
        dates.add(LocalDate.parse(String.valueOf(closed.get(n))));
      } catch (DateTimeException e) {
        check.fault(at + "/" + n, "date.invalid", "Write a day such as \"2026-12-25\"");
      }
    }
    return dates;
  }
}
