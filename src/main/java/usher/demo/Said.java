package usher.demo;

import java.util.List;
import usher.replay.UsherApi;

/**
 * What the server says of something that has happened.
 *
 * @param holds whether it has taken place there, too
 * @param lost whether somebody or something else was sooner
 * @param why for people, where it does not hold
 */
record Said(boolean holds, boolean lost, String why) {
  static final Said YES = new Said(true, false, null);

  static Said of(UsherApi.Answer answer) {
    if (answer.isOk()) return YES;
    var lost = answer.status() == 409;
    return new Said(false, lost, answer.status() + " " + answer.code() + " " + answer.detail());
  }

  static Said of(List<UsherApi.Result> results) {
    var result = results.get(results.size() - 1);
    if (result.holds()) return YES;
    var lost = result.code().startsWith("offer.") || result.code().endsWith(".gone");
    return new Said(false, lost, result.status() + " " + result.code() + " " + result.detail());
  }
}
