package usher.definitions;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Durations as policies write them: {@code 500ms}, {@code 20s}, {@code 15m}, {@code 4h}, {@code
 * 2d}.
 */
public final class Durations {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  public static final String HINT = "Write a duration such as \"20s\", \"15m\", \"4h\" or \"2d\"";

  private Durations() {}

  /** Null where the text is no duration. */
  public static Duration parse(String text) {
    var found = FORM.matcher(text);
    if (!found.matches()) return null;
    var n = Long.parseLong(found.group(1));
    return switch (found.group(2)) {
      case "ms" -> Duration.ofMillis(n);
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      case "h" -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }

  public static String text(Duration d) {
    if (d == null) return null;
    var ms = d.toMillis();
    if (ms % 1000 != 0 || ms == 0) return ms == 0 ? "0s" : ms + "ms";
    if (ms % 86_400_000 == 0) return ms / 86_400_000 + "d";
    if (ms % 3_600_000 == 0) return ms / 3_600_000 + "h";
    if (ms % 60_000 == 0 && ms != 60_000) return ms / 60_000 + "m";
    return ms / 1000 + "s";
  }
}
