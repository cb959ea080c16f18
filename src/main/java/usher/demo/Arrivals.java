package usher.demo;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import usher.demo.Visit.First;
import usher.demo.Visit.Medium;
import usher.demo.Visit.Stay;
import usher.replay.BankCallers;
import usher.replay.BankProfile;

/**
 * The contacts of the demo without end, the same ones for the same seed. Calls are the bank's: when
 * they come, what they are about, how long they wait and talk; the last tenth or three of what the
 * bank counted as service is wrap-up here. Everything else is invented: chats and e-mails, of which
 * so many come for each call, and what agents do besides talking.
 */
final class Arrivals implements Iterator<Visit> {
  static final double CHATS_PER_CALL = 0.20;
  static final double MAILS_PER_CALL = 0.15;

  static final double REJECTED = 0.03;
  static final double LEFT = 0.012;
  static final double NO_ANSWER = 0.008;
  static final double HELD = 0.15;
  static final double MOVED = 0.06;
  static final double FORGOTTEN = 0.05;

  private static final Map<String, List<String>> TRANSFERS =
      Map.of(
          Centre.BANKING, List.of(Centre.STOCKS, Centre.INTERNET),
          Centre.PREMIER, List.of(Centre.STOCKS),
          Centre.NEWCOMERS, List.of(Centre.BANKING),
          Centre.STOCKS, List.of(Centre.BANKING),
          Centre.INTERNET, List.of(Centre.BANKING),
          Centre.MAIL, List.of(Centre.DISPUTES));

  private final Random random;
  private final BankCallers callers;
  private double clock;
  private long number;

  /**
   * @param from ms on the demo's clock, which stands still by night: 0 is the first opening
   */
  Arrivals(long seed, long from) {
    random = new Random(seed);
    callers = new BankCallers(random);
    clock = from;
  }

  @Override
  public boolean hasNext() {
    return true;
  }

  @Override
  public Visit next() {
    clock = nextArrival();
    var medium = medium();
    return medium == Medium.VOICE ? call() : writing(medium);
  }

  /** A Poisson process whose rate changes every half hour. */
  private double nextArrival() {
    for (var from = clock; ; ) {
      var halfHour = (long) (from / BankProfile.HALF_HOUR);
      var calls = BankProfile.ARRIVALS[(int) (halfHour % BankProfile.ARRIVALS.length)];
      var contacts = calls * (1 + CHATS_PER_CALL + MAILS_PER_CALL);
      var at = from + callers.exponential(BankProfile.HALF_HOUR / contacts);
      var ends = (halfHour + 1) * BankProfile.HALF_HOUR;
      if (at < ends) return at;
      from = ends;
    }
  }

  private Medium medium() {
    var call = random.nextDouble() * (1 + CHATS_PER_CALL + MAILS_PER_CALL);
    if (call < 1) return Medium.VOICE;
    return call < 1 + CHATS_PER_CALL ? Medium.CHAT : Medium.EMAIL;
  }

  private Visit call() {
    var kind = callers.kind();
    var ahead = random.nextDouble() < kind.ahead();
    var queue =
        switch (kind.type()) {
          case "NW" -> Centre.NEWCOMERS;
          case "NE" -> Centre.STOCKS;
          case "IN" -> Centre.INTERNET;
          default -> ahead ? Centre.PREMIER : Centre.BANKING;
        };
    var stay = new Stay(callers.patience(), callers.service(kind));
    return visit(Medium.VOICE, queue, about(kind.type()), stay);
  }

  /** They take as long as a new customer's call; nobody waits for the answer to an e-mail. */
  private Visit writing(Medium medium) {
    var service = callers.service(BankProfile.KINDS.get(1));
    if (medium == Medium.EMAIL)
      return visit(medium, Centre.MAIL, "letter", new Stay(Stay.ENDLESS, service));
    return visit(medium, Centre.CHAT, "chat", new Stay(callers.patience(), service));
  }

  private static String about(String type) {
    return switch (type) {
      case "PS" -> "an account";
      case "PE" -> "an account, in English";
      case "NW" -> "becoming a customer";
      case "NE" -> "shares";
      case "TT" -> "a message left before";
      default -> "the internet bank";
    };
  }

  private Visit visit(Medium medium, String queue, String about, Stay whole) {
    var first = first(medium);
    var holds = medium == Medium.VOICE && random.nextDouble() < HELD;
    var movedTo = movedTo(queue);
    var next =
        new Stay(
            medium == Medium.EMAIL ? Stay.ENDLESS : 1 + callers.patience(),
            callers.service(BankProfile.KINDS.get(0)));
    var writing = 0.1 + 0.2 * random.nextDouble();
    var wrapUp = (long) (whole.service() * writing);
    var stay = new Stay(whole.patience(), whole.service() - wrapUp);
    var forgotten = random.nextDouble() < FORGOTTEN;
    return new Visit(
        ++number,
        medium,
        queue,
        about,
        (long) clock,
        stay,
        first,
        holds,
        movedTo,
        next,
        wrapUp,
        forgotten);
  }

  /** Nobody but a switch gives up for an agent. */
  private First first(Medium medium) {
    var dice = random.nextDouble();
    if (dice < REJECTED) return First.REJECTED;
    if (dice < REJECTED + LEFT) return First.LEFT;
    var rings = dice < REJECTED + LEFT + NO_ANSWER;
    return rings && medium == Medium.VOICE ? First.NO_ANSWER : First.TAKEN;
  }

  private String movedTo(String queue) {
    var to = TRANSFERS.getOrDefault(queue, List.of());
    if (random.nextDouble() >= MOVED || to.isEmpty()) return null;
    return to.get(random.nextInt(to.size()));
  }
}
