package usher.http;

import static usher.agent.Presence.NOT_READY;
import static usher.agent.Presence.OFFLINE;
import static usher.agent.Presence.READY;

import java.util.LinkedHashMap;
import java.util.Map;
import usher.agent.Agent;
import usher.agent.Presence;

/**
 * What a switch or a messenger says of a person, and what it means here. The agent's own words set
 * its state. A messenger's words only take a ready agent away and bring it back: who has a break or
 * has signed out is not made ready by a screen that wakes up.
 */
final class PresenceWords {
  enum Meaning {
    /** The agent's own word. */
    STATE,
    /** Not to be asked while this lasts; the word is the reason. */
    AWAY,
    /** Back from a messenger's {@link #AWAY}. */
    BACK,
    /** Says nothing that is not known: conversations count by the agent's capacity. */
    NOTHING
  }

  private static final Map<String, Meaning> WORDS = new LinkedHashMap<>();

  static {
    for (var state : Presence.values()) WORDS.put(state.word(), Meaning.STATE);
    WORDS.put("busy", Meaning.AWAY);
    WORDS.put("do-not-disturb", Meaning.AWAY);
    WORDS.put("in-a-meeting", Meaning.AWAY);
    WORDS.put("presenting", Meaning.AWAY);
    WORDS.put("away", Meaning.AWAY);
    WORDS.put("be-right-back", Meaning.AWAY);
    WORDS.put("out-of-office", Meaning.AWAY);
    WORDS.put("available", Meaning.BACK);
    WORDS.put("in-a-call", Meaning.NOTHING);
  }

  private PresenceWords() {}

  /**
   * @param presence to be set; null for nothing
   * @param reason for the presence, or why nothing is set
   */
  record Effect(Presence presence, String reason) {}

  static Meaning meaning(String word, Check check) {
    if (word == null) return null;
    var meaning = WORDS.get(word);
    if (meaning == null) check.fault("/data/status", "word.unknown", "One of " + WORDS.keySet());
    return meaning;
  }

  /** What a messenger's word does to an agent as it stands. */
  static Effect effect(String word, Agent agent) {
    var planned = agent.planned();
    var state = planned == null ? agent.presence() : planned.presence();
    var reason = planned == null ? agent.reason() : planned.reason();
    var isAway = state == NOT_READY && WORDS.get(reason) == Meaning.AWAY;
    return switch (WORDS.get(word)) {
      case AWAY ->
          state == READY || isAway
              ? new Effect(NOT_READY, word)
              : new Effect(null, "The agent is " + state.word() + " by its own word");
      case BACK ->
          isAway
              ? new Effect(READY, null)
              : new Effect(
                  null,
                  state == READY
                      ? "The agent is ready already"
                      : "The agent is " + state.word() + " by its own word");
      case NOTHING, STATE ->
          new Effect(null, "Conversations are counted by the agent's capacity, not by this");
    };
  }

  static Presence state(String word) {
    for (var state : Presence.values()) if (state.word().equals(word)) return state;
    return OFFLINE;
  }
}
