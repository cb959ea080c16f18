package usher.http;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import usher.agent.Capacity;
import usher.agent.Presence;
import usher.agent.Profile;
import usher.kernel.Media;

/** What callers send about agents. */
final class AgentForms {
  private AgentForms() {}

  record ShareForm(Integer cost, Integer max) {}

  record CapacityForm(Integer total, Map<String, ShareForm> media) {}

  record ProfileForm(
      String name,
      String endpoint,
      Map<String, Integer> skills,
      List<String> teams,
      CapacityForm capacity,
      Map<String, String> attributes) {

    Profile check(String at, Check check) {
      check.text(at + "/name", check.required(at + "/name", name));
      check.text(at + "/endpoint", endpoint);
      var has = check.skills(at + "/skills", skills);
      var member = check.ids(at + "/teams", teams);
      var known = check.texts(at + "/attributes", attributes);
      var room = capacity == null ? Capacity.DEFAULT : capacity(at + "/capacity", check);
      return new Profile(name, endpoint, has, member, room, known);
    }

    private Capacity capacity(String at, Check check) {
      var total = check.number(at + "/total", capacity.total, 100, 0, 1_000_000);
      if (capacity.media == null) return new Capacity(total, Capacity.DEFAULT.media(), Map.of());
      var shares = new EnumMap<Media, Capacity.Share>(Media.class);
      capacity.media.forEach(
          (word, share) -> {
            var where = Check.under(at + "/media", word);
            var medium = check.oneOf(where, word, Media.values());
            if (share == null) {
              check.fault(where, "field.null", "Give cost and max");
              return;
            }
            var cost = check.number(where + "/cost", share.cost, 0, 0, 1_000_000);
            var max = check.number(where + "/max", share.max, 1, 0, 1000);
            if (medium != null) shares.put(medium, new Capacity.Share(cost, max));
          });
      return new Capacity(total, shares, Map.of());
    }
  }

  record NamedProfileForm(
      String id,
      String name,
      String endpoint,
      Map<String, Integer> skills,
      List<String> teams,
      CapacityForm capacity,
      Map<String, String> attributes) {

    Profile check(String at, Check check) {
      check.id(at + "/id", check.required(at + "/id", id));
      return new ProfileForm(name, endpoint, skills, teams, capacity, attributes).check(at, check);
    }
  }

  record BatchForm(List<NamedProfileForm> items) {}

  record StateForm(String state, String reason) {
    Presence check() {
      var check = new Check();
      var presence = check.oneOf("/state", check.required("/state", state), Presence.values());
      check.text("/reason", reason);
      check.done();
      return presence;
    }
  }
}
