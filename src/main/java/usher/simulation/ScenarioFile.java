package usher.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import usher.agent.Profile;
import usher.definitions.Calendars;
import usher.definitions.Check;
import usher.definitions.Durations;
import usher.definitions.ProfileForm;
import usher.definitions.QueueForm;
import usher.definitions.YamlFile;
import usher.kernel.Media;
import usher.queue.Definition;

/**
 * A scenario as somebody writes it down ({@code src/site/simulation.md}), held against its schema,
 * and what only shows beyond that.
 */
final class ScenarioFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long AN_HOUR = 3_600_000;
  private static final int ENOUGH = 100_000;

  /** What a crew has of an agent. */
  private static final List<String> OF_A_PROFILE =
      List.of("name", "skills", "teams", "capacity", "attributes");

  private final Path path;
  private final YamlFile file;

  /** Says in its message, line by line, what is wrong with the file. */
  static final class Unsound extends Exception {
    Unsound(String message) {
      super(message);
    }
  }

  private ScenarioFile(Path path) {
    this.path = path;
    file = YamlFile.read(path, "scenario");
  }

  static Scenario read(Path path) throws Unsound {
    return new ScenarioFile(path).scenario();
  }

  private Scenario scenario() throws Unsound {
    done(); // what is not in shape cannot be read further
    var root = file.root();
    var policies = policies(root.path("policies"));
    var streams = streams(root.path("contacts"));
    for (var policy : policies.entrySet())
      for (var n = 0; n < streams.size(); n++) queued(policy, streams.get(n), n);
    var ends = root.has("lasts") || streams.stream().allMatch(stream -> stream.file() != null);
    var calls = root.path("calls").asLong(ends ? Long.MAX_VALUE : ENOUGH);
    var scenario =
        new Scenario(
            root.path("name").asText(),
            calls,
            ms(root.path("lasts"), Long.MAX_VALUE),
            ms(root.path("warmUp"), 0),
            root.path("runs").asInt(1),
            root.path("seed").asLong(1),
            policies,
            crews(root.path("agents"), streams, policies.values()),
            streams);
    done();
    return scenario;
  }

  private void done() throws Unsound {
    if (file.troubles().isEmpty()) return;
    var lines = file.troubles().stream().map(Object::toString).toList();
    throw new Unsound(String.join("\n", lines));
  }

  private void queued(
      Map.Entry<String, Map<String, Definition>> policy, Scenario.Stream stream, int n) {
    var queue = policy.getValue().get(stream.queue());
    var at = "/contacts/" + n;
    if (queue == null)
      file.fault(
          at + "/queue",
          "queue.unknown",
          "Policy %s has no queue %s; it has %s"
              .formatted(policy.getKey(), stream.queue(), policy.getValue().keySet()));
    else if (!queue.takes(stream.media()))
      file.fault(at, "queue.media", "Queue %s does not take this medium".formatted(stream.queue()));
  }

  // ---- policies

  private Map<String, Map<String, Definition>> policies(JsonNode given) {
    var all = new LinkedHashMap<String, Map<String, Definition>>();
    given
        .fields()
        .forEachRemaining(
            policy -> {
              var queues = new LinkedHashMap<String, Definition>();
              var at = Check.under("/policies", policy.getKey());
              policy
                  .getValue()
                  .fields()
                  .forEachRemaining(
                      q -> queues.put(q.getKey(), queue(Check.under(at, q.getKey()), q)));
              all.put(policy.getKey(), queues);
            });
    return all;
  }

  private Definition queue(String at, Map.Entry<String, JsonNode> given) {
    var check = new Check();
    var form = JSON.convertValue(given.getValue(), QueueForm.class);
    var definition = form.check(given.getKey(), Calendars.NONE, check);
    tell(at, check);
    return definition;
  }

  private void tell(String at, Check check) {
    for (var fault : check.faults())
      file.fault(at + fault.pointer(), fault.code(), fault.message());
  }

  // ---- who is there

  private List<Scenario.Crew> crews(
      JsonNode given, List<Scenario.Stream> streams, Collection<Map<String, Definition>> policies) {
    var crews = new ArrayList<Scenario.Crew>();
    var names = new HashSet<String>();
    for (var n = 0; n < given.size(); n++) {
      var at = "/agents/" + n;
      var one = given.get(n);
      var name = one.path("name").asText();
      if (!names.add(name)) file.fault(at + "/name", "id.taken", "Another crew has this name");
      var crew =
          new Scenario.Crew(
              name,
              one.path("count").asInt(),
              profile(at, one),
              speeds(at, one.path("speeds"), streams),
              one.path("answers").asDouble(1),
              ms(one.path("answerTime"), 0),
              shifts(one.path("shifts")));
      if (crew.answers() < 1 && !crew.goesHome()) mustReturn(at + "/answers", crew, policies);
      crews.add(crew);
    }
    return crews;
  }

  /** Nobody is there to press ready again before the next shift. */
  private void mustReturn(
      String at, Scenario.Crew crew, Collection<Map<String, Definition>> policies) {
    for (var policy : policies)
      for (var queue : policy.entrySet())
        if (queue.getValue().rona().returns() == null && mayGet(crew.profile(), queue.getValue())) {
          file.fault(
              at,
              "rona.forever",
              "Whoever lets an offer of queue %s ring out would stay away for ever: give the queue a way back, such as rona: {return: 60s}"
                  .formatted(queue.getKey()));
          return;
        }
  }

  /** By media and skills; whom a step names, or asks of in words, is not looked at. */
  private static boolean mayGet(Profile agent, Definition queue) {
    return agent.capacity().media().keySet().stream().anyMatch(queue::takes)
        && queue.steps().stream()
            .anyMatch(
                step ->
                    step.skills().entrySet().stream()
                        .allMatch(
                            skill ->
                                agent.skills().getOrDefault(skill.getKey(), 0)
                                    >= skill.getValue()));
  }

  private Profile profile(String at, JsonNode one) {
    var check = new Check();
    var own = ((ObjectNode) one.deepCopy()).retain(OF_A_PROFILE);
    var profile = JSON.convertValue(own, ProfileForm.class).check("", check);
    tell(at, check);
    return profile;
  }

  private Map<String, Double> speeds(String at, JsonNode given, List<Scenario.Stream> streams) {
    var speeds = new HashMap<String, Double>();
    var known = streams.stream().map(Scenario.Stream::name).toList();
    given
        .fields()
        .forEachRemaining(
            one -> {
              speeds.put(one.getKey(), one.getValue().asDouble());
              if (!known.contains(one.getKey()))
                file.fault(
                    Check.under(at + "/speeds", one.getKey()),
                    "field.unknown",
                    "No contacts have this name; there are " + known);
            });
    return speeds;
  }

  private static List<Scenario.Shift> shifts(JsonNode given) {
    var shifts = new ArrayList<Scenario.Shift>();
    for (var one : given) shifts.add(new Scenario.Shift(clock(one, "from"), clock(one, "to")));
    return shifts;
  }

  private static long clock(JsonNode shift, String name) {
    return LocalTime.parse(shift.path(name).asText()).toSecondOfDay() * 1000L;
  }

  // ---- who comes

  private List<Scenario.Stream> streams(JsonNode given) {
    var streams = new ArrayList<Scenario.Stream>();
    var names = new HashSet<String>();
    for (var n = 0; n < given.size(); n++) {
      var at = "/contacts/" + n;
      var one = given.get(n);
      if (!names.add(one.path("name").asText()))
        file.fault(at + "/name", "id.taken", "Other contacts have this name");
      sources(at, one);
      streams.add(
          new Scenario.Stream(
              one.path("name").asText(),
              one.path("queue").asText(),
              Media.valueOf(one.path("medium").asText("voice").toUpperCase(Locale.ROOT)),
              stretches(one.path("arrivals")),
              one.has("file")
                  ? new Scenario.CallFile(
                      path.resolveSibling(one.path("file").asText()), ms(one.path("headStart"), 0))
                  : null,
              draw(one.path("service"), Draw.NONE),
              draw(one.path("patience"), null),
              draw(one.path("wrapUp"), Draw.NONE),
              one.has("priority") ? one.path("priority").asDouble() : null,
              attributes(one),
              returning(one.path("returning")),
              success(one.path("success"))));
    }
    return streams;
  }

  private static Scenario.Returning returning(JsonNode given) {
    return given.isMissingNode()
        ? Scenario.Returning.NONE
        : new Scenario.Returning(given.path("share").asDouble(), given.path("service").asDouble(1));
  }

  private static Scenario.Success success(JsonNode given) {
    return given.isMissingNode()
        ? null
        : new Scenario.Success(given.path("mean").asDouble(), given.path("spread").asDouble(0));
  }

  private void sources(String at, JsonNode one) {
    var byFile = one.has("file");
    var byRate = one.has("arrivals");
    if (byFile == byRate)
      file.fault(
          at,
          "arrivals.missing",
          "Say either how many come (arrivals) or which file says so (file)");
    if (byRate && one.path("arrivals").has("perHour") == one.path("arrivals").has("profile"))
      file.fault(at + "/arrivals", "arrivals.missing", "Give either perHour or profile");
    var stretches = one.path("arrivals").path("profile");
    for (var n = 0; n < stretches.size(); n++)
      if (ms(stretches.get(n).path("for"), 0) == 0)
        file.fault(
            at + "/arrivals/profile/" + n + "/for",
            "arrivals.none",
            "It would be over at once: write for how long, such as 1h");
    if (byRate && Source.isSilent(stretches(one.path("arrivals"))))
      file.fault(at + "/arrivals", "arrivals.none", "Nobody would ever come: raise perHour");
    if (byRate && !one.has("service"))
      file.fault(at, "field.missing", "service is missing: write a time such as {mean: 240s}");
  }

  private static List<Scenario.Stretch> stretches(JsonNode arrivals) {
    if (arrivals.has("perHour"))
      return List.of(new Scenario.Stretch(AN_HOUR, arrivals.path("perHour").asDouble()));
    var all = new ArrayList<Scenario.Stretch>();
    for (var one : arrivals.path("profile"))
      all.add(new Scenario.Stretch(ms(one.path("for"), 0), one.path("perHour").asDouble()));
    return all;
  }

  private static Draw draw(JsonNode given, Draw without) {
    if (given.isMissingNode()) return without;
    var shape = given.path("shape").asText("exponential").toUpperCase(Locale.ROOT);
    var mean = ms(given.path("mean"), 0);
    return new Draw(mean, Draw.Shape.valueOf(shape), given.path("cv").asDouble(1));
  }

  private static long ms(JsonNode duration, long without) {
    return duration.isMissingNode() ? without : Durations.parse(duration.asText()).toMillis();
  }

  private static Map<String, String> attributes(JsonNode one) {
    var all = new HashMap<String, String>();
    one.path("attributes")
        .fields()
        .forEachRemaining(a -> all.put(a.getKey(), a.getValue().asText()));
    return all;
  }
}
