package usher.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelVariableResolver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A condition on an agent: {@code attributes.site == "AKL" && skills.billing >= 5}. It may name
 * {@code id}, {@code skills} (proficiency by name), {@code teams} and {@code attributes}.
 *
 * <p>Compiled once for a text and then shared: compiling takes milliseconds, asking microseconds.
 */
public final class Condition {
  /** A text that is no condition; the message says what is wrong with it and where. */
  public static final class Invalid extends Exception {
    Invalid(String message) {
      super(message, null, false, false);
    }
  }

  public static final int LONGEST = 1000;

  /** Texts come from definitions, of which there are few; a flood of them must not fill memory. */
  private static final int MOST_KEPT = 1000;

  private static final CelOptions BOUNDS =
      CelOptions.current().maxParseRecursionDepth(50).comprehensionMaxIterations(1000).build();
  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(BOUNDS)
          .setStandardMacros(dev.cel.parser.CelStandardMacro.STANDARD_MACROS)
          .addVar("id", SimpleType.STRING)
          .addVar("skills", MapType.create(SimpleType.STRING, SimpleType.INT))
          .addVar("teams", ListType.create(SimpleType.STRING))
          .addVar("attributes", MapType.create(SimpleType.STRING, SimpleType.STRING))
          .setResultType(SimpleType.BOOL)
          .build();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(BOUNDS).build();
  private static final Map<String, Condition> KEPT = new ConcurrentHashMap<>();

  private final String text;
  private final CelRuntime.Program program;

  private Condition(String text, CelRuntime.Program program) {
    this.text = text;
    this.program = program;
  }

  /**
   * @throws Invalid where it is no CEL, names what is not there, or does not end in yes or no
   */
  public static Condition compile(String text) throws Invalid {
    var known = KEPT.get(text);
    if (known != null) return known;
    if (text.length() > LONGEST) throw new Invalid("At most " + LONGEST + " characters");
    try {
      var condition = new Condition(text, RUNTIME.createProgram(checked(text)));
      if (KEPT.size() >= MOST_KEPT) KEPT.clear();
      KEPT.put(text, condition);
      return condition;
    } catch (CelEvaluationException e) {
      throw new Invalid(e.getMessage());
    }
  }

  private static CelAbstractSyntaxTree checked(String text) throws Invalid {
    var result = COMPILER.compile(text);
    if (result.hasError()) throw new Invalid(explain(result.getErrors()));
    try {
      return result.getAst();
    } catch (CelValidationException e) {
      throw new Invalid(e.getMessage());
    }
  }

  private static String explain(List<CelIssue> errors) {
    if (errors.isEmpty()) return "This is no condition";
    var first = errors.get(0);
    var said = first.getMessage().replace(" (in container '')", "");
    if (said.startsWith("token recognition error at: '="))
      return "At column " + (first.getSourceLocation().getColumn() + 1) + ": write == to compare";
    if (said.startsWith("undeclared reference"))
      said += "; known are id, skills, teams, attributes, and texts stand in quotes";
    if (said.startsWith("expected type 'bool'")) said += "; compare it with something";
    return "At column " + (first.getSourceLocation().getColumn() + 1) + ": " + said;
  }

  /** Does it hold for this agent? What cannot be said, such as of a skill it lacks, does not. */
  public boolean holds(
      String id, Map<String, Integer> skills, List<String> teams, Map<String, String> attributes) {
    CelVariableResolver agent =
        name ->
            switch (name) {
              case "id" -> Optional.of(id);
              case "skills" -> Optional.of(longs(skills));
              case "teams" -> Optional.of(teams);
              case "attributes" -> Optional.of(attributes);
              default -> Optional.empty();
            };
    try {
      return Boolean.TRUE.equals(program.eval(agent));
    } catch (CelEvaluationException e) {
      return false;
    }
  }

  /** CEL knows whole numbers of one size only. */
  private static Map<String, Long> longs(Map<String, Integer> levels) {
    var all = new HashMap<String, Long>();
    levels.forEach((skill, level) -> all.put(skill, level.longValue()));
    return all;
  }

  @Override
  public String toString() {
    return text;
  }
}
