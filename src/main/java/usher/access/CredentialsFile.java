package usher.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import usher.definitions.Durations;
import usher.definitions.YamlFile;

/** {@code credentials.yaml}, held against its schema, and what only shows beyond that. */
final class CredentialsFile {
  private static final Duration LONGEST_LEEWAY = Duration.ofMinutes(5);
  private static final Duration LONGEST_SESSION = Duration.ofHours(24);

  private final Path path;
  private final YamlFile file;

  CredentialsFile(Path path) {
    this.path = path;
    file = YamlFile.read(path, "credentials");
  }

  Credentials credentials() {
    done(); // what is not in shape cannot be read further
    var root = file.root();
    var keys = keys(root.path("keys"));
    var people = root.has("people") ? people(root.path("people")) : null;
    var sessions = root.has("sessions") ? sessions(root.path("sessions")) : null;
    if (keys.isEmpty() && people == null)
      fault(
          "", "Name a key or who vouches for people, or take the file away: nobody could come in");
    if (sessions != null && people == null)
      fault("/sessions", "Sessions are of people: say under people who vouches for them");
    done();
    return new Credentials(keys, people, root.at("/people/jwks").isTextual(), sessions);
  }

  private void done() {
    if (file.troubles().isEmpty()) return;
    var n = file.troubles().size();
    var said = new StringBuilder("The credentials file has " + n + " problem");
    said.append(n == 1 ? ":" : "s:");
    file.troubles().forEach(trouble -> said.append('\n').append(trouble));
    throw new IllegalArgumentException(said.toString());
  }

  private void fault(String pointer, String message) {
    file.fault(pointer, "credentials.invalid", message);
  }

  // ---- keys

  private Map<String, ApiKey> keys(JsonNode written) {
    var keys = new HashMap<String, ApiKey>();
    written
        .fields()
        .forEachRemaining(entry -> keys.put(entry.getKey(), key(entry.getKey(), entry.getValue())));
    return keys;
  }

  private ApiKey key(String id, JsonNode written) {
    var at = "/keys/" + id;
    if (!ApiKey.isId(id))
      fault(at, "A key's id is 1 to 64 of A-Z a-z 0-9 _ -: a dot ends it where it is used");
    var role = Role.of(written.path("role").asText()).orElseThrow();
    var source = written.path("source").asText(null);
    var agent = written.path("agent").asText(null);
    belongs(at, "source", source, role == Role.SWITCH);
    belongs(at, "agent", agent, role == Role.AGENT);
    var caller = new Caller("key:" + id, Set.of(role), agent, source, null);
    return new ApiKey(caller, texts(written.path("sha256")));
  }

  private void belongs(String at, String field, String value, boolean wanted) {
    if (wanted && value == null)
      fault(at, "Write " + field + ": which one does this key speak for?");
    if (!wanted && value != null)
      fault(at + "/" + field, "Take " + field + " out: it says nothing for this role");
  }

  // ---- people

  private Bearers people(JsonNode written) {
    var algorithms =
        texts(written.path("algorithms")).stream()
            .map(JWSAlgorithm::parse)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    var roles = new HashMap<String, String>();
    written
        .path("roles")
        .fields()
        .forEachRemaining(e -> roles.put(e.getKey(), e.getValue().asText()));
    var leeway = duration("/people", written, "leeway", Duration.ofSeconds(30), LONGEST_LEEWAY);
    var terms =
        new Bearers.Terms(
            written.path("issuer").asText(null),
            written.path("audience").asText(),
            leeway,
            written.path("rolesClaim").asText("roles"),
            written.path("agentClaim").asText("agent"),
            Map.copyOf(roles));
    var hasFile = written.has("keyFile");
    if (hasFile == written.has("jwks")) {
      fault("/people", "Write one of keyFile, a file with a public key, and jwks, an address");
      return null;
    }
    var keys = hasFile ? local(written, algorithms) : remote(written, algorithms);
    return keys == null ? null : new Bearers(keys, terms);
  }

  private JWSKeySelector<SecurityContext> local(JsonNode written, Set<JWSAlgorithm> algorithms) {
    var name = written.path("keyFile").asText();
    try {
      var text = Files.readString(path.toAbsolutePath().resolveSibling(name));
      return SigningKeys.local(text, algorithms);
    } catch (IOException e) {
      fault("/people/keyFile", name + " cannot be read: it is looked for beside this file");
    } catch (IllegalArgumentException e) {
      fault("/people/keyFile", name + " " + e.getMessage());
    }
    return null;
  }

  /** What comes over a wire that others can reach must be known to come from there. */
  private JWSKeySelector<SecurityContext> remote(JsonNode written, Set<JWSAlgorithm> algorithms) {
    var address = written.path("jwks").asText();
    try {
      var uri = URI.create(address);
      var here = List.of("127.0.0.1", "localhost", "[::1]").contains(String.valueOf(uri.getHost()));
      if (uri.getHost() != null
          && ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && here)))
        return SigningKeys.remote(uri.toURL(), algorithms);
    } catch (IllegalArgumentException | MalformedURLException e) {
      // said below
    }
    fault("/people/jwks", "Write an address that begins with https:// (http:// on this machine)");
    return null;
  }

  // ---- sessions

  private Sessions sessions(JsonNode written) {
    var lasts = duration("/sessions", written, "lasts", Duration.ofHours(8), LONGEST_SESSION);
    var secret = secret(written.path("secret").asText());
    if (secret.length >= Sessions.SHORTEST) return new Sessions(secret, lasts);
    fault(
        "/sessions/secret",
        "Write 32 random bytes in Base64: java -jar target/usher.jar key --session");
    return null;
  }

  private static byte[] secret(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private Duration duration(
      String at, JsonNode written, String field, Duration byDefault, Duration most) {
    if (!written.has(field)) return byDefault;
    var duration = Durations.parse(written.path(field).asText());
    if (duration != null && duration.compareTo(most) <= 0) return duration;
    fault(at + "/" + field, "At most " + Durations.text(most));
    return byDefault;
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
