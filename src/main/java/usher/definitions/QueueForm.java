package usher.definitions;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import usher.kernel.Goal;
import usher.kernel.Handling;
import usher.kernel.Media;
import usher.kernel.Rona;
import usher.kernel.WrapUp;
import usher.queue.Definition;

/** A queue as somebody writes it down. */
public record QueueForm(
    String name,
    List<String> media,
    Integer maxWaiting,
    String offerTimeout,
    String connectTimeout,
    WrapUpForm wrapUp,
    RonaForm rona,
    String ttl,
    ServiceLevelForm serviceLevel,
    CalendarForm calendar,
    OverflowForm overflow,
    PriorityForm priority,
    List<StepForm> steps,
    GoalForm goal) {
  static final Duration MOMENT = Duration.ofMillis(100);
  static final double MOST_POINTS = 1_000_000;
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration YEAR = Duration.ofDays(366);
  private static final String NEVER = "never";

  record WrapUpForm(String mode, String limit) {
    WrapUp check(Check check) {
      var given = check.oneOf("/wrapUp/mode", mode, WrapUp.Mode.values());
      var how = given == null ? WrapUp.Mode.TIMEBOXED : given;
      var most = check.duration("/wrapUp/limit", limit, WrapUp.LIMIT, MOMENT, DAY);
      var timed = how == WrapUp.Mode.TIMEBOXED || how == WrapUp.Mode.ON_REQUEST;
      if (limit != null && !timed)
        check.fault(
            "/wrapUp/limit",
            "wrap-up.limit",
            "Only timeboxed and on-request have a limit: leave it out, or choose one of them");
      return timed ? new WrapUp(how, most) : how == WrapUp.Mode.NONE ? WrapUp.NONE : unlimited();
    }

    private static WrapUp unlimited() {
      return new WrapUp(WrapUp.Mode.UNLIMITED, null);
    }
  }

  record RonaForm(Integer after, @JsonProperty("return") String returns, String scope) {
    private enum Scope {
      AGENT,
      MEDIUM
    }

    Rona check(Check check) {
      var strikes = check.number("/rona/after", after, Rona.DEFAULT.after(), 1, 100);
      var back = check.duration("/rona/return", returns, null, MOMENT, DAY);
      var whom = check.oneOf("/rona/scope", scope, Scope.values());
      return new Rona(strikes, back, whom == Scope.MEDIUM);
    }
  }

  record ServiceLevelForm(Double percent, String within) {
    Definition.ServiceLevel check(Check check) {
      var share = check.required("/serviceLevel/percent", percent);
      if (share != null && !(share > 0 && share <= 100))
        check.fault("/serviceLevel/percent", "number.range", "Above 0 and up to 100");
      check.required("/serviceLevel/within", within);
      var time = check.duration("/serviceLevel/within", within, MOMENT, MOMENT, WEEK);
      return new Definition.ServiceLevel(share == null ? 0 : share, time);
    }
  }

  record OverflowForm(String queue, String message, String after) {
    Definition.Overflow check(Check check) {
      check.id("/overflow/queue", queue);
      check.text("/overflow/message", message);
      var limit = check.duration("/overflow/after", after, null, MOMENT, WEEK);
      if (queue == null && message == null && after == null)
        check.fault(
            "/overflow",
            "overflow.empty",
            "Say where to (queue), what the customer hears (message), or after how long (after)");
      return new Definition.Overflow(queue, message, limit);
    }
  }

  record AgingForm(String perPoint, Integer upTo) {}

  record PriorityForm(Double base, List<AgingForm> aging) {
    List<Definition.Aging> check(Check check) {
      var segments = new ArrayList<Definition.Aging>();
      var given = check.list("/priority/aging", aging);
      for (var n = 0; n < given.size(); n++) {
        var at = "/priority/aging/" + n;
        check.required(at + "/perPoint", given.get(n).perPoint);
        var perPoint = check.duration(at + "/perPoint", given.get(n).perPoint, MOMENT, MOMENT, DAY);
        var last = n == given.size() - 1;
        if (!last) check.required(at + "/upTo", given.get(n).upTo);
        var upTo = given.get(n).upTo;
        if (upTo != null) check.number(at + "/upTo", upTo, 1, 1, 1_000_000);
        segments.add(new Definition.Aging(perPoint, upTo));
      }
      return segments;
    }
  }

  record GoalForm(List<String> dispositions, List<String> by) {
    Goal check(Check check) {
      var reached = check.list("/goal/dispositions", dispositions);
      if (reached.isEmpty())
        check.fault(
            "/goal/dispositions",
            "field.missing",
            "Name the dispositions of a contact that has reached it");
      var attributes = check.list("/goal/by", by);
      if (attributes.size() > Goal.MOST_ATTRIBUTES)
        check.fault("/goal/by", "list.long", "At most " + Goal.MOST_ATTRIBUTES + " attributes");
      return new Goal(Set.copyOf(reached), attributes.stream().distinct().toList());
    }
  }

  /** Worth something only where the check has found nothing. */
  public Definition check(String id, Calendars known, Check check) {
    check.text("/name", check.required("/name", name));
    if (maxWaiting != null) check.number("/maxWaiting", maxWaiting, 0, 0, 10_000_000);
    if (overflow != null && id.equals(overflow.queue))
      check.fault("/overflow/queue", "overflow.circle", "A queue cannot overflow into itself");
    return new Definition(
        name,
        media(check),
        maxWaiting,
        check.duration("/offerTimeout", offerTimeout, Handling.OFFER_TIMEOUT, MOMENT, DAY),
        check.duration("/connectTimeout", connectTimeout, Handling.CONNECT_TIMEOUT, MOMENT, DAY),
        wrapUp == null ? WrapUp.DEFAULT : wrapUp.check(check),
        rona == null ? Rona.DEFAULT : rona.check(check),
        NEVER.equals(ttl) ? null : check.duration("/ttl", ttl, Definition.TTL, MOMENT, YEAR),
        serviceLevel == null ? null : serviceLevel.check(check),
        calendar == null ? null : calendar.resolve("/calendar", known, check),
        overflow == null ? null : overflow.check(check),
        check.number("/priority/base", priority == null ? null : priority.base, 0, MOST_POINTS),
        priority == null ? List.of() : priority.check(check),
        steps(check),
        goal == null ? null : goal.check(check));
  }

  private EnumSet<Media> media(Check check) {
    var takes = EnumSet.noneOf(Media.class);
    var words = check.list("/media", media);
    for (var n = 0; n < words.size(); n++) {
      var medium = check.oneOf("/media/" + n, words.get(n), Media.values());
      if (medium != null) takes.add(medium);
    }
    return takes;
  }

  private List<Definition.Step> steps(Check check) {
    var given = check.list("/steps", steps);
    var all = new ArrayList<Definition.Step>();
    for (var n = 0; n < given.size(); n++) {
      var step = given.get(n).check("/steps/" + n, n == given.size() - 1, check);
      if (goal == null && step.rank().contains(Definition.Rank.PREDICTED))
        check.fault(
            "/steps/" + n + "/rank",
            "step.goal",
            "Say in the queue's \"goal\" which dispositions are to be predicted");
      all.add(step);
    }
    if (all.isEmpty()) all.add(Definition.Step.ofAnyone());
    return all;
  }
}
