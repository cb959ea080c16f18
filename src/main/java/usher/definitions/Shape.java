package usher.definitions;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The JSON Schema of one kind of policy file. A fault says what was found, what is wanted and,
 * where that can be guessed, what to write.
 */
final class Shape {
  private static final JsonNode WRITTEN = load();

  private final Schema schema;

  private Shape(String kind) {
    var root = (ObjectNode) WRITTEN.deepCopy();
    root.put("$ref", "#/$defs/" + kind);
    schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(root);
  }

  /** {@code kind}: queues, agents or calendars. */
  static Shape of(String kind) {
    return new Shape(kind);
  }

  private static JsonNode load() {
    try (var in = Shape.class.getResourceAsStream("/schema-policy/policy.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Fault> faults(JsonNode document) {
    var faults = new ArrayList<Fault>();
    for (var error : schema.validate(document)) faults.add(fault(error, document));
    return faults;
  }

  private static Fault fault(Error error, JsonNode document) {
    var at = pointer(error);
    return switch (error.getKeyword()) {
      case "additionalProperties" -> unknown(at, error);
      case "required" ->
          new Fault(
              at,
              "field.missing",
              error.getProperty()
                  + " is missing: write "
                  + described(WRITTEN.at(parent(error) + "/properties/" + error.getProperty())));
      default -> new Fault(at, "field.invalid", instead(document.at(at), schemaOf(error)));
    };
  }

  private static String pointer(Error error) {
    var path = new StringBuilder();
    var where = error.getInstanceLocation();
    for (var n = 0; n < where.getNameCount(); n++)
      path.append(Check.under("", String.valueOf(where.getElement(n))));
    return path.toString();
  }

  private static Fault unknown(String at, Error error) {
    var name = error.getProperty();
    var known = new ArrayList<String>();
    schemaOf(error).path("properties").fieldNames().forEachRemaining(known::add);
    schemaOf(error)
        .path("patternProperties")
        .fieldNames()
        .forEachRemaining(p -> known.addAll(List.of(p.replaceAll("[\\^$()]", "").split("\\|"))));
    return new Fault(
        Check.under(at, name),
        "field.unknown",
        "There is no " + name + " here" + Nearest.among(name, known));
  }

  // ---- what to write instead

  private static String instead(JsonNode found, JsonNode wanted) {
    var what = described(wanted);
    if (found.isNull() || found.isMissingNode())
      return "Nothing is given: write " + what + ", or take the name out";
    var guess = guess(found, wanted);
    return shown(found) + " is not " + what + (guess == null ? "" : ": write " + guess);
  }

  /** Null where nothing can be guessed. */
  private static String guess(JsonNode found, JsonNode wanted) {
    var pattern = wanted.path("pattern").asText("");
    var type = wanted.path("type").asText("");
    if (wanted.has("enum")) return Nearest.to(found.asText(), words(wanted));
    if (pattern.contains("ms|s|m|h|d")) return duration(found.asText(""));
    if (pattern.contains("24:00") || pattern.contains("[0-5][0-9]$")) return time(found.asText(""));
    if (type.equals("string") && found.isNumber()) return "\"" + found.asText() + "\" in quotes";
    if (type.equals("string") && found.isBoolean()) return "\"" + found.asText() + "\" in quotes";
    if (type.equals("boolean")) return truth(found.asText(""));
    if ((type.equals("integer") || type.equals("number")) && found.isTextual())
      return found.asText().matches("-?[0-9]+(\\.[0-9]+)?")
          ? found.asText() + " without quotes"
          : null;
    if (type.equals("array") && found.isValueNode()) return "[" + found.asText() + "]";
    return null;
  }

  /** {@code 15} or {@code 15 sec} is most likely {@code 15s}. */
  private static String duration(String text) {
    var parts = text.trim().toLowerCase(Locale.ROOT).split("(?<=[0-9])\\s*(?=[a-z])|\\s+", 2);
    if (!parts[0].matches("[0-9]{1,9}")) return null;
    var unit = parts.length == 1 ? "s" : parts[1];
    if (unit.equals("ms") || unit.startsWith("milli")) return parts[0] + "ms";
    return "smhd".indexOf(unit.charAt(0)) < 0 ? null : parts[0] + unit.charAt(0);
  }

  private static String time(String text) {
    return text.matches("[0-9]:[0-5][0-9]") ? "\"0" + text + "\"" : null;
  }

  private static String truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "y", "1" -> "true";
      case "false", "no", "off", "n", "0" -> "false";
      default -> null;
    };
  }

  private static String shown(JsonNode found) {
    if (found.isObject()) return "A group of names";
    if (found.isArray()) return "A list";
    var text = found.asText();
    var brief = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return found.isTextual() ? "\"" + brief + "\"" : brief;
  }

  private static String described(JsonNode schema) {
    var real = resolved(schema);
    var text = real.path("description").asText("something else");
    return real.has("enum") ? text + ", one of " + words(real) : text;
  }

  private static List<String> words(JsonNode schema) {
    var words = new ArrayList<String>();
    schema.path("enum").forEach(word -> words.add(word.asText()));
    return words;
  }

  // ---- where in the schema

  private static JsonNode schemaOf(Error error) {
    return resolved(WRITTEN.at(parent(error)));
  }

  /** The pointer to the schema that the broken rule belongs to. */
  private static String parent(Error error) {
    var path = new StringBuilder();
    var where = error.getSchemaLocation().getFragment();
    for (var n = 0; n < where.getNameCount() - 1; n++)
      path.append(Check.under("", String.valueOf(where.getElement(n))));
    return path.toString();
  }

  private static JsonNode resolved(JsonNode schema) {
    var ref = schema.path("$ref").asText("");
    return ref.isEmpty() ? schema : resolved(WRITTEN.at(JsonPointer.compile(ref.substring(1))));
  }
}
