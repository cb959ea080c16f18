package usher.access;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher key}: makes a key, or the secret of sessions. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description =
        "Makes a key for a switch or another system, or with --session the secret that people's"
            + " sessions are signed with. Prints what to put into credentials.yaml, and on the error"
            + " output the key itself, which is shown this once and kept nowhere.")
public final class KeyCommand implements Callable<Integer> {
  private final IntFunction<byte[]> random;
  private final PrintStream out;
  private final PrintStream err;

  @ArgGroup(multiplicity = "1")
  private What what;

  /** A key for somebody, or the secret of sessions. */
  static final class What {
    @ArgGroup(exclusive = false)
    private Whose whose;

    @Option(names = "--session", required = true, description = "The secret of sessions.")
    private boolean session;
  }

  /** Whom a key is for. */
  static final class Whose {
    @Parameters(paramLabel = "ID", description = "1 to 64 of A-Z a-z 0-9 _ -")
    private String id;

    @Option(
        names = "--role",
        required = true,
        paramLabel = "ROLE",
        description = "switch, agent, supervisor, admin or auditor.")
    private String role;

    @Option(
        names = "--for",
        paramLabel = "NAME",
        description = "Of a switch its source, of an agent the agent's id; else the key's own id.")
    private String whom;
  }

  /** {@code random}: so many bytes that nobody can guess. */
  public KeyCommand(IntFunction<byte[]> random) {
    this(random, System.out, System.err);
  }

  KeyCommand(IntFunction<byte[]> random, PrintStream out, PrintStream err) {
    this.random = random;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() {
    var secret = ApiKey.text(random.apply(ApiKey.LENGTH));
    if (what.session) {
      out.println("sessions: {secret: " + secret + "}");
      return 0;
    }
    var role = Role.of(what.whose.role).orElse(null);
    if (role == null || !ApiKey.isId(what.whose.id)) {
      err.println("An id is 1 to 64 of A-Z a-z 0-9 _ -; a role is one of " + roles());
      return 1;
    }
    err.println(what.whose.id + "." + secret);
    out.println("keys:");
    out.println("  " + what.whose.id + ":");
    out.println("    role: " + role.word());
    var whom = what.whose.whom == null ? what.whose.id : what.whose.whom;
    if (role == Role.SWITCH) out.println("    source: " + whom);
    if (role == Role.AGENT) out.println("    agent: " + whom);
    out.println("    sha256: [" + ApiKey.hash(secret) + "]");
    return 0;
  }

  private static String roles() {
    return java.util.Arrays.stream(Role.values()).map(Role::word).toList().toString();
  }
}
