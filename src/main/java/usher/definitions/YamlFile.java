package usher.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One file that operators write: what it says, and with file and line what is wrong with it. */
public final class YamlFile {
  private static final int LARGEST = 1 << 20;

  private final String name;
  private final List<Trouble> troubles = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private YamlText text;

  /** {@code kind}: the name of its schema in {@code schema-policy/policy.json}. */
  public static YamlFile read(Path file, String kind) {
    return new YamlFile(file, Shape.of(kind));
  }

  YamlFile(Path file, Shape shape) {
    name = file.toString();
    var content = content(file);
    if (content == null) return;
    text = new YamlText(content);
    for (var flaw : text.flaws())
      troubles.add(
          new Trouble(
              name,
              flaw.at().line(),
              flaw.at().column(),
              flaw.pointer(),
              flaw.code(),
              flaw.message()));
    if (text.root() == null) return;
    faults.addAll(shape.faults(text.root()));
    for (var fault : faults) troubles.add(trouble(fault));
  }

  /** Null where nothing could be read. */
  public JsonNode root() {
    return text == null ? null : text.root();
  }

  public List<Trouble> troubles() {
    return troubles;
  }

  /** Something that its schema could not see. */
  public void fault(String pointer, String code, String message) {
    troubles.add(trouble(new Fault(pointer, code, message)));
  }

  /** What its schema found. */
  List<Fault> faults() {
    return faults;
  }

  String name() {
    return name;
  }

  /** Of a name in it, {@code file:line}. */
  String place(String pointer) {
    return name + ":" + text.key(pointer).line();
  }

  Trouble trouble(Fault fault) {
    var code = fault.code();
    var named =
        code.equals("field.unknown") || code.equals("field.missing") || code.startsWith("id.");
    var at = named ? text.key(fault.pointer()) : text.value(fault.pointer());
    return new Trouble(name, at.line(), at.column(), fault.pointer(), code, fault.message());
  }

  private String content(Path file) {
    try {
      if (Files.size(file) <= LARGEST) return decoded(Files.readAllBytes(file));
      alone(1, "file.large", "At most 1 MiB: make several flows of it");
    } catch (NoSuchFileException e) {
      alone(1, "file.missing", "There is no such file");
    } catch (IOException e) {
      alone(1, "file.unreadable", "It cannot be read: may the server read it?");
    }
    return null;
  }

  private String decoded(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    try {
      var decoded = StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
      return decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded;
    } catch (CharacterCodingException e) {
      var line = 1;
      for (var n = 0; n < buffer.position(); n++) if (bytes[n] == '\n') line++;
      alone(line, "file.encoding", "Save it as UTF-8: this line is not");
      return null;
    }
  }

  private void alone(int line, String code, String message) {
    troubles.add(new Trouble(name, line, 1, "", code, message));
  }
}
