package usher.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import usher.kernel.Handling;
import usher.kernel.Media;
import usher.kernel.Rona;
import usher.kernel.WrapUp;
import usher.queue.Definition;

/** What callers send about queues. */
final class QueueForms {
  private static final Duration MOMENT = Duration.ofMillis(100);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final double MOST_POINTS = 1_000_000;

  private QueueForms() {}

  record WrapUpForm(String mode, String limit) {
    WrapUp check(Check check) {
      var given = check.oneOf("/wrapUp/mode", mode, WrapUp.Mode.values());
      var how = given == null ? WrapUp.Mode.TIMEBOXED : given;
      var most = check.duration("/wrapUp/limit", limit, WrapUp.LIMIT, MOMENT, DAY);
      return switch (how) {
        case NONE -> WrapUp.NONE;
        case UNLIMITED -> new WrapUp(how, null);
        case ON_REQUEST, TIMEBOXED -> new WrapUp(how, most);
      };
    }
  }

  record AgingForm(String perPoint, Integer upTo) {}

  record QueuePriorityForm(Double base, List<AgingForm> aging) {
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

  record StepForm(
      Map<String, Integer> skills,
      List<String> teams,
      Boolean anyone,
      @com.fasterxml.jackson.annotation.JsonProperty("for") String lasts,
      Boolean replace,
      Double priority,
      List<String> rank) {

    Definition.Step check(String at, boolean last, Check check) {
      var wanted = check.skills(at + "/skills", skills);
      var of = check.ids(at + "/teams", teams);
      var all = Boolean.TRUE.equals(anyone);
      if (all == !(wanted.isEmpty() && of.isEmpty()))
        check.fault(
            at, "step.target", "A step names skills or teams, or says \"anyone\": true, not both");
      if (!last) check.required(at + "/for", lasts);
      if (last && lasts != null)
        check.fault(at + "/for", "step.last", "The last step has no end: leave \"for\" out");
      var time = last ? null : check.duration(at + "/for", lasts, MOMENT, MOMENT, WEEK);
      var points = check.number(at + "/priority", priority, 0, MOST_POINTS);
      var order = new ArrayList<Definition.Rank>();
      var words = check.list(at + "/rank", rank);
      for (var n = 0; n < words.size(); n++) {
        var one = check.oneOf(at + "/rank/" + n, words.get(n), Definition.Rank.values());
        if (one != null) order.add(one);
      }
      return new Definition.Step(
          wanted, of, List.of(), null, all, time, Boolean.TRUE.equals(replace), points, 1, order);
    }
  }

  record QueueForm(
      String name,
      List<String> media,
      Integer maxWaiting,
      String offerTimeout,
      String connectTimeout,
      WrapUpForm wrapUp,
      QueuePriorityForm priority,
      List<StepForm> steps) {

    Definition check() {
      var check = new Check();
      check.text("/name", check.required("/name", name));
      var takes = EnumSet.noneOf(Media.class);
      var words = check.list("/media", media);
      for (var n = 0; n < words.size(); n++) {
        var medium = check.oneOf("/media/" + n, words.get(n), Media.values());
        if (medium != null) takes.add(medium);
      }
      if (maxWaiting != null) check.number("/maxWaiting", maxWaiting, 0, 0, 10_000_000);
      var ring = check.duration("/offerTimeout", offerTimeout, Handling.OFFER_TIMEOUT, MOMENT, DAY);
      var connect =
          check.duration("/connectTimeout", connectTimeout, Handling.CONNECT_TIMEOUT, MOMENT, DAY);
      var wrap = wrapUp == null ? WrapUp.DEFAULT : wrapUp.check(check);
      var points = priority == null ? null : priority.base;
      var base = check.number("/priority/base", points, 0, MOST_POINTS);
      var aging = priority == null ? List.<Definition.Aging>of() : priority.check(check);
      var wanted = steps(check);
      check.done();
      return new Definition(
          name,
          takes,
          maxWaiting,
          ring,
          connect,
          wrap,
          Rona.DEFAULT,
          Definition.TTL,
          null,
          null,
          null,
          base,
          aging,
          wanted);
    }

    private List<Definition.Step> steps(Check check) {
      var given = check.list("/steps", steps);
      var all = new ArrayList<Definition.Step>();
      for (var n = 0; n < given.size(); n++)
        all.add(given.get(n).check("/steps/" + n, n == given.size() - 1, check));
      if (all.isEmpty()) all.add(Definition.Step.ofAnyone());
      return all;
    }
  }

  record OpenForm(Boolean open, String message) {
    boolean check() {
      var check = new Check();
      check.required("/open", open);
      check.text("/message", message);
      check.done();
      return open;
    }
  }
}
