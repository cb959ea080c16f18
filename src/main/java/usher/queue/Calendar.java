package usher.queue;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import usher.kernel.Wire;

/**
 * When a queue takes contacts. It belongs to the queue's definition, so that a definition says all
 * by itself.
 *
 * @param name what the policy files call it; null where it was written into the queue
 * @param zone whose wall clock counts
 * @param hours when it is open; several may cover one day
 * @param closed whole days on which it is not, whatever the hours say
 */
public record Calendar(String name, ZoneId zone, List<Hours> hours, Set<LocalDate> closed)
    implements Wire {

  /**
   * Open from {@code from} until just before {@code to} on these days; where {@code to} is not
   * after {@code from}, until {@code to} of the next day.
   */
  public record Hours(Set<DayOfWeek> days, LocalTime from, LocalTime to) implements Wire {
    public Hours {
      days = Set.copyOf(days);
    }
  }

  public Calendar {
    hours = List.copyOf(hours);
    closed = Set.copyOf(closed);
  }

  public boolean isOpen(Instant now) {
    var local = now.atZone(zone);
    var today = local.toLocalDate();
    var time = local.toLocalTime();
    for (var h : hours) {
      var overnight = !h.to.isAfter(h.from);
      var began = opens(h, today) && !time.isBefore(h.from);
      if (began && (overnight || time.isBefore(h.to))) return true;
      if (overnight && opens(h, today.minusDays(1)) && time.isBefore(h.to)) return true;
    }
    return false;
  }

  private boolean opens(Hours h, LocalDate day) {
    return h.days.contains(day.getDayOfWeek()) && !closed.contains(day);
  }
}
