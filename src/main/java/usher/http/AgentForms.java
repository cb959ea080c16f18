package usher.http;

import java.util.List;
import java.util.Map;
import usher.agent.Presence;
import usher.agent.Profile;
import usher.definitions.ProfileForm;
import usher.definitions.ProfileForm.CapacityForm;

/** What callers send about agents. */
final class AgentForms {
  private AgentForms() {}

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
