package usher.keeping;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code usher backup}: fetches everything a running server has, and keeps it when it is whole. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description =
        "Fetches everything from a running server into FILE. It is written beside it as FILE.part,"
            + " read again and compared, and only then takes the name FILE.")
public final class BackupCommand implements Callable<Integer> {
  private static final int BUFFER = 1 << 16;
  private static final long TELL_EVERY = 32L << 20;

  private final PrintStream out;
  private final PrintStream err;

  @Parameters(paramLabel = "FILE", description = "Where to; what is there is replaced at the end.")
  private Path file;

  @Option(
      names = "--to",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "The server, default http://127.0.0.1:8080.")
  private URI server;

  public BackupCommand() {
    this(System.out, System.err);
  }

  BackupCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (server.getHost() == null || !String.valueOf(server.getScheme()).startsWith("http")) {
      err.println("--to is an address such as http://127.0.0.1:8080, not " + server);
      return 1;
    }
    var part = file.resolveSibling(file.getFileName() + ".part");
    try {
      var fetched = fetch(part);
      if (fetched) keep(part);
      return fetched ? 0 : 1;
    } catch (ConnectException e) {
      err.println(
          "There is no backup: nobody answers at " + server + ": start the server, or use --to");
      return 1;
    } catch (IOException | BackupFile.Broken e) {
      err.println("There is no backup: " + reason(e) + ". " + part + " can be deleted");
      return 1;
    }
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** False where the server has said why not. */
  private boolean fetch(Path part) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(server.resolve("/v1/backup")).timeout(Duration.ofMinutes(1));
    var key = System.getProperty("USHER_KEY", System.getenv("USHER_KEY"));
    if (key != null) request.header("Authorization", "Bearer " + key);
    var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (var body = answer.body()) {
      if (answer.statusCode() == 200) return copy(body, part);
      err.println("There is no backup: " + why(answer.statusCode(), body.readAllBytes()));
      return false;
    }
  }

  private static String why(int status, byte[] body) {
    if (status == 401) return "it asks who you are: say the key of an admin in USHER_KEY";
    try {
      return status + " " + new ObjectMapper().readTree(body).path("detail").asText();
    } catch (IOException e) {
      return "the server answered " + status;
    }
  }

  private boolean copy(InputStream body, Path part) throws IOException {
    var buffer = new byte[BUFFER];
    long all = 0;
    try (var to = Files.newOutputStream(part)) {
      for (var n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        to.write(buffer, 0, n);
        if (all / TELL_EVERY < (all + n) / TELL_EVERY) out.println((all + n >> 20) + " MiB …");
        all += n;
      }
    }
    return true;
  }

  private void keep(Path part) throws IOException {
    try (var backup = BackupFile.open(part)) {
      try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      long rows = backup.manifest().parts().stream().mapToLong(Manifest.Part::rows).sum();
      out.println(
          file
              + ": "
              + rows
              + " rows, "
              + (Files.size(file) + 1023 >> 10)
              + " KiB, as of "
              + backup.manifest().at()
              + "; read again, whole");
    }
  }
}
