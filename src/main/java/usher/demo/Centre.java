package usher.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import usher.demo.Visit.Medium;
import usher.replay.BankProfile;

/** The demo's call centre on paper: its queues, its people, and who works when. */
final class Centre {
  static final String PREFIX = "demo-";

  /** Its telephone switch. */
  static final String SWITCH = "demo-switch";

  static final String BANKING = "demo-banking";
  static final String PREMIER = "demo-premier";
  static final String NEWCOMERS = "demo-newcomers";
  static final String STOCKS = "demo-stocks";
  static final String INTERNET = "demo-internet";
  static final String CHAT = "demo-chat";
  static final String MAIL = "demo-mail";
  static final String DISPUTES = "demo-disputes";

  /** Answered within this, in seconds of the demo's clock, is answered well. */
  static final long WELL_WITHIN = 20;

  /** Longest wrap-up, in seconds of the demo's clock. */
  static final long WRAP_UP = 90;

  private static final int TELEPHONES = 7;
  private static final Pattern CONTACT = Pattern.compile("demo-[0-9a-z]{4,10}-[0-9]{5,}");

  private Centre() {}

  /** The id of a contact of one run, which no other run uses. */
  static String contact(String run, long number) {
    return PREFIX + run + "-" + String.format(java.util.Locale.ROOT, "%05d", number);
  }

  static boolean isContact(String id) {
    return CONTACT.matcher(id).matches();
  }

  // ---- queues

  /**
   * Waits in a queue's rules are seconds of the demo's clock.
   *
   * @param head what its customers have waited before they come, in points
   * @param best who is looked for first
   * @param wider who else after a minute; null for nobody
   */
  record Queue(
      String id,
      String name,
      Medium medium,
      int head,
      Map<String, Integer> best,
      Map<String, Integer> wider) {

    Map<String, Object> definition(double speed) {
      var first = new LinkedHashMap<String, Object>();
      first.put("skills", best);
      first.put("rank", List.of("best-skill", "longest-idle"));
      var steps = new ArrayList<Map<String, Object>>(List.of(first));
      if (wider != null) {
        first.put("for", span(60, speed));
        steps.add(Map.of("skills", wider));
      }
      return Map.of(
          "name",
          name,
          "media",
          List.of(word(medium)),
          "maxWaiting",
          200,
          "offerTimeout",
          span(75, speed),
          "connectTimeout",
          "10s",
          "wrapUp",
          Map.of("mode", "timeboxed", "limit", span(WRAP_UP, speed)),
          "serviceLevel",
          Map.of("percent", 80, "within", span(WELL_WITHIN, speed)),
          "priority",
          Map.of("base", head, "aging", List.of(Map.of("perPoint", span(3, speed)))),
          "steps",
          steps);
    }
  }

  static final List<Queue> QUEUES =
      List.of(
          new Queue(
              BANKING, "Banking", Medium.VOICE, 0, Map.of("banking", 7), Map.of("banking", 3)),
          new Queue(PREMIER, "Premier customers", Medium.VOICE, 30, Map.of("banking", 5), null),
          new Queue(
              NEWCOMERS, "New customers", Medium.VOICE, 0, Map.of("sales", 5), Map.of("sales", 1)),
          new Queue(
              STOCKS, "Stock exchange", Medium.VOICE, 0, Map.of("stocks", 6), Map.of("stocks", 2)),
          new Queue(INTERNET, "Internet bank", Medium.VOICE, 0, Map.of("internet", 4), null),
          new Queue(CHAT, "Chat", Medium.CHAT, 0, Map.of("writing", 6), Map.of("writing", 2)),
          new Queue(MAIL, "E-mail", Medium.EMAIL, 0, Map.of("writing", 4), Map.of("writing", 1)),
          new Queue(DISPUTES, "Disputes", Medium.EMAIL, 10, Map.of("disputes", 5), null));

  static String word(Medium medium) {
    return medium.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** So many seconds of the demo's clock, as the server's rules write its own time. */
  static String span(long seconds, double speed) {
    return Math.max(100, Math.round(seconds * 1000 / speed)) + "ms";
  }

  // ---- people

  /**
   * @param telephone how many others are asked to the telephone before; -1 for who only writes
   */
  record Person(String id, String name, int telephone, Map<String, Integer> skills) {

    Map<String, Object> profile() {
      return Map.of(
          "name",
          name,
          "endpoint",
          "sip:" + id,
          "skills",
          skills,
          "teams",
          List.of(telephone < 0 ? "demo-writers" : "demo-callers"));
    }

    /** As many are at the telephone as the bank had; who writes is there all day. */
    boolean worksIn(int halfHour) {
      var needed = Math.round(BankProfile.AT_WORK[halfHour % BankProfile.AT_WORK.length]);
      return telephone < Math.min(needed, TELEPHONES);
    }
  }

  static final List<Person> PEOPLE =
      List.of(
          person("ann", "Ann", 0, Map.of("banking", 9, "stocks", 8, "sales", 4, "internet", 6)),
          person("ben", "Ben", 1, Map.of("banking", 8, "sales", 8, "stocks", 3, "internet", 4)),
          person("cleo", "Cleo", 2, Map.of("stocks", 9, "banking", 5, "sales", 1, "disputes", 6)),
          person("dev", "Dev", 3, Map.of("banking", 7, "sales", 6, "internet", 9)),
          person("eve", "Eve", 4, Map.of("banking", 4, "sales", 9, "stocks", 2)),
          person("finn", "Finn", 5, Map.of("banking", 8, "stocks", 6, "sales", 2)),
          person("gus", "Gus", 6, Map.of("banking", 3, "sales", 5, "writing", 3)),
          person("hana", "Hana", -1, Map.of("writing", 9, "disputes", 7)),
          person("ivo", "Ivo", -1, Map.of("writing", 7, "disputes", 5)),
          person("june", "June", -1, Map.of("writing", 5)));

  private static Person person(String id, String name, int telephone, Map<String, Integer> skills) {
    return new Person(PREFIX + id, name, telephone, skills);
  }
}
