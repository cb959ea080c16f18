package usher.simulation;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import usher.agent.Profile;
import usher.kernel.Media;
import usher.queue.Definition;

/**
 * A centre to be played: who comes, who is there, and the policies to be compared. Times are ms of
 * virtual time; its first day begins at 0.
 *
 * @param contacts of a run, at most; {@code Long.MAX_VALUE} without limit
 * @param lasts after this long nobody comes any more; {@code Long.MAX_VALUE} without limit
 * @param warmUp who comes before this is not counted
 * @param policies queues by id, of each policy by its name; the first is what others are compared
 *     with
 */
record Scenario(
    String name,
    long contacts,
    long lasts,
    long warmUp,
    int runs,
    long seed,
    Map<String, Map<String, Definition>> policies,
    List<Crew> crews,
    List<Stream> streams) {
  static final long DAY = 86_400_000;

  /**
   * Agents who are alike.
   *
   * @param speeds what a service time is multiplied by, by the name of the contacts; 1 where not
   *     named
   * @param answers the share of offers that are answered
   * @param answerTime ms until they are
   * @param shifts when they work, every day; empty for always
   */
  record Crew(
      String name,
      int count,
      Profile profile,
      Map<String, Double> speeds,
      double answers,
      long answerTime,
      List<Shift> shifts) {

    boolean works(long at) {
      return shifts.isEmpty() || shifts.stream().anyMatch(shift -> shift.covers(at % DAY));
    }

    /** At some time of the day. */
    boolean goesHome() {
      return shifts.stream().anyMatch(shift -> !works(shift.to()));
    }
  }

  /**
   * From one time of the day to another, ms; one that ends before it begins lasts into the next
   * day, and one that ends when it begins all day.
   */
  record Shift(long from, long to) {
    private boolean covers(long time) {
      return from < to ? from <= time && time < to : time >= from || time < to;
    }
  }

  /**
   * Contacts that are alike.
   *
   * @param arrivals how many come in an hour, one stretch after the other, over and over
   * @param file whence they come instead, or null
   * @param patience until they give up; null for never
   * @param points a priority of their own; null for the queue's
   * @param returning how many of them have been served before
   * @param success how often they come to their queue's goal; null where nobody looks
   */
  record Stream(
      String name,
      String queue,
      Media media,
      List<Stretch> arrivals,
      CallFile file,
      Draw service,
      Draw patience,
      Draw wrapUp,
      Double points,
      Map<String, String> attributes,
      Returning returning,
      Success success) {

    Stream from(CallFile other) {
      return new Stream(
          name,
          queue,
          media,
          arrivals,
          other,
          service,
          patience,
          wrapUp,
          points,
          attributes,
          returning,
          success);
    }
  }

  /**
   * Contacts that have been with one of the agents before, any of them as likely as another.
   *
   * @param share of all, from 0 to 1
   * @param service what their service time is multiplied by where they come to the same agent again
   */
  record Returning(double share, double service) {
    static final Returning NONE = new Returning(0, 1);
  }

  /**
   * How often contacts come to their queue's goal, which differs from agent to agent; nobody is
   * told.
   *
   * @param mean over the agents, from 0 to 1
   * @param spread the standard deviation of what they differ by
   */
  record Success(double mean, double spread) {
    /** Always the same agent's with the same contacts. */
    double chance(long seed, String agent, int stream) {
      var random = Source.random(seed + agent.hashCode() * 64L + stream);
      return Math.min(1, Math.max(0, mean + spread * random.nextGaussian()));
    }
  }

  record Stretch(long lasts, double perHour) {}

  /**
   * Arrivals and service times, a row a contact, in order.
   *
   * @param perPoint ms of head start that are a point; 0 where the file's head starts do not count
   */
  record CallFile(Path path, long perPoint) {}
}
