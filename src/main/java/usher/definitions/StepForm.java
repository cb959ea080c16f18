package usher.definitions;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import usher.queue.Definition;
import usher.rules.Condition;

/** Whom a queue looks for, and for how long before it looks wider. */
public record StepForm(
    Map<String, Integer> skills,
    List<String> teams,
    List<String> agents,
    String where,
    Boolean anyone,
    @JsonProperty("for") String lasts,
    Boolean replace,
    Double priority,
    Integer offers,
    List<String> rank,
    LastAgentForm lastAgent) {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration TWO_WEEKS = Duration.ofDays(14);
  private static final Duration YEAR = Duration.ofDays(366);
  private static final Pattern ATTRIBUTE = Pattern.compile("\\$\\{[^{}]{1,100}}");

  record LastAgentForm(String within, String waitIfBusy) {
    private static final Duration MOST_WAIT = Duration.ofHours(1);

    Definition.LastAgent check(String at, Check check) {
      return new Definition.LastAgent(
          check.duration(at + "/within", within, TWO_WEEKS, QueueForm.MOMENT, YEAR),
          check.duration(at + "/waitIfBusy", waitIfBusy, Duration.ZERO, Duration.ZERO, MOST_WAIT));
    }
  }

  Definition.Step check(String at, boolean last, Check check) {
    var wanted = check.skills(at + "/skills", skills);
    var of = check.ids(at + "/teams", teams);
    var named = agents(at + "/agents", check);
    var condition = condition(at + "/where", check);
    var all = Boolean.TRUE.equals(anyone);
    var affine = lastAgent == null ? null : lastAgent.check(at + "/lastAgent", check);
    var some = !(wanted.isEmpty() && of.isEmpty() && named.isEmpty()) || where != null;
    some |= affine != null;
    if (all == some)
      check.fault(
          at,
          "step.target",
          "A step names whom it wants (skills, teams, agents, lastAgent, where), or says"
              + " \"anyone\": true, not both");
    var time = affine == null ? time(at, last, check) : affineTime(at, last, affine, check);
    var points = check.number(at + "/priority", priority, 0, QueueForm.MOST_POINTS);
    var asked = check.number(at + "/offers", offers, 1, 1, Definition.Step.MOST_OFFERS);
    return new Definition.Step(
        wanted,
        of,
        named,
        condition,
        all,
        time,
        Boolean.TRUE.equals(replace),
        points,
        asked,
        order(at + "/rank", check),
        affine);
  }

  private Duration time(String at, boolean last, Check check) {
    if (!last) check.required(at + "/for", lasts);
    if (last && lasts != null)
      check.fault(at + "/for", "step.last", "The last step has no end: leave \"for\" out");
    if (last) return null;
    return check.duration(at + "/for", lasts, QueueForm.MOMENT, QueueForm.MOMENT, WEEK);
  }

  private Duration affineTime(String at, boolean last, Definition.LastAgent affine, Check check) {
    if (lasts != null)
      check.fault(
          at + "/for", "step.last-agent", "\"waitIfBusy\" says how long: leave \"for\" out");
    if (last)
      check.fault(
          at + "/lastAgent",
          "step.last-agent",
          "Say in a further step who else may take it: not everybody has a last agent");
    if (agents != null && !agents.isEmpty())
      check.fault(
          at + "/agents",
          "step.last-agent",
          "The last agent is meant: name the others in a step of their own");
    return affine.lasts();
  }

  /** Names of agents, or of an attribute of the contact that holds one. */
  private List<String> agents(String at, Check check) {
    var given = check.list(at, agents);
    for (var n = 0; n < given.size(); n++)
      if (!ATTRIBUTE.matcher(given.get(n)).matches() && !Check.isId(given.get(n)))
        check.fault(
            at + "/" + n,
            "id.invalid",
            "Write an agent's id, or \"${name}\" for the contact's attribute that holds one");
    return given;
  }

  private String condition(String at, Check check) {
    if (where == null) return null;
    try {
      return Condition.compile(where).toString();
    } catch (Condition.Invalid e) {
      check.fault(at, "condition.invalid", e.getMessage());
      return null;
    }
  }

  private List<Definition.Rank> order(String at, Check check) {
    var order = new ArrayList<Definition.Rank>();
    var words = check.list(at, rank);
    for (var n = 0; n < words.size(); n++) {
      var one = check.oneOf(at + "/" + n, words.get(n), Definition.Rank.values());
      if (one != null) order.add(one);
    }
    return order;
  }
}
