package usher.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The files themselves: found, read and held against their schema; ids are one namespace. */
final class FlowFiles {
  private static final List<String> KINDS = List.of("queues", "agents", "calendars");
  private static final List<String> NAMES = KINDS.stream().map(kind -> kind + ".yaml").toList();
  private static final Map<String, Shape> SHAPES = new HashMap<>();

  static {
    for (var kind : KINDS) SHAPES.put(kind, Shape.of(kind));
  }

  /** One definition in its file. */
  final class Entry {
    private final YamlFile file;
    private final String id;
    private boolean faulty;

    private Entry(YamlFile file, String id) {
      this.file = file;
      this.id = id;
    }

    String id() {
      return id;
    }

    JsonNode json() {
      return file.root().get(id);
    }

    boolean faulty() {
      return faulty;
    }

    String place() {
      return file.place(Check.under("", id));
    }

    /** {@code fault} points from this definition on. */
    void fault(Fault fault) {
      faulty = true;
      troubles.add(trouble(fault));
    }

    Trouble trouble(Fault fault) {
      var pointer = Check.under("", id) + fault.pointer();
      return file.trouble(new Fault(pointer, fault.code(), fault.message()));
    }
  }

  private final List<Trouble> troubles = new ArrayList<>();
  private final Map<String, Map<String, Entry>> entries = new HashMap<>();
  private final Set<String> unreadable = new HashSet<>();
  private int count;

  FlowFiles(Path directory) {
    for (var kind : KINDS) entries.put(kind, new LinkedHashMap<>());
    var flows = directory.resolve("flows");
    if (!Files.isDirectory(flows)) {
      alone(
          flows,
          "directory.missing",
          "There is no such directory: policy files are flows/NAME/"
              + String.join(", flows/NAME/", NAMES)
              + " under "
              + directory);
      return;
    }
    for (var flow : list(flows))
      if (Files.isDirectory(flow)) flow(flow);
      else if (isYaml(flow)) alone(flow, "file.misplaced", "Put it into a flow: flows/NAME/");
  }

  int count() {
    return count;
  }

  List<Trouble> troubles() {
    return troubles;
  }

  Map<String, Entry> entries(String kind) {
    return entries.get(kind);
  }

  /** Is there a file of this kind of which nothing could be read? */
  boolean unreadable(String kind) {
    return unreadable.contains(kind);
  }

  private void flow(Path flow) {
    for (var file : list(flow)) {
      var name = file.getFileName().toString();
      if (NAMES.contains(name)) read(file, name.replace(".yaml", ""));
      else if (Files.isDirectory(file) && !name.startsWith("."))
        alone(file, "file.unknown", "A flow has no directories: put its files beside each other");
      else if (isYaml(file))
        alone(
            file, "file.unknown", "Nobody reads a file of this name" + Nearest.among(name, NAMES));
    }
  }

  private void read(Path file, String kind) {
    count++;
    var yaml = new YamlFile(file, SHAPES.get(kind));
    troubles.addAll(yaml.troubles());
    if (yaml.root() == null || !yaml.root().isObject()) unreadable.add(kind);
    if (yaml.root() == null) return;
    yaml.root().fieldNames().forEachRemaining(id -> enter(kind, new Entry(yaml, id)));
  }

  private void enter(String kind, Entry entry) {
    var pointer = Check.under("", entry.id());
    entry.faulty =
        entry.file.faults().stream()
            .anyMatch(f -> f.pointer().equals(pointer) || f.pointer().startsWith(pointer + "/"));
    if (!Check.isId(entry.id())) entry.fault(new Fault("", "id.invalid", Check.ID_HINT));
    var first = entries.get(kind).putIfAbsent(entry.id(), entry);
    if (first != null)
      entry.fault(
          new Fault(
              "",
              "id.taken",
              entry.id() + " is in " + first.place() + " already: give one of them another name"));
  }

  private List<Path> list(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (IOException e) {
      alone(directory, "file.unreadable", "It cannot be read: may the server read it?");
      return List.of();
    }
  }

  private static boolean isYaml(Path file) {
    var name = file.getFileName().toString();
    return !name.startsWith(".") && name.matches(".*\\.(yaml|yml|json)");
  }

  private void alone(Path file, String code, String message) {
    troubles.add(new Trouble(file.toString(), 1, 1, "", code, message));
  }
}
