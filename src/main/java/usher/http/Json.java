package usher.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** JSON as the contract wants it: strict in what is taken, exact in what is given. */
final class Json {
  private static final int DEEPEST = 50;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          // Blanks are a text too, and no number left out.
          .withCoercionConfigDefaults(
              any ->
                  any.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                      .setAcceptBlankAsEmpty(false))
          .withCoercionConfig(
              LogicalType.Textual,
              text ->
                  text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                      .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
    MAPPER.getFactory().disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION);
  }

  private Json() {}

  /**
   * Reads a request; what is wrong comes out as a {@link Problem.Found}: 400 where the body is no
   * JSON text, 422 where it is one that means nothing here.
   */
  static <T> T read(byte[] body, Class<T> form) {
    var text = utf8(body);
    try {
      if (text.contains("\\u")) mustBeJson(text);
      if (CardNumbers.mayBeIn(text) || text.contains("\\u"))
        return expected(MAPPER.treeToValue(withoutCards(text), form));
      return expected(MAPPER.readValue(text, form));
    } catch (JsonProcessingException e) {
      mustBeJson(text);
      throw unfit(e).found();
    }
  }

  /** The same for a part of a body that has been read. */
  static <T> T read(JsonNode part, Class<T> form) {
    try {
      return expected(MAPPER.treeToValue(part, form));
    } catch (JsonProcessingException e) {
      throw unfit(e).found();
    }
  }

  private static JsonNode withoutCards(String text) throws JsonProcessingException {
    var tree = MAPPER.readTree(text);
    CardNumbers.mask(tree);
    return tree;
  }

  /** The same JSON without whatever escapes; null where it is none. */
  static String plain(byte[] body) {
    try {
      return MAPPER.readTree(body).toString();
    } catch (IOException e) {
      return null;
    }
  }

  private static <T> T expected(T read) {
    if (read == null)
      throw Problem.invalid("", "request.empty", "A JSON object is expected, not null").found();
    return read;
  }

  private static Problem unfit(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      var known = unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
      return Problem.invalid(
          pointer(unknown),
          "field.unknown",
          "There is no field " + unknown.getPropertyName() + " here; known are " + known);
    }
    if (e instanceof MismatchedInputException other && other.getTargetType() != null)
      return Problem.invalid(
          pointer(other), "field.invalid", "Here belongs " + word(other.getTargetType()));
    return e instanceof JsonMappingException mapping
        ? Problem.invalid(pointer(mapping), "field.invalid", firstLine(e))
        : Problem.invalid("", "field.invalid", firstLine(e));
  }

  private static String word(Class<?> type) {
    if (type == Integer.class || type == Long.class) return "a whole number";
    if (Number.class.isAssignableFrom(type)) return "a number";
    if (type == Boolean.class) return "true or false";
    if (type == String.class) return "a text, in quotes";
    return Collection.class.isAssignableFrom(type) ? "an array" : "an object";
  }

  private static String utf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("it is not UTF-8");
    }
  }

  /** One value and nothing after it, no name twice, no half characters, not too deep. */
  private static void mustBeJson(String text) {
    var values = 0;
    try (var parser = MAPPER.createParser(text)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING)
          mustBeWhole(parser.getText());
        if (parser.getParsingContext().inRoot()) values++;
      }
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      var where =
          at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
      var isDeep = e instanceof StreamConstraintsException;
      throw malformed(where + (isDeep ? "at most " + DEEPEST + " levels deep" : firstLine(e)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (values != 1) throw malformed("one value is expected, and there are " + values);
  }

  /** Half of a surrogate pair could neither be stored nor be sent back. */
  private static void mustBeWhole(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text))
      throw malformed("a \\u escape is half of a character");
  }

  private static Problem.Found malformed(String why) {
    return Problem.of(400, "request.malformed", "The body is not JSON: " + why).found();
  }

  private static String firstLine(JsonProcessingException e) {
    var text = e.getOriginalMessage();
    return text == null
        ? "unreadable"
        : text.lines()
            .findFirst()
            .orElse("")
            .replaceAll("`java[^`]*`", "this type")
            .replaceAll("`usher[^`]*`", "this object");
  }

  private static String pointer(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() == null ? String.valueOf(r.getIndex()) : r.getFieldName())
        .map(field -> Check.under("", field))
        .collect(Collectors.joining());
  }

  static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Object value) {
    return new String(write(value), StandardCharsets.UTF_8);
  }

  /** An object of these names and values, in this order. */
  static Map<String, Object> object(Object... namesAndValues) {
    var object = new LinkedHashMap<String, Object>();
    for (var n = 0; n < namesAndValues.length; n += 2)
      object.put((String) namesAndValues[n], namesAndValues[n + 1]);
    return object;
  }
}
