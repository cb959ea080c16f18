package usher.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
  private static final int LARGEST = 1 << 20;
  private static final Map<String, Shape> SHAPES = new HashMap<>();

  static {
    for (var kind : KINDS) SHAPES.put(kind, Shape.of(kind));
  }

  /** One definition in its file. */
  final class Entry {
    private final String file;
    private final YamlText text;
    private final String id;
    private boolean faulty;

    private Entry(String file, YamlText text, String id) {
      this.file = file;
      this.text = text;
      this.id = id;
    }

    String id() {
      return id;
    }

    JsonNode json() {
      return text.root().get(id);
    }

    boolean faulty() {
      return faulty;
    }

    String place() {
      return file + ":" + text.key(Check.under("", id)).line();
    }

    /** {@code fault} points from this definition on. */
    void fault(Fault fault) {
      faulty = true;
      troubles.add(trouble(fault));
    }

    Trouble trouble(Fault fault) {
      return FlowFiles.trouble(
          file, text, Check.under("", id) + fault.pointer(), fault.code(), fault.message());
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
    var name = file.toString();
    var content = content(file);
    if (content == null) {
      unreadable.add(kind);
      return;
    }
    var text = new YamlText(content);
    for (var flaw : text.flaws())
      troubles.add(
          new Trouble(
              name,
              flaw.at().line(),
              flaw.at().column(),
              flaw.pointer(),
              flaw.code(),
              flaw.message()));
    if (text.root() == null) {
      unreadable.add(kind);
      return;
    }
    var faults = SHAPES.get(kind).faults(text.root());
    for (var fault : faults)
      troubles.add(trouble(name, text, fault.pointer(), fault.code(), fault.message()));
    if (!text.root().isObject()) unreadable.add(kind);
    text.root().fieldNames().forEachRemaining(id -> enter(kind, new Entry(name, text, id), faults));
  }

  private void enter(String kind, Entry entry, List<Fault> faults) {
    var pointer = Check.under("", entry.id());
    entry.faulty =
        faults.stream()
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

  private static Trouble trouble(
      String file, YamlText text, String pointer, String code, String message) {
    var named =
        code.equals("field.unknown") || code.equals("field.missing") || code.startsWith("id.");
    var at = named ? text.key(pointer) : text.value(pointer);
    return new Trouble(file, at.line(), at.column(), pointer, code, message);
  }

  // ---- reading

  private String content(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        alone(file, "file.large", "At most 1 MiB: make several flows of it");
        return null;
      }
      return text(file, Files.readAllBytes(file));
    } catch (IOException e) {
      alone(file, "file.unreadable", "It cannot be read: may the server read it?");
      return null;
    }
  }

  private String text(Path file, byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      var line = 1;
      for (var n = 0; n < buffer.position(); n++) if (bytes[n] == '\n') line++;
      troubles.add(
          new Trouble(
              file.toString(), line, 1, "", "file.encoding", "Save it as UTF-8: this line is not"));
      return null;
    }
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
