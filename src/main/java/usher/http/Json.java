package usher.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
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
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
    MAPPER.getFactory().disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION);
  }

  private Json() {}

  /** Reads a request; what is wrong comes out as a {@link Problem.Found}. */
  static <T> T read(byte[] body, Class<T> form) {
    try {
      T read = MAPPER.readValue(body, form);
      if (read == null)
        throw Problem.invalid("", "request.empty", "A JSON object is expected, not null").found();
      return read;
    } catch (UnrecognizedPropertyException e) {
      var known = e.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
      throw Problem.invalid(
              pointer(e),
              "field.unknown",
              "There is no field " + e.getPropertyName() + " here; known are " + known)
          .found();
    } catch (JsonMappingException e) {
      if (e.getCause() instanceof Problem.Found found) throw found;
      throw Problem.invalid(pointer(e), "field.invalid", firstLine(e)).found();
    } catch (JsonProcessingException e) {
      var where = e.getLocation();
      var at =
          where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
      throw Problem.of(400, "request.malformed", "The body is not JSON" + at + ": " + firstLine(e))
          .found();
    } catch (IOException e) {
      throw Problem.of(400, "request.malformed", "The body is not readable text").found();
    }
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
        .map(s -> "/" + s.replace("~", "~0").replace("/", "~1"))
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
    return new String(write(value), java.nio.charset.StandardCharsets.UTF_8);
  }

  /** An object of these names and values, in this order. */
  static Map<String, Object> object(Object... namesAndValues) {
    var object = new LinkedHashMap<String, Object>();
    for (var n = 0; n < namesAndValues.length; n += 2)
      object.put((String) namesAndValues[n], namesAndValues[n + 1]);
    return object;
  }
}
