package usher.interaction;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where a contact stands in its life. */
public enum Status {
  /** No contact of this id has been reported. */
  UNBORN("unborn"),
  /** Waits in a queue. */
  QUEUED("queued"),
  /** Somebody has been asked; with a switch, an accepted offer waits here for the conversation. */
  OFFERED("offered"),
  /** Customer and agent are in conversation. */
  CONNECTED("connected"),
  /** The customer listens to music; the agent comes back, or asks somebody else meanwhile. */
  HELD("held"),
  /** The conversation is over, the agent still works on it. */
  WRAP_UP("wrap-up"),
  /** Over; nothing brings it back. */
  COMPLETED("completed");

  private final String word;

  Status(String word) {
    this.word = word;
  }

  @JsonValue
  public String word() {
    return word;
  }
}
