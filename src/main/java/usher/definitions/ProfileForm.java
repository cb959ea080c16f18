package usher.definitions;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import usher.agent.Capacity;
import usher.agent.Profile;
import usher.kernel.Media;

/** An agent as somebody writes it down. */
public record ProfileForm(
    String name,
    String endpoint,
    Map<String, Integer> skills,
    List<String> teams,
    CapacityForm capacity,
    Map<String, String> attributes) {

  public record ShareForm(Integer cost, Integer max) {}

  public record CapacityForm(
      Integer total, Map<String, ShareForm> media, Map<String, List<String>> interrupts) {

    Capacity check(String at, Check check) {
      var most = check.number(at + "/total", total, 100, 0, 1_000_000);
      var shares = media == null ? Capacity.DEFAULT.media() : shares(at + "/media", check);
      return new Capacity(most, shares, interrupts(at + "/interrupts", check));
    }

    private Map<Media, Capacity.Share> shares(String at, Check check) {
      var shares = new EnumMap<Media, Capacity.Share>(Media.class);
      media.forEach(
          (word, share) -> {
            var where = Check.under(at, word);
            var medium = check.oneOf(where, word, Media.values());
            if (share == null) {
              check.fault(where, "field.null", "Give cost and max");
              return;
            }
            var cost = check.number(where + "/cost", share.cost, 0, 0, 1_000_000);
            var max = check.number(where + "/max", share.max, 1, 0, 1000);
            if (medium != null) shares.put(medium, new Capacity.Share(cost, max));
          });
      return shares;
    }

    private Map<Media, Set<Media>> interrupts(String at, Check check) {
      var all = new EnumMap<Media, Set<Media>>(Media.class);
      if (interrupts == null) return all;
      interrupts.forEach(
          (word, words) -> {
            var where = Check.under(at, word);
            var medium = check.oneOf(where, word, Media.values());
            var others = EnumSet.noneOf(Media.class);
            var given = check.list(where, words);
            for (var n = 0; n < given.size(); n++) {
              var other = check.oneOf(where + "/" + n, given.get(n), Media.values());
              if (other != null && other == medium)
                check.fault(
                    where + "/" + n,
                    "capacity.interrupts",
                    "A medium does not interrupt itself: raise its max instead");
              if (other != null) others.add(other);
            }
            if (medium != null && !others.isEmpty()) all.put(medium, others);
          });
      return all;
    }
  }

  /** Worth something only where the check has found nothing. */
  public Profile check(String at, Check check) {
    check.text(at + "/name", check.required(at + "/name", name));
    check.text(at + "/endpoint", endpoint);
    var has = check.skills(at + "/skills", skills);
    var member = check.ids(at + "/teams", teams);
    var known = check.texts(at + "/attributes", attributes);
    var room = capacity == null ? Capacity.DEFAULT : capacity.check(at + "/capacity", check);
    return new Profile(name, endpoint, has, member, room, known);
  }
}
