package usher.definitions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import usher.agent.Profile;
import usher.queue.Calendar;
import usher.queue.Definition;

/**
 * All policy files of a directory, read and judged together: {@code flows/NAME/queues.yaml}, {@code
 * agents.yaml} and {@code calendars.yaml}, each with its definitions by id.
 *
 * @param files how many there are
 * @param policies what they say; worth something only without troubles
 * @param troubles what must be mended, in the order of files and lines
 * @param doubts what may be meant so, or not
 */
public record PolicyFiles(
    int files, Policies policies, List<Trouble> troubles, List<Trouble> doubts) {

  /** What most callers have. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  public static PolicyFiles read(Path directory) {
    return read(directory, PATIENCE);
  }

  /** {@code patience}: how long contacts wait on average before they give up, for its doubts. */
  static PolicyFiles read(Path directory, Duration patience) {
    return new Reading(directory, patience).result();
  }

  /**
   * Those of a server that is about to start.
   *
   * @param directory null where there are none
   * @throws IllegalArgumentException with every trouble on a line of its own
   */
  public static PolicyFiles sound(Path directory) {
    if (directory == null) return new PolicyFiles(0, Policies.NONE, List.of(), List.of());
    var files = read(directory);
    if (files.isSound()) return files;
    var said = new StringBuilder("The policy files have " + files.summary() + ":");
    files.troubles.forEach(trouble -> said.append('\n').append(trouble));
    throw new IllegalArgumentException(said.toString());
  }

  public boolean isSound() {
    return troubles.isEmpty();
  }

  /** {@code 2 files, 3 queues, 5 agents, 1 calendar: no problems}. */
  public String summary() {
    if (!isSound()) {
      var broken = troubles.stream().map(Trouble::file).distinct().count();
      return counted(troubles.size(), "problem") + " in " + counted(broken, "file");
    }
    return counted(files, "file")
        + ", "
        + counted(policies.queues().size(), "queue")
        + ", "
        + counted(policies.agents().size(), "agent")
        + ", "
        + counted(policies.calendars().byName().size(), "calendar")
        + ": no problems";
  }

  private static String counted(long n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  /** One pass over the files. */
  private static final class Reading {
    private static final JsonMapper FORMS =
        JsonMapper.builder().disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT).build();

    private final FlowFiles found;
    private final Duration patience;
    private final List<Trouble> doubts = new ArrayList<>();
    private final Map<String, Calendar> calendars = new LinkedHashMap<>();
    private final Map<String, Written<Definition>> queues = new TreeMap<>();
    private final Map<String, Profile> agents = new LinkedHashMap<>();

    Reading(Path directory, Duration patience) {
      found = new FlowFiles(directory);
      this.patience = patience;
    }

    PolicyFiles result() {
      each("calendars", this::calendar);
      each("agents", this::agent);
      each("queues", this::queue);
      new Links(queues, found.entries("agents").keySet(), found, doubts).check();
      doubts.addAll(Lints.of(queues, agents, patience));
      var order =
          Comparator.comparing(Trouble::file)
              .thenComparing(Trouble::line)
              .thenComparing(Trouble::column);
      var definitions = new LinkedHashMap<String, Definition>();
      queues.forEach((id, written) -> definitions.put(id, written.definition()));
      return new PolicyFiles(
          found.count(),
          new Policies(definitions, agents, new Calendars(calendars)),
          found.troubles().stream().distinct().sorted(order).toList(),
          doubts.stream().sorted(order).toList());
    }

    private interface Judge {
      void judge(FlowFiles.Entry entry) throws JsonProcessingException;
    }

    private void each(String kind, Judge judge) {
      for (var entry : found.entries(kind).values()) {
        if (entry.faulty()) continue;
        try {
          judge.judge(entry);
        } catch (JsonProcessingException e) {
          entry.fault(new Fault("", "field.invalid", e.getOriginalMessage()));
        }
      }
    }

    private void calendar(FlowFiles.Entry entry) throws JsonProcessingException {
      var check = new Check();
      var form = FORMS.treeToValue(entry.json(), CalendarForm.class);
      calendars.put(entry.id(), form.check("", entry.id(), check));
      check.faults().forEach(entry::fault);
    }

    private void agent(FlowFiles.Entry entry) throws JsonProcessingException {
      var check = new Check();
      agents.put(entry.id(), FORMS.treeToValue(entry.json(), ProfileForm.class).check("", check));
      check.faults().forEach(entry::fault);
    }

    private void queue(FlowFiles.Entry entry) throws JsonProcessingException {
      var check = new Check();
      var form = FORMS.treeToValue(entry.json(), QueueForm.class);
      var definition = form.check(entry.id(), new Calendars(calendars), check);
      for (var fault : check.faults())
        if (!(fault.code().equals("calendar.unknown") && isBroken(entry))) entry.fault(fault);
      if (check.faults().isEmpty()) queues.put(entry.id(), new Written<>(entry, definition));
    }

    /** The calendar is there, or may be, in a form that could not be read: that was said. */
    private boolean isBroken(FlowFiles.Entry entry) {
      return found.unreadable("calendars")
          || found.entries("calendars").containsKey(entry.json().path("calendar").asText());
    }
  }

  record Written<D>(FlowFiles.Entry entry, D definition) {}
}
