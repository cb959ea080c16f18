package usher.definitions;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code usher check}: are the policy files sound? */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Reads the policy files under DIR/flows and says, with file, line and column, what is wrong"
            + " and what to write instead. Ends with 1 where something is.")
public final class CheckCommand implements Callable<Integer> {
  private final PrintStream out;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = "${USHER_CONF_DIR:-conf}",
      description = "Default: USHER_CONF_DIR, or conf.")
  private Path directory;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      defaultValue = "3m",
      converter = Time.class,
      description =
          "How long contacts wait on average before they give up, to warn of priorities that take"
              + " longer to make up. Default: 3m.")
  private Duration patience;

  static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      var time = Durations.parse(text);
      if (time == null) throw new TypeConversionException(Durations.HINT);
      return time;
    }
  }

  public CheckCommand() {
    this(System.out);
  }

  CheckCommand(PrintStream out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    var files = PolicyFiles.read(directory, patience);
    files.troubles().forEach(out::println);
    files.doubts().forEach(doubt -> out.println("warning: " + doubt));
    out.println(files.summary());
    return files.isSound() ? 0 : 1;
  }
}
