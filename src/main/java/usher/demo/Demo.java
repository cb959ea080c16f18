package usher.demo;

import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import usher.replay.LiveLine;
import usher.replay.ReplayFailure;
import usher.replay.UsherApi;

/** The option {@code --demo}: lets a simulated call centre live beside a server, and shows it. */
public final class Demo {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration AT_TERMINAL = Duration.ofSeconds(1);
  private static final Duration ELSEWHERE = Duration.ofSeconds(5);
  private static final long OPEN_WITHIN_SECONDS = 60;
  private static final long END_WITHIN_MILLIS = 1500;

  /**
   * @param speed 20: a minute of the demo's clock in three seconds
   * @param contacts after how many the demo ends by itself
   */
  public record Options(double speed, long seed, long contacts) {
    public static final double SPEED = 20;
    public static final double FASTEST = 1000;

    public static Options endless(double speed, long seed) {
      return new Options(speed, seed, Long.MAX_VALUE);
    }
  }

  private final Options options;
  private final URI server;
  private final PrintStream out;
  private final UsherApi api;
  private final LiveLine line;
  private final World world;
  private final String run;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean ending;
  private boolean looking;

  public Demo(URI server, Options options, PrintStream out) {
    this.server = server;
    this.options = options;
    this.out = out;
    api = new UsherApi(server, PATIENCE);
    line = new LiveLine(out);
    run = Long.toString(Instant.now().toEpochMilli(), 36);
    world = new World(options, run, api, this::told);
  }

  /** Plays until it is over; a {@link ReplayFailure} says why it cannot begin. */
  public void play() throws InterruptedException {
    open();
    Sight.header(server, options, Centre.contact(run, 1), api::shows).forEach(out::println);
    world.play();
    line.show(Sight.HEADING);
    line.leave();
    world.every(line.overwrites() ? AT_TERMINAL : ELSEWHERE, this::look);
    world.empty().thenRun(over::countDown);
    over.await();
    end();
  }

  private void open() throws InterruptedException {
    try {
      api.get("/health/ready").get(OPEN_WITHIN_SECONDS, TimeUnit.SECONDS);
      var left = world.open().get(OPEN_WITHIN_SECONDS, TimeUnit.SECONDS);
      if (left > 0)
        out.println(left + " contacts of an earlier demo were still open, and are ended");
    } catch (ExecutionException | CompletionException e) {
      throw e.getCause() instanceof ReplayFailure failure
          ? failure
          : new ReplayFailure("The demo cannot begin: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new ReplayFailure("The demo cannot begin: the server takes too long to answer", e);
    }
  }

  /** One look at a time. */
  private void look() {
    if (looking) return;
    looking = true;
    world.when(
        Glance.take(api).handle((glance, failure) -> glance),
        glance -> {
          looking = false;
          if (glance != null && !ending) line.show(Sight.line(world.now(), glance, world.book()));
        });
  }

  private void told(String trouble) {
    line.leave();
    out.println(trouble);
  }

  /** Ends what is under way, prints what there was, and lets {@link #play} return. */
  public void end() {
    synchronized (this) {
      if (ending) return;
      ending = true;
    }
    try {
      world.end().get(END_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      told("Not everything could be ended in time: the next demo does");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    line.leave();
    summary().forEach(out::println);
    out.flush();
    world.close();
    over.countDown();
  }

  List<String> summary() {
    return Sight.summary(world.book(), options, world.troubles());
  }
}
