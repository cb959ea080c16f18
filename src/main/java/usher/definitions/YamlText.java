package usher.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.Event.ID;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * YAML read as the JSON it stands for, with the place of everything in it. Words mean what they
 * mean in YAML 1.2 ({@code no} and {@code 09:00} are texts); anchors, tags and second documents,
 * which JSON has not, are refused: a short file must not become a large one.
 */
final class YamlText {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DEEPEST = 30;
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,30}");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\.[0-9]{1,30}|[0-9]{1,30}(\\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,3})?");

  /** A place in a text; lines and columns from 1. */
  record Spot(int line, int column) {
    static final Spot BEGIN = new Spot(1, 1);

    static Spot of(Mark mark) {
      return mark == null ? BEGIN : new Spot(mark.getLine() + 1, mark.getColumn() + 1);
    }
  }

  /** What is wrong with the text itself. */
  record Flaw(Spot at, String pointer, String code, String message) {}

  /** Ends the reading: what follows makes no sense any more. */
  private static final class Unreadable extends RuntimeException {
    Unreadable() {
      super(null, null, false, false);
    }
  }

  private final Map<String, Spot> keys = new HashMap<>();
  private final Map<String, Spot> values = new HashMap<>();
  private final List<Flaw> flaws = new ArrayList<>();
  private final JsonNode root;
  private Iterator<Event> events;

  YamlText(String text) {
    root = read(text);
  }

  /** Null where the text is no YAML. */
  JsonNode root() {
    return root;
  }

  List<Flaw> flaws() {
    return flaws;
  }

  /** Where a value stands; of what is not there, where its surroundings begin. */
  Spot value(String pointer) {
    var found = values.get(pointer);
    return found != null ? found : key(pointer);
  }

  /** Where a name stands; of an item of a list, the item. */
  Spot key(String pointer) {
    for (var at = pointer; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
      var found = keys.getOrDefault(at, values.get(at));
      if (found != null) return found;
    }
    return values.getOrDefault("", Spot.BEGIN);
  }

  private JsonNode read(String text) {
    var options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE); // the file's size is limited by who reads it
    try {
      events = new Yaml(options).parse(new java.io.StringReader(text)).iterator();
      events.next(); // the stream begins
      if (events.next().is(ID.StreamEnd)) {
        flaw(Spot.BEGIN, "", "file.empty", "There is nothing in this file: write {} or delete it");
        return null;
      }
      var node = value("", events.next(), 0);
      events.next(); // the document ends
      var more = events.next();
      if (!more.is(ID.StreamEnd))
        throw unreadable(more, "", "yaml.documents", "One file holds one document: leave --- out");
      return node;
    } catch (Unreadable e) {
      return null;
    } catch (MarkedYAMLException e) {
      flaw(Spot.of(e.getProblemMark()), "", "yaml.malformed", explain(e, text));
      return null;
    } catch (ReaderException e) {
      var before = text.substring(0, Math.min(e.getPosition(), text.length()));
      var line = (int) before.chars().filter(c -> c == '\n').count() + 1;
      var column = before.length() - before.lastIndexOf('\n');
      var sign = String.format("U+%04X", e.getCodePoint());
      flaw(new Spot(line, column), "", "yaml.malformed", "Take out the control sign " + sign);
      return null;
    } catch (YAMLException e) {
      flaw(Spot.BEGIN, "", "yaml.malformed", "This is no YAML: " + e.getMessage());
      return null;
    }
  }

  private static String explain(MarkedYAMLException e, String text) {
    var mark = e.getProblemMark();
    var line = mark == null ? "" : text.lines().skip(mark.getLine()).findFirst().orElse("");
    var indent = line.substring(0, line.length() - line.stripLeading().length());
    if (indent.contains("\t")) return "Indent with spaces: YAML takes no tabs";
    var said = e.getProblem() == null ? "" : e.getProblem();
    var hint =
        said.startsWith("mapping values are not allowed")
            ? "is a line above not ended, or a text with a colon without quotes?"
            : said.contains("expected <block end>")
                ? "are lines of one level indented alike?"
                : said.contains("expected ',' or")
                    ? "is a bracket or a comma missing?"
                    : "is a quote or a bracket missing, or a sign that needs quotes?";
    return "This is no YAML (" + said.replaceAll("\\s+", " ") + "): " + hint;
  }

  private JsonNode value(String pointer, Event event, int depth) {
    values.put(pointer, spot(event));
    if (event instanceof AliasEvent)
      throw unreadable(event, pointer, "yaml.alias", "Write it out: *names are not taken here");
    var node = (NodeEvent) event;
    if (node.getAnchor() != null)
      throw unreadable(
          event, pointer, "yaml.alias", "Leave &" + node.getAnchor() + " out: no names here");
    if (depth > DEEPEST)
      throw unreadable(event, pointer, "yaml.deep", "At most " + DEEPEST + " levels");
    if (event instanceof ScalarEvent scalar) return scalar(pointer, scalar);
    var tag = ((CollectionStartEvent) event).getTag();
    mustBeUntagged(event, pointer, tag);
    return event instanceof MappingStartEvent
        ? mapping(pointer, event, depth)
        : list(pointer, depth);
  }

  private ObjectNode mapping(String pointer, Event begin, int depth) {
    var object = JSON.objectNode();
    for (var key = events.next(); !key.is(ID.MappingEnd); key = events.next()) {
      if (!(key instanceof ScalarEvent name))
        throw unreadable(key, pointer, "yaml.key", "A name is a text, and ends with a colon");
      var at = Check.under(pointer, name.getValue());
      if (name.getValue().equals("<<"))
        throw unreadable(key, at, "yaml.alias", "Write it out: << is not taken here");
      var first = keys.putIfAbsent(at, spot(key));
      if (first == null) object.set(name.getValue(), value(at, events.next(), depth + 1));
      else {
        var said = " is in line " + first.line() + " already: leave one of them out";
        flaw(spot(key), at, "field.twice", name.getValue() + said);
        passOver();
      }
    }
    return object;
  }

  private void passOver() {
    var open = 0;
    do {
      var event = events.next();
      if (event instanceof CollectionStartEvent) open++;
      if (event instanceof CollectionEndEvent) open--;
    } while (open > 0);
  }

  private ArrayNode list(String pointer, int depth) {
    var list = JSON.arrayNode();
    for (var item = events.next(); !item.is(ID.SequenceEnd); item = events.next())
      list.add(value(pointer + "/" + list.size(), item, depth + 1));
    return list;
  }

  private JsonNode scalar(String pointer, ScalarEvent scalar) {
    mustBeUntagged(scalar, pointer, scalar.getTag());
    var text = scalar.getValue();
    if (!scalar.isPlain()) return JSON.textNode(text);
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> JSON.nullNode();
      case "true" -> JSON.booleanNode(true);
      case "false" -> JSON.booleanNode(false);
      default -> plain(text);
    };
  }

  private static JsonNode plain(String text) {
    if (WHOLE.matcher(text).matches()) {
      var n = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
      return n.bitLength() < 32 ? JSON.numberNode(n.intValue()) : JSON.numberNode(n);
    }
    return NUMBER.matcher(text).matches()
        ? JSON.numberNode(new BigDecimal(text))
        : JSON.textNode(text);
  }

  private void mustBeUntagged(Event event, String pointer, String tag) {
    if (tag != null)
      throw unreadable(
          event, pointer, "yaml.tag", "Leave " + tag + " out: tags are not taken here");
  }

  private Unreadable unreadable(Event event, String pointer, String code, String message) {
    flaw(spot(event), pointer, code, message);
    return new Unreadable();
  }

  private void flaw(Spot at, String pointer, String code, String message) {
    flaws.add(new Flaw(at, pointer, code, message));
  }

  private static Spot spot(Event event) {
    return Spot.of(event.getStartMark());
  }
}
