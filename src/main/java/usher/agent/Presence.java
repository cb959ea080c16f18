package usher.agent;

import com.fasterxml.jackson.annotation.JsonValue;

/** What an agent says of itself. */
public enum Presence {
  OFFLINE("offline"),
  NOT_READY("not-ready"),
  READY("ready");

  private final String word;

  Presence(String word) {
    this.word = word;
  }

  @JsonValue
  public String word() {
    return word;
  }
}
